"""A lead becomes a project: prefilled, the company linked or made, the people kept."""

from datetime import date

from sqlalchemy import select

from crm.accounts.models import Clearance
from crm.companies.models import Company, Contact
from crm.leads.rules import LeadState
from crm.projects.models import Milestone, Project
from tests.client import words
from tests.factories.companies import make_contact
from tests.factories.leads import make_activity, make_lead
from tests.factories.projects import YI, make_investor


def test_works(session, cast, staff, node):
    lead = make_lead(
        session, cast.staff, "苏州新芯有限公司", node_id=node.id, intent="建衬底线",
        amount_minor=2 * YI, amount_unit="yi", reported_on=date(2026, 9, 1), region_code="320500",
    )  # fmt: skip
    assert "转为项目" in staff.text(f"/leads/{lead.id}")
    url = f"/projects/new?lead={lead.id}"
    page = staff.page(url)
    assert "建衬底线" in page.get_text()
    staff.submit(url, {"name": "新芯衬底项目"}, 302)
    project = session.scalars(select(Project)).one()
    assert (project.lead_id, project.investment_fen, project.region_code) == (
        lead.id, 2 * YI, "320500",
    )  # fmt: skip
    assert session.scalars(select(Milestone.occurred_on)).one() == date(2026, 9, 1)
    assert lead.state is LeadState.CONVERTED
    assert lead.company_id == project.company_id
    page = staff.get(f"/leads/{lead.id}", 200).text
    assert "查看项目" in page
    assert url not in page


def test_links_the_company_that_is_known(session, cast, staff, node):
    company = make_investor(session, cast.staff, "苏州新芯有限公司")
    lead = make_lead(session, cast.staff, company.name, company_id=company.id, node_id=node.id)
    staff.submit(f"/projects/new?lead={lead.id}", {}, 302)
    assert session.scalars(select(Company.id)).all() == [company.id]


def test_happens_once(session, cast, staff, node):
    lead = make_lead(session, cast.staff, node_id=node.id)
    data = {"name": "甲", "company_name": "甲公司", "node_id": node.id, "kind": "new",
            "country": "CN"}  # fmt: skip
    staff.post(f"/projects/new?lead={lead.id}", data, 302)
    answer = staff.post(f"/projects/new?lead={lead.id}", {**data, "name": "乙"}, 400)
    assert "已转项目" in words(answer)
    assert len(session.scalars(select(Project)).all()) == 1


def test_is_for_those_who_may_edit_the_lead(session, cast, colleague, outsider, node):
    lead = make_lead(session, cast.staff, node_id=node.id)
    assert "转为项目" not in colleague.text(f"/leads/{lead.id}")
    colleague.get(f"/projects/new?lead={lead.id}", 403)
    outsider.get(f"/projects/new?lead={lead.id}", 404)


def test_a_manager_converts_and_the_owner_keeps_it(session, cast, manager, node):
    lead = make_lead(session, cast.staff, node_id=node.id)
    manager.submit(f"/projects/new?lead={lead.id}", {}, 302)
    assert session.scalars(select(Project.owner_id)).one() == cast.staff.id


def test_a_confidential_lead_stays_confidential(session, cast, staff, node):
    lead = make_lead(session, cast.staff, node_id=node.id, confidential=True, code_name="甲一")
    for user in (cast.staff, cast.leader):
        listed = {"kind": "lead", "subject_id": lead.id, "user_id": user.id}
        if not session.scalars(select(Clearance).filter_by(**listed)).first():
            session.add(Clearance(**listed))
    url = f"/projects/new?lead={lead.id}"
    answer = staff.submit(url, {"confidential": None}, 400)
    assert "项目也应登记为涉密" in words(answer)
    staff.submit(url, {}, 302)
    project = session.scalars(select(Project)).one()
    listed = select(Clearance.user_id).where(
        Clearance.kind == "project", Clearance.subject_id == project.id
    )
    assert set(session.scalars(listed)) == {cast.staff.id, cast.leader.id}


def test_what_was_done_before_stands_on_the_project(session, cast, staff, outsider, node):
    lead = make_lead(session, cast.staff, "苏州新芯有限公司", node_id=node.id)
    make_activity(session, lead, cast.staff, summary="参观了洁净车间")
    staff.submit(f"/projects/new?lead={lead.id}", {"name": "新芯衬底项目"}, 302)
    project = session.scalars(select(Project)).one()
    page = staff.page(f"/projects/{project.id}")
    assert "来自线索" in page.get_text()
    assert page.find("a", href=f"/leads/{lead.id}")
    assert "参观了洁净车间" in page.find("aside").get_text()
    page = staff.page(f"/projects/{project.id}?tab=activities")
    assert "跟进1" in "".join(page.get_text().split())
    assert "参观了洁净车间" in page.find("main").get_text()


def test_a_lead_that_may_not_be_read_lends_nothing(session, cast, staff, outsider, node):
    lead = make_lead(session, cast.staff, "苏州新芯有限公司", node_id=node.id)
    make_activity(session, lead, cast.staff, summary="参观了洁净车间")
    staff.submit(f"/projects/new?lead={lead.id}", {"name": "新芯衬底项目"}, 302)
    project = session.scalars(select(Project)).one()
    project.owner_id, project.unit_id = cast.outsider.id, cast.outsider.unit_id
    session.flush()
    text = outsider.text(f"/projects/{project.id}?tab=activities")
    assert "新芯衬底项目" in text
    for secret in ("参观了洁净车间", "来自线索"):
        assert secret not in text


def test_the_contact_comes_along(session, cast, staff, manager, node):
    lead = make_lead(
        session, cast.staff, "苏州新芯有限公司", node_id=node.id, contact_name="王建国 副总经理",
        contact_phone="13812345678", contact_email="wang@example.com",
    )  # fmt: skip
    manager.submit(f"/projects/new?lead={lead.id}", {}, 302)
    contact = session.scalars(select(Contact)).one()
    assert (contact.company_id, contact.name, contact.position, contact.phone) == (
        lead.company_id, "王建国", "副总经理", "13812345678",
    )  # fmt: skip
    assert (contact.owner_id, contact.unit_id) == (cast.staff.id, cast.staff.unit_id)


def test_nobody_is_entered_twice(session, cast, staff, node):
    company = make_investor(session, cast.staff, "苏州新芯有限公司")
    make_contact(session, company, cast.staff, name="王总", phone="13812345678")
    lead = make_lead(
        session, cast.staff, company.name, company_id=company.id, node_id=node.id,
        contact_name="王建国", contact_phone="138 1234 5678",
    )  # fmt: skip
    staff.submit(f"/projects/new?lead={lead.id}", {}, 302)
    assert session.scalars(select(Contact.name)).all() == ["王总"]


def test_a_confidential_lead_names_nobody_at_a_company_open_to_all(session, cast, staff, node):
    company = make_investor(session, cast.staff, "苏州新芯有限公司")
    lead = make_lead(
        session, cast.staff, company.name, company_id=company.id, node_id=node.id,
        confidential=True, code_name="甲一", contact_name="王建国",
    )  # fmt: skip
    staff.submit(f"/projects/new?lead={lead.id}", {}, 302)
    assert session.scalars(select(Contact)).all() == []
