"""Creating and editing a project, and making one of a lead."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.accounts.models import Clearance
from crm.companies.models import Company
from crm.lib.currencies import AmountUnit
from crm.plans.models import ExchangeRate
from crm.plans.rules import Channel, ProjectKind, Stage
from crm.projects.models import Milestone, Project, ProjectNode
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.projects import YI, make_investor, make_milestone, make_project

NEW = {"name": "衬底项目", "company_name": "江苏新芯有限公司"}


def made(session):
    return session.scalars(select(Project).order_by(Project.id.desc())).first()


def test_works(session, staff, node):
    staff.submit("/projects/new", {
        **NEW, "node_id": node.id, "amount": "3", "amount-unit": "yi", "kind": "expansion",
        "channel": "fund", "region_code": "320500", "next_step": "选址", "started_on": "2026-10-01",
    }, 302)  # fmt: skip
    project = made(session)
    assert (project.investment_fen, project.amount_unit) == (3 * YI, AmountUnit.YI)
    assert (project.kind, project.channel) == (ProjectKind.EXPANSION, Channel.FUND)
    assert (project.owner_id, project.unit_id) == (staff.user.id, staff.user.unit_id)
    start = session.scalars(select(Milestone)).one()
    assert (start.stage, start.occurred_on) == (Stage.NEGOTIATING, date(2026, 10, 1))
    assert session.scalars(select(ProjectNode.share)).all() == [10_000]
    assert project.mark == "fill"
    company = session.get_one(Company, project.company_id)
    assert (company.name, company.relation) == ("江苏新芯有限公司", "investor")


def test_asks_for_sign_in(guest):
    guest.get("/projects/new", 302)


def test_the_leader_logs_nothing(leader):
    leader.get("/projects/new", 403)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请填写项目名称"),
        ({"name": "长" * 121}, "最多 120 个字"),
        ({"company_name": ""}, "请选择投资方"),
        ({"node_id": ""}, "请选择产业链环节"),
        ({"node_id": "999"}, "请从列表中选择一项"),
        ({"amount": "3亿"}, "请写成数字"),
        ({"amount": "三个亿"}, "请写成数字"),
        ({"amount": "-5"}, "不能是负数"),
        ({"amount": "1e999"}, "请写成普通数字"),
        ({"credit_code": "913209"}, "18 位"),
        ({"confidential": "y"}, "需要一个代号"),
        ({"started_on": "2026-12-24"}, "还没有到"),
        ({"land_mu_hundredths": "很多"}, "请填写数字，最多两位小数"),
        ({"country": "XX"}, "请从列表中选择一项"),
        ({"amount": "5", "amount-unit": "wan_usd"}, "汇率"),
    ],
)
def test_refuses_and_keeps_what_was_typed(session, staff, node, changed, sentence):
    data = {**NEW, "node_id": node.id, "kind": "new", "country": "CN",
            "description": "一期五万片", **changed}  # fmt: skip
    answer = staff.post("/projects/new", data, 400)
    assert sentence in words(answer)
    assert "一期五万片" in answer.text
    for value in set(changed.values()) - {"999", "XX"}:  # what is no choice cannot be chosen
        assert value in answer.text
    assert session.scalar(select(func.count(Project.id))) == 0
    assert session.scalar(select(func.count(Company.id))) == 0


def test_a_foreign_amount_counts_at_the_months_rate(session, staff, node):
    session.add(ExchangeRate(currency="USD", month=date(2026, 11, 1), rate=7))
    staff.submit("/projects/new", {
        **NEW, "node_id": node.id, "amount": "1000", "amount-unit": "wan_usd", "country": "KR",
    }, 302)  # fmt: skip
    project = made(session)
    assert (project.investment_minor, project.investment_fen) == (10**9, 7 * 10**9)
    assert project.is_foreign


def test_a_known_investor_is_linked_not_made_twice(session, cast, staff, node):
    known = make_investor(session, cast.staff, "江苏新芯有限公司")
    staff.submit("/projects/new", {**NEW, "node_id": node.id}, 302)
    assert made(session).company_id == known.id
    data = {"name": "二期", "node_id": node.id, "company_id": known.id, "company_name": "别的公司"}
    answer = staff.submit("/projects/new", data, 400)
    assert "不一致" in words(answer)


def test_sending_twice_makes_one(session, staff, node):
    data = {**NEW, "node_id": node.id, "kind": "new", "country": "CN"}
    staff.post("/projects/new", data, 302)
    assert "已有同名项目" in words(staff.post("/projects/new", data, 400))
    assert session.scalar(select(func.count(Project.id))) == 1


def test_lookalikes_are_shown_while_typing(session, cast, staff, node):
    make_investor(session, cast.staff, "江苏新芯半导体科技有限公司")
    asked = "company_name=新芯半导体&credit_code="
    assert "江苏新芯半导体科技有限公司" in staff.get(f"/projects/lookalikes?{asked}").text
    assert "江苏新芯" not in staff.get(f"/projects/lookalikes?{asked}&company_id=1").text


def test_a_confidential_investor_needs_a_confidential_project(session, cast, staff, node):
    hidden = make_investor(session, cast.staff, "密芯有限公司", confidential=True)
    session.add(Clearance(kind="company", subject_id=hidden.id, user_id=cast.staff.id))
    data = {"name": "衬底", "node_id": node.id, "company_id": hidden.id,
            "company_name": "密芯有限公司"}  # fmt: skip
    assert "项目也应登记为涉密" in words(staff.submit("/projects/new", data, 400))
    staff.submit("/projects/new", {**data, "confidential": "y", "code_name": "甲一"}, 302)
    project = made(session)
    listed = select(Clearance.user_id).where(Clearance.kind == "project")
    assert session.scalars(listed.where(Clearance.subject_id == project.id)).all() == [
        cast.staff.id
    ]


def test_shares_are_split_and_the_main_node_takes_the_rest(session, staff, node, project):
    other = make_node(session, name="设计")
    url = f"/projects/{project.id}/edit"
    staff.submit(url, {"other_node_1": other.id, "other_share_1": "37.5"}, 302)
    shares = dict(session.execute(select(ProjectNode.node_id, ProjectNode.share)).all())
    assert shares == {node.id: 6250, other.id: 3750}
    assert "62.5%" in staff.text(f"/projects/{project.id}")
    answer = staff.submit(url, {"other_node_1": other.id, "other_share_1": "60"}, 400)
    assert "主环节的比例应不小于" in words(answer)


def test_editing_changes_what_was_changed(session, staff, project):
    before = project.investment_fen
    staff.submit(f"/projects/{project.id}/edit", {"next_step": "签协议"}, 302)
    assert (project.next_step, project.investment_fen) == ("签协议", before)
    assert "下一步" in staff.text(f"/projects/{project.id}")


def test_extra_fields_take_no_effect(session, staff, project, cast):
    staff.submit(f"/projects/{project.id}/edit", {
        "next_step": "签协议", "owner_id": cast.outsider.id, "unit_id": cast.park_b.id,
        "stage": "capacity", "state": "dropped", "id": 99, "lead_id": 1, "created_at": "2020-01-01",
    }, 302)  # fmt: skip
    assert (project.owner_id, project.unit_id) == (cast.staff.id, cast.park_a.id)
    assert (project.stage, project.state) == ("negotiating", "active")


def test_a_second_saver_is_shown_both(session, staff, manager, project):
    url = f"/projects/{project.id}/edit"
    seen = staff.page(url).find("input", attrs={"name": "version"})["value"]
    manager.submit(url, {"next_step": "负责人写的", "amount": "5", "amount-unit": "yi"}, 302)
    data = {"name": project.name, "node_id": project.node_id, "kind": "new", "country": "CN",
            "company_id": project.company_id,
            "company_name": session.get_one(Company, project.company_id).name,
            "next_step": "专员写的", "amount": "4", "amount-unit": "yi"}  # fmt: skip
    answer = staff.post(url, {**data, "version": seen}, 409)
    text = words(answer)
    assert "负责人写的" in text
    assert "5.00亿元" in text
    assert "专员写的" in answer.text
    assert project.next_step == "负责人写的"
    staff.post(url, {**data, "version": project.version}, 302)
    assert project.next_step == "专员写的"


def test_the_start_of_talks_can_be_corrected_within_the_order(session, staff, project):
    make_milestone(session, project, Stage.SIGNED, date(2026, 3, 1))
    url = f"/projects/{project.id}/edit"
    staff.submit(url, {"started_on": "2025-12-01"}, 302)
    wanted = select(Milestone.occurred_on).where(Milestone.stage == Stage.NEGOTIATING)
    assert session.scalars(wanted).one() == date(2025, 12, 1)
    answer = staff.submit(url, {"started_on": "2026-04-01"}, 400)
    assert "晚于签约日期" in words(answer)


def test_markup_is_kept_as_it_was_typed(session, staff, node):
    evil = "<script>alert(1)</script>{{7*7}}"
    staff.submit("/projects/new", {
        "name": evil, "company_name": evil, "node_id": node.id, "description": evil,
        "next_step": evil, "source": evil,
    }, 302)  # fmt: skip
    project = made(session)
    assert (project.name, project.description) == (evil, evil)
    assert not staff.page(f"/projects/{project.id}").find_all("script", string="alert(1)")


def test_the_same_name_elsewhere_is_no_twin(session, cast, staff, node):
    make_project(session, cast.colleague, node, name="衬底项目")
    staff.submit("/projects/new", {**NEW, "node_id": node.id}, 302)
