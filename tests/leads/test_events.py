"""Delegations received and promotion events, and what became of the companies met."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.models import Event, EventCompany, Lead
from crm.plans.rules import Channel, Stage
from tests.client import words
from tests.factories.companies import make_company
from tests.factories.leads import make_event, make_lead, make_met
from tests.factories.projects import make_project

SENT = {
    "name": "韩国新能源企业代表团", "kind": "delegation", "starts_on": "2026-11-18",
    "ends_on": "2026-11-19", "place": "盐城", "organiser": "市商务局", "note": "共 12 人",
}  # fmt: skip


def test_it_is_entered_and_listed(staff, colleague, outsider, cast, session):
    staff.submit("/events/new", SENT, 302)
    event = session.scalars(select(Event)).one()
    assert (event.starts_on, event.ends_on) == (date(2026, 11, 18), date(2026, 11, 19))
    assert "市商务局" in colleague.text(f"/events/{event.id}")
    assert "韩国新能源企业代表团" in staff.text("/events?kind=delegation&year=2026")
    assert "韩国新能源企业代表团" not in staff.text("/events?kind=promotion")
    assert "韩国新能源企业代表团" not in outsider.text("/events")
    outsider.get(f"/events/{event.id}", 404)
    kinds = session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)).all()
    assert kinds == ["event", "page"]  # the outsider who looked for it


def test_an_empty_list_says_what_to_do(staff, leader):
    assert staff.page("/events").select_one(".empty-state a")["href"] == "/events/new"
    assert leader.page("/events").select_one(".empty-state a") is None
    assert staff.page("/events?year=2026").select_one(".empty-state a")["href"] == "/events"


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/events", 302).location


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "请填写名称"),
        ("starts_on", "", "请填写开始日期"),
        ("ends_on", "2026-11-17", "结束日期早于开始日期"),
        ("ends_on", "2027-11-17", "最长 120 天"),
        ("kind", "party", "请从列表中选择"),
        ("note", "长" * 2001, "最多 2000 个字"),
    ],
)
def test_bad_input_is_refused_and_kept(staff, session, field, typed, says):
    answer = staff.post("/events/new", {**SENT, field: typed}, 400)
    assert says in words(answer)
    assert 'value="市商务局"' in answer.text
    assert session.scalars(select(Event)).all() == []


def test_it_is_changed_by_who_entered_it_and_the_manager(staff, colleague, manager, cast, session):
    event = make_event(session, cast.staff)
    colleague.get(f"/events/{event.id}/edit", 403)
    staff.submit(f"/events/{event.id}/edit", {"cancelled": "y"}, 302)
    assert event.cancelled
    stale = {**SENT, "version": 1}
    assert "已被别人修改" in words(manager.post(f"/events/{event.id}/edit", stale, 409))


def test_a_company_met_becomes_a_lead_and_a_project(staff, cast, session):
    event = make_event(session, cast.staff)
    url = f"/events/{event.id}"
    sent = {"company_name": "首尔电子株式会社", "person": "金部长", "note": "想建电池材料厂"}
    staff.submit(url, sent, 302)
    met = session.scalars(select(EventCompany)).one()
    assert "还没有" in staff.text(url)
    answer = staff.submit(f"/leads/new?met={event.id}-{met.id}", {"country": "KR"}, 302)
    lead = session.scalars(select(Lead)).one()
    assert answer.location == f"/leads/{lead.id}"
    assert (met.lead_id, lead.channel, lead.contact_name) == (lead.id, Channel.EVENT, "金部长")
    assert lead.intent == "想建电池材料厂"
    project = make_project(session, cast.staff, name="电池材料项目", lead_id=lead.id)
    project.stage = Stage.SIGNED
    page = staff.text(url)
    assert "电池材料项目" in page
    figures = [one.get_text() for one in staff.page(url).select(".figure-value")]
    assert [figure[0] for figure in figures] == ["1", "1", "1", "1"]
    assert "不能移除" in staff.post(f"{url}/companies/{met.id}/remove", {}, 400).text


def test_a_lead_about_the_same_company_since_is_found_by_itself(staff, outsider, cast, session):
    event = make_event(session, cast.staff)
    make_met(session, event, "苏州纳维科技有限公司")
    make_met(session, event, "以前有限公司")
    make_lead(session, cast.staff, "苏州纳维科技有限公司")
    make_lead(session, cast.staff, "以前有限公司", reported_on=date(2026, 11, 1))
    figures = [one.get_text() for one in staff.page(f"/events/{event.id}").select(".figure-value")]
    assert [figure[0] for figure in figures] == ["2", "1", "0", "0"]


def test_a_lead_that_was_there_before_is_found_and_tied(staff, cast, session):
    event = make_event(session, cast.staff)
    met = make_met(session, event, "纳维科技")
    lead = make_lead(session, cast.staff, "苏州纳维科技有限公司", reported_on=date(2026, 3, 1))
    url = f"/events/{event.id}/companies/{met.id}/lead"
    assert "关联已有线索" in staff.text(f"/events/{event.id}")
    assert "属于哪条线索" in staff.text(url)
    found = staff.get("/leads/suggest.json?q=纳维", 200).json["items"]
    assert [one["id"] for one in found] == [lead.id]
    assert "2026-03-01 首报" in found[0]["note"]
    staff.post(url, {"lead_id": lead.id, "lead_id-text": lead.company_name}, 302)
    assert met.lead_id == lead.id
    page = staff.page(f"/events/{event.id}")
    assert [one.get_text()[0] for one in page.select(".figure-value")][:2] == ["1", "1"]
    assert 'value="苏州纳维科技有限公司"' in staff.get(url).text
    staff.post(url, {"lead_id": "", "lead_id-text": ""}, 302)
    assert met.lead_id is None
    told = session.scalars(select(AuditEntry.changes).order_by(AuditEntry.id)).all()
    assert told == [
        {"纳维科技的线索": [None, "苏州纳维科技有限公司"]},
        {"纳维科技的线索": ["苏州纳维科技有限公司", None]},
    ]


def test_only_a_lead_that_one_knows_is_tied(staff, colleague, cast, session):
    event = make_event(session, cast.staff)
    met = make_met(session, event)
    secret = make_lead(session, cast.staff, "首尔电子株式会社", confidential=True)
    elsewhere = make_lead(session, cast.outsider, "首尔电子株式会社")
    url = f"/events/{event.id}/companies/{met.id}/lead"
    for number in (secret.id, elsewhere.id, 10**9):
        answer = colleague.post(url, {"lead_id": number, "lead_id-text": "首尔"}, 400)
        assert "没有找到这条线索" in words(answer)
        assert 'value="首尔"' in answer.text
    typed = colleague.post(url, {"lead_id": "", "lead_id-text": "首尔电子"}, 400)
    assert "从列表中选择" in words(typed)
    assert colleague.get("/leads/suggest.json?q=首尔", 200).json["items"] == []
    assert [one["id"] for one in staff.get("/leads/suggest.json?q=首尔", 200).json["items"]] == [
        secret.id
    ]
    staff.post(url, {"lead_id": secret.id}, 302)
    assert met.lead_id == secret.id
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert "首尔电子株式会社" not in str(list(entry.changes.values()))
    assert "跟进中" not in colleague.text(f"/events/{event.id}")


def test_what_the_reader_may_not_know_is_not_told(colleague, staff, cast, session):
    event = make_event(session, cast.staff)
    company = make_company(session, cast.staff, "秘密有限公司")
    make_met(session, event, company.name, company_id=company.id)
    lead = make_lead(session, cast.staff, "首尔电子株式会社", confidential=True)
    make_met(session, event, lead_id=lead.id)
    company.confidential = True
    session.flush()
    page = colleague.text(f"/events/{event.id}")
    assert "秘密有限公司" not in page
    assert "另有 1 家涉密企业" in page
    assert "跟进中" not in page


def test_a_confidential_company_does_not_stand_on_the_list(staff, cast, session):
    event = make_event(session, cast.staff)
    make_company(session, cast.staff, "秘密有限公司", confidential=True)
    sent = {"company_name": "秘密有限公司", "note": "谈得很好"}
    answer = staff.post(f"/events/{event.id}/companies", sent, 400)
    assert "涉密企业不列入" in words(answer)
    assert "谈得很好" in answer.text


def test_a_company_stands_on_the_list_once(staff, cast, session):
    event = make_event(session, cast.staff)
    make_met(session, event)
    answer = staff.post(f"/events/{event.id}/companies", {"company_name": "首尔电子株式会社"}, 400)
    assert "已经在名单上" in words(answer)
    other = make_event(session, cast.staff)
    met = session.scalars(select(EventCompany)).one()
    staff.post(f"/events/{other.id}/companies/{met.id}/remove", {}, 404)
    staff.post(f"/events/{event.id}/companies/{met.id}/remove", {}, 302)
    assert session.scalars(select(EventCompany)).all() == []


def test_it_costs_the_same_with_two_companies_as_with_twenty(staff, cast, session, count_queries):
    event = make_event(session, cast.staff)
    for number in range(2):
        make_met(session, event, f"{number}号企业")
    with count_queries() as few:
        staff.get(f"/events/{event.id}", 200)
    for number in range(2, 20):
        make_met(session, event, f"{number}号企业")
    with count_queries() as many:
        staff.get(f"/events/{event.id}", 200)
    assert len(many) == len(few)
