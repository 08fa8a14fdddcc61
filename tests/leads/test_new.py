"""Logging a lead."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.accounts.models import Clearance
from crm.audit.models import AuditEntry
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.lib.credit_code import complete
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.plans import make_rate

FULL = {
    "company_name": "苏州纳维科技有限公司",
    "intent": "建设氮化镓衬底产线",
    "amount_minor": "12,000",
    "amount_minor-unit": "wan",
    "channel": "chain",
    "contact_name": "王总",
    "contact_phone": "+86 138-1234-5678",
    "next_step": "约考察",
    "next_step_on": "2026-12-01",
    "region_code": "320500",
}


def only(session) -> Lead:
    return session.scalars(select(Lead)).one()


def test_it_is_saved_and_protected_from_today(staff, cast, session):
    node = make_node(session)
    answer = staff.submit("/leads/new", {**FULL, "node_id": node.id}, 302)
    lead = only(session)
    assert answer.location == f"/leads/{lead.id}"
    assert (lead.owner_id, lead.unit_id) == (cast.staff.id, cast.park_a.id)
    assert (lead.amount_minor, lead.amount_fen) == (1_200_000_000_0, 1_200_000_000_0)
    assert lead.contact_phone == "13812345678"
    assert (lead.reported_on, lead.falls_on) == (date(2026, 11, 20), date(2026, 12, 20))
    assert (lead.core_name, lead.sound) == ("纳维", "nw")
    assert lead.node_id == node.id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "lead")).one()
    assert (entry.action, entry.subject_id) == ("created", lead.id)
    assert entry.changes["意向投资额"] == [None, "1.20亿元"]
    assert "请在 2026-12-20 前跟进" in staff.text(answer.location)


def test_a_name_is_enough(staff, session):
    staff.submit("/leads/new", {"company_name": "某新材料企业"}, 302)
    assert only(session).state is LeadState.OPEN


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads/new", 302).location


def test_leaders_read_only(leader):
    leader.get("/leads/new", 403)


def test_a_typed_name_that_is_known_is_linked(staff, cast, session):
    company = make_company(
        session,
        cast.outsider,
        "苏州纳维科技有限公司",
        credit_code=complete("91320594MA1MXXXX0"[:17]),
    )
    staff.submit("/leads/new", {"company_name": "苏州纳维科技有限公司"}, 302)
    lead = only(session)
    assert (lead.company_id, lead.credit_code) == (company.id, company.credit_code)


def test_a_node_may_be_typed(staff, session):
    node = make_node(session, name="功率器件封测")
    staff.submit("/leads/new", {"company_name": "甲", "node_id-text": "功率器件封测"}, 302)
    assert only(session).node_id == node.id


def test_foreign_amounts_are_compared_at_the_rate(staff, session):
    make_rate(session, "7.1", month=date(2026, 11, 1))
    given = {"company_name": "甲", "amount_minor": "100", "amount_minor-unit": "wan_usd"}
    staff.submit("/leads/new", given, 302)
    lead = only(session)
    assert lead.amount_minor == 100_000_000
    assert lead.amount_fen == 710_000_000


def test_without_a_rate_the_amount_is_kept_as_it_is(staff, session):
    given = {"company_name": "甲", "amount_minor": "100", "amount_minor-unit": "wan_eur"}
    staff.submit("/leads/new", given, 302)
    assert only(session).amount_fen is None
    assert "100万欧元" in staff.text("/leads")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("company_name", "", "请填写企业名称"),
        ("company_name", "长" * 201, "最多 200 个字"),
        ("amount_minor", "3亿", "30000"),
        ("amount_minor", "三个亿", "30000"),
        ("amount_minor", "-5", "不能是负数"),
        ("credit_code", "91320900MA1XXXXXX", "统一社会信用代码"),
        ("credit_code", "91320594MA1M00000A", "校验不通过"),
        ("next_step_on", "2026-02-30", "日期"),
        ("next_step_on", "3026-02-03", "日期超出"),
        ("node_id", "999999", "请从列表中选择"),
        ("node_id-text", "没有的环节", "没有找到这个环节"),
        ("country", "XX", "请从列表中选择"),
        ("channel", "<b>", "<b>"),
        ("intent", "长" * 1001, "最多 1000 个字"),
    ],
)
def test_bad_input_is_refused_and_all_typed_is_kept(staff, session, field, typed, says):
    sent = {**FULL, "company_name": "<b>某</b>企业", field: typed}
    answer = staff.post("/leads/new", sent, 400)
    page = words(answer)
    assert says in page or field == "channel"
    assert "没有保存" in page
    assert "建设氮化镓衬底产线" in answer.text or field == "intent"
    assert "&lt;b&gt;某&lt;/b&gt;企业" in answer.text or field == "company_name"
    assert 'value="12,000"' in answer.text or field == "amount_minor"
    assert session.scalar(select(func.count(Lead.id))) == 0


def test_an_expired_token_keeps_what_was_typed(staff, session):
    answer = staff.post("/leads/new", FULL, 400, token=False)
    assert "苏州纳维科技有限公司" in answer.text
    assert "再点一次保存" in words(answer)
    assert session.scalar(select(func.count(Lead.id))) == 0


def test_a_step_with_a_day_needs_words(staff):
    answer = staff.post("/leads/new", {**FULL, "next_step": ""}, 400)
    assert "下一步做什么" in words(answer)


def test_a_confidential_lead_needs_a_code_name_and_lists_its_owner(staff, cast, session):
    given = {**FULL, "confidential": "y"}
    assert "须填写代号" in words(staff.post("/leads/new", given, 400))
    staff.post("/leads/new", {**given, "code_name": "GaN 项目"}, 302)
    lead = only(session)
    listed = session.scalars(select(Clearance.user_id).where(Clearance.kind == "lead")).all()
    assert listed == [cast.staff.id]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "lead")).one()
    assert (entry.title, entry.confidential) == ("GaN 项目", True)
    assert lead.confidential


def test_a_lead_about_a_confidential_company_is_confidential(staff, cast, session):
    make_company(session, cast.staff, "密企有限公司", confidential=True)
    answer = staff.post("/leads/new", {"company_name": "密企有限公司"}, 400)
    assert "须同时登记为涉密" in words(answer)


def test_a_clash_asks_first(outsider, cast, session):
    make_lead(session, cast.staff, "苏州纳维科技有限公司")
    answer = outsider.post("/leads/new", {"company_name": "纳维科技"}, 400)
    page = words(answer)
    assert "疑似撞单" in page
    assert "新能源汽车产业园 张三首报" in page
    assert "苏州纳维科技" not in page
    outsider.post("/leads/new", {"company_name": "纳维科技", "despite_clash": "y"}, 302)
    assert session.scalar(select(func.count(Lead.id))) == 2


def test_whoever_reported_first_is_told_of_a_clash(outsider, staff, manager, cast, session):
    first = make_lead(session, cast.staff, "苏州纳维科技有限公司")
    sent = {"company_name": "纳维科技", "despite_clash": "y", "intent": "另一件事"}
    outsider.post("/leads/new", sent, 302)
    second = session.scalars(select(Lead).order_by(Lead.id.desc())).first()
    for browser in (staff, manager):
        text = browser.text("/notifications")
        assert "登记了与线索“苏州纳维科技有限公司”疑似相同的企业" in text
        assert "孙七" in text
        assert "另一件事" not in text
    assert "疑似撞单" in staff.text(f"/leads/{first.id}")
    assert "孙七" in staff.text(f"/leads/{first.id}")
    assert "已有名称相同的线索（跟进中），新能源汽车产业园 张三首报" in outsider.text(
        f"/leads/{second.id}"
    )


def test_a_second_lead_of_ones_own_tells_nobody(staff, manager, cast, session):
    make_lead(session, cast.staff, "苏州纳维科技有限公司")
    staff.post("/leads/new", {"company_name": "纳维科技", "despite_clash": "y"}, 302)
    assert "疑似相同" not in manager.text("/notifications")


def test_a_confidential_lead_is_named_by_its_code_name_in_the_message(
    outsider, staff, cast, session
):
    make_lead(session, cast.staff, "苏州纳维科技有限公司", confidential=True)
    outsider.post("/leads/new", {"company_name": "纳维科技", "despite_clash": "y"}, 302)
    text = staff.text("/notifications")
    assert "线索“GF 光伏”" in text
    assert "苏州纳维" not in text


def test_a_clash_with_a_confidential_lead_says_only_that_there_is_one(outsider, cast, session):
    make_lead(session, cast.staff, "苏州纳维科技有限公司", confidential=True)
    page = words(outsider.post("/leads/new", {"company_name": "纳维科技"}, 400))
    assert "相近的涉密线索，请询问新能源汽车产业园 张三" in page
    for secret in ("苏州纳维", "GF 光伏", "2026-"):
        assert secret not in page


def test_what_was_given_up_does_not_stop(staff, cast, session):
    make_lead(session, cast.colleague, "纳维科技有限公司", state=LeadState.DROPPED)
    staff.post("/leads/new", {"company_name": "纳维科技"}, 302)


def test_it_is_found_at_once_and_not_read_again_for_that(staff, count_queries):
    with count_queries() as sent:
        staff.submit("/leads/new", FULL, 302)
    assert not [one for one in sent if one.startswith("SELECT leads.id, leads.company_name")]
    for typed in ("纳维", "nwkj", "氮化镓", "王总", "13812345678"):
        assert "苏州纳维科技有限公司" in staff.get(f"/search?q={typed}", 200).text
