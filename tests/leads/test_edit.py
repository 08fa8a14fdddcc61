"""Changing a lead."""

from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from tests.client import words
from tests.factories.leads import make_lead


def test_it_is_saved_and_noted(staff, cast, session):
    lead = make_lead(session, cast.staff, "甲有限公司", intent="原意向", amount_minor=10**10)
    given = {"intent": "新意向", "amount_minor": "2", "amount_minor-unit": "yi"}
    staff.submit(f"/leads/{lead.id}/edit", given, 302)
    assert (lead.intent, lead.amount_minor) == ("新意向", 2 * 10**10)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.changes == {
        "投资意向": ["原意向", "新意向"],
        "意向投资额": ["1.00亿元", "2.00亿元"],
    }


def test_saving_without_a_change_leaves_no_trace(staff, cast, session):
    lead = make_lead(session, cast.staff)
    staff.submit(f"/leads/{lead.id}/edit", {}, 302)
    assert session.scalars(select(AuditEntry)).all() == []


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads/1/edit", 302).location


def test_it_hides_from_the_outsider(outsider, colleague, cast, session):
    lead = make_lead(session, cast.staff)
    outsider.get(f"/leads/{lead.id}/edit", 404)
    colleague.get(f"/leads/{lead.id}/edit", 403)


def test_the_manager_may(manager, cast, session):
    lead = make_lead(session, cast.outpost)
    manager.submit(f"/leads/{lead.id}/edit", {"intent": "改"}, 302)


def test_bad_input_keeps_what_was_typed(staff, cast, session):
    lead = make_lead(session, cast.staff, intent="原意向")
    answer = staff.submit(
        f"/leads/{lead.id}/edit", {"amount_minor": "三个亿", "intent": "新<b>意向"}, 400
    )
    assert "三个亿" in answer.text
    assert "新&lt;b&gt;意向" in answer.text
    assert lead.intent == "原意向"


def test_who_saves_second_sees_both_values(staff, manager, cast, session):
    lead = make_lead(session, cast.staff, intent="原意向", amount_minor=10**10)
    seen = lead.version
    manager.submit(f"/leads/{lead.id}/edit", {"intent": "经理改的", "amount_minor": "3"}, 302)
    sent = {"company_name": lead.company_name, "intent": "我改的", "country": "CN"}
    answer = staff.post(f"/leads/{lead.id}/edit", {**sent, "version": seen}, 409)
    page = words(answer)
    assert "我改的" in page
    assert "现已改为：经理改的" in page
    assert "现已改为：3" in page
    assert lead.intent == "经理改的"
    again = {**sent, "version": lead.version}
    staff.post(f"/leads/{lead.id}/edit", again, 302)
    assert session.get_one(Lead, lead.id).intent == "我改的"


def test_what_has_become_a_project_is_not_changed_here(staff, cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.CONVERTED)
    url = f"/leads/{lead.id}/edit"
    assert "内容不再修改" in words(staff.get(url, 403))
    answer = staff.post(url, {"company_name": lead.company_name, "country": "CN"}, 400)
    assert "内容不再修改" in words(answer)


def test_a_confidential_lead_shows_its_code_name_to_the_log(staff, cast, session):
    lead = make_lead(session, cast.staff, "秘密有限公司", confidential=True)
    staff.submit(f"/leads/{lead.id}/edit", {"intent": "改"}, 302)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.title, entry.confidential) == ("GF 光伏", True)
