"""The list of target companies: whom a node needs, who approaches them, how far that is."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.companies.models import NodeTarget
from crm.companies.rules.dealings import TargetState
from crm.notifications.models import Notification
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_clearance, make_company, make_target
from tests.factories.leads import TODAY

PATH = "/companies/targets"


def form_of(company, node, **more):
    return {"company_name": company.name, "node_id": node.id, "state": "new", **more}


def the_one(session) -> NodeTarget:
    return session.scalars(select(NodeTarget)).one()


def test_a_company_is_put_on_the_list_of_a_node(staff, cast, session):
    company, node = make_company(session, cast.staff, "华芯"), make_node(session, name="封测")
    form = form_of(company, node, owner_id=cast.colleague.id, reason="全国前三")
    staff.post(f"{PATH}/new", form, 302)
    target = the_one(session)
    assert (target.owner_id, target.unit_id, target.state_on) == (
        cast.colleague.id, cast.park_a.id, TODAY,
    )  # fmt: skip
    words = staff.text(PATH)
    for word in ("华芯", "封测", "李四", "未接触", "全国前三", "2026-11-20"):
        assert word in words
    assert session.scalars(select(AuditEntry.kind)).all() == ["target"]
    told = select(Notification.text).where(Notification.user_id == cast.colleague.id)
    assert "华芯" in session.scalars(told).one()


def test_it_stands_on_the_pages_of_node_and_company(staff, cast, session):
    chain = make_chain(session, code="ic9")
    node = make_node(session, chain, "封测", code="pack")
    below = make_node(session, chain, "键合", code="bond", parent=node)
    company = make_company(session, cast.staff, "华芯")
    make_target(session, cast.staff, company, below)
    assert "华芯" in staff.text("/chains/ic9/pack")
    assert "键合" in staff.text(f"/companies/{company.id}")


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get(PATH, 302).location


def test_filters_narrow_it(staff, cast, session):
    node, other = make_node(session), make_node(session)
    make_target(session, cast.staff, make_company(session, cast.staff, "甲芯公司"), node)
    make_target(
        session, cast.outsider, make_company(session, cast.staff, "乙芯公司"), other,
        state=TargetState.TALKING,
    )  # fmt: skip
    for query, seen in (
        (f"node={node.id}", "甲芯"), ("owner=me", "甲芯"), (f"owner={cast.outsider.id}", "乙芯"),
        ("state=talking", "乙芯"), (f"unit={cast.park_a.id}", "甲芯"), ("state=dropped", ""),
    ):  # fmt: skip
        words = staff.page(f"{PATH}?{query}").find("tbody").text
        assert [name for name in ("甲芯", "乙芯") if name in words] == ([seen] if seen else [])


def test_the_export_holds_what_is_filtered(staff, cast, session):
    node = make_node(session, name="封测")
    make_target(session, cast.staff, make_company(session, cast.staff, "甲芯公司"), node)
    make_target(session, cast.staff, make_company(session, cast.staff, "乙芯公司"), node,
                state=TargetState.DROPPED)  # fmt: skip
    answer = staff.get(f"{PATH}/export.xlsx?state=new", 200)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)
    assert [row[0] for row in rows[1:]] == ["甲芯公司"]
    assert session.scalars(select(AuditEntry.action)).all() == ["exported"]


def test_a_target_becomes_a_lead_in_one_click(staff, cast, session):
    node = make_node(session, name="封测")
    company = make_company(session, cast.staff, "盐城华芯有限公司")
    target = make_target(session, cast.staff, company, node)
    link = next(one for one in staff.page(PATH).select("tbody a") if "转线索" in one.text)
    page = staff.page(link["href"])
    assert page.find("input", {"name": "company_name"})["value"] == "盐城华芯有限公司"
    form = {"company_name": "盐城华芯有限公司", "node_id": node.id, "country": "CN"}
    staff.post("/leads/new", form, 302)
    assert (target.state, target.state_on) == (TargetState.LEAD, TODAY)
    assert "转线索" not in staff.page(PATH).find("tbody").text.replace("已转线索", "")


def test_a_confidential_lead_does_not_give_itself_away(staff, cast, session):
    node = make_node(session)
    company = make_company(session, cast.staff, "盐城华芯有限公司")
    target = make_target(session, cast.staff, company, node)
    form = {"company_name": company.name, "node_id": node.id, "country": "CN",
            "confidential": "y", "code_name": "HX"}  # fmt: skip
    staff.post("/leads/new", form, 302)
    assert target.state is TargetState.NEW


def test_a_step_is_dated(staff, cast, session):
    company, node = make_company(session, cast.staff), make_node(session)
    target = make_target(session, cast.staff, company, node)
    form = form_of(company, node, state="touched", version=1)
    form |= {"state_on": "2026-11-01", "owner_id": cast.staff.id}
    staff.post(f"{PATH}/{target.id}/edit", form, 302)
    assert target.state_on == TODAY, "the day of the step before is not that of the new one"
    form |= {"state": "talking", "state_on": "2026-11-18", "version": 2}
    staff.post(f"{PATH}/{target.id}/edit", form, 302)
    assert (target.state, target.state_on) == (TargetState.TALKING, date(2026, 11, 18))
    assert session.scalars(select(AuditEntry.action)).all() == ["updated", "updated"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"state_on": "2026-12-01"}, "进度日期还没有到"),
        ({"state": "dropped"}, "放弃时请写明原因"),
        ({"company_name": "没有的公司"}, "没有找到这家企业"),
        ({"node_id": ""}, "请选择环节"),
        ({"state": "married"}, "请从列表中选择"),
    ],
)
def test_it_refuses_and_keeps_what_was_typed(staff, cast, session, more, sentence):
    company, node = make_company(session, cast.staff), make_node(session)
    page = staff.post(f"{PATH}/new", form_of(company, node, reason="缺它", **more), 400).text
    assert sentence in page
    assert "缺它" in page


def test_no_company_stands_twice_on_a_node(staff, cast, session):
    company, node = make_company(session, cast.staff), make_node(session)
    make_target(session, cast.staff, company, node)
    assert "已在该环节的目标库中" in staff.post(f"{PATH}/new", form_of(company, node), 400).text


def test_two_at_once_tell_of_each_other(staff, cast, session):
    company, node = make_company(session, cast.staff), make_node(session)
    target = make_target(session, cast.staff, company, node)
    form = form_of(company, node, note="甲", version=1)
    staff.post(f"{PATH}/{target.id}/edit", form, 302)
    assert "乙" in staff.post(f"{PATH}/{target.id}/edit", {**form, "note": "乙"}, 409).text


def test_other_units_read_but_do_not_change(outsider, cast, session):
    company = make_company(session, cast.staff, "华芯")
    target = make_target(session, cast.staff, company, make_node(session))
    assert "华芯" in outsider.text(PATH)
    outsider.get(f"{PATH}/{target.id}/edit", 403)


def test_a_confidential_company_is_there_for_its_list(staff, colleague, cast, session):
    company = make_company(session, cast.staff, "绝密企业", confidential=True)
    node = make_node(session)
    target = make_target(session, cast.staff, company, node)
    assert "绝密" not in colleague.text(PATH)
    colleague.get(f"{PATH}/{target.id}/edit", 404)
    form = form_of(company, node, owner_id=cast.colleague.id, version=1)
    page = staff.post(f"{PATH}/{target.id}/edit", form, 400).text
    assert "须在它的知悉名单上" in page
    make_clearance(session, "company", company.id, cast.colleague)
    staff.post(f"{PATH}/{target.id}/edit", form, 302)


def test_a_list_costs_the_same_however_long(staff, cast, session, count_queries):
    node = make_node(session)
    for _ in range(2):
        make_target(session, cast.staff, make_company(session, cast.staff), node)
    with count_queries() as few:
        staff.get(PATH)
    for _ in range(18):
        make_target(session, cast.staff, make_company(session, cast.staff), node)
    with count_queries() as many:
        staff.get(PATH)
    assert len(many) == len(few)
