"""Who may know a confidential lead or company by name."""

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from tests.client import words
from tests.factories.companies import make_clearance, make_company
from tests.factories.leads import make_lead


@pytest.fixture(params=["lead", "company"])
def secret(request, cast, session) -> str:
    """The page of a confidential record of 张三's."""
    if request.param == "lead":
        return f"/leads/{make_lead(session, cast.staff, '隐芯有限公司', confidential=True).id}"
    return f"/companies/{make_company(session, cast.staff, '隐芯有限公司', confidential=True).id}"


def test_somebody_is_put_on_the_list_and_taken_off(staff, colleague, cast, session, secret):
    staff.submit(f"{secret}/clearances", {"user_id": cast.colleague.id}, 302)
    assert "隐芯有限公司" in colleague.text(secret)
    staff.post(f"{secret}/clearances/{cast.colleague.id}/remove", {}, 302)
    assert "隐芯" not in colleague.get(secret).text
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "updated")).all()
    told = [entry.changes["知悉名单"][1] for entry in entries]
    assert told == ["增加 李四", "移出 李四"]
    assert all(entry.confidential and "隐芯" not in entry.title for entry in entries)


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads/1/clearances", 302).location
    assert "/login" in guest.get("/companies/1/clearances", 302).location


def test_the_owner_stays_on_it(staff, cast, secret):
    answer = staff.post(f"{secret}/clearances/{cast.staff.id}/remove", {}, 400)
    assert "不能移出" in answer.text


def test_who_is_not_on_it_may_not_manage_it(colleague, outsider, cast, secret):
    assert colleague.get(f"{secret}/clearances").status_code in (403, 404)
    outsider.get(f"{secret}/clearances", 404)
    mine = {"user_id": cast.outsider.id}
    outsider.post(f"{secret}/clearances", mine, 404)


def test_only_those_who_could_see_it_are_offered(staff, cast, session):
    lead = make_lead(session, cast.staff, confidential=True)
    sent = {"user_id": cast.outsider.id}
    answer = staff.post(f"/leads/{lead.id}/clearances", sent, 400)
    assert "请从列表中选择" in words(answer)


def test_what_is_not_confidential_has_no_list(staff, cast, session):
    staff.get(f"/leads/{make_lead(session, cast.staff).id}/clearances", 404)
    staff.get(f"/companies/{make_company(session, cast.staff).id}/clearances", 404)


def test_a_reader_of_another_unit_may_know_a_company_but_not_manage_it(outsider, cast, session):
    company = make_company(session, cast.staff, "隐芯有限公司", confidential=True)
    make_clearance(session, "company", company.id, cast.outsider)
    assert "隐芯" in outsider.text(f"/companies/{company.id}")
    outsider.get(f"/companies/{company.id}/clearances", 403)
