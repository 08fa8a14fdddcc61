"""The same form sent twice: what the second one finds."""

import io

from sqlalchemy import func, select

from crm.companies.models import Company
from crm.leads.models import Lead
from crm.projects.models import Milestone, Project
from tests.attachments.files import PDF
from tests.client import words
from tests.journeys.test_bad_input import COMPANY, LEAD, PROJECT, SIGNED
from tests.journeys.typed import changed, everything, filled


def test_a_lead_logged_twice_is_stopped_as_a_clash(staff, session, office):
    sent = filled(staff, office.address("lead"), **LEAD)
    staff.post("/leads/new", sent, 302)
    before = everything(session)
    answer = staff.post("/leads/new", sent, 400)
    assert "撞单" in words(answer)
    assert changed(session, before) == []
    assert session.scalar(select(func.count(Lead.id))) == 2  # the office's and this one


def test_a_company_is_entered_once(staff, session, office):
    sent = filled(staff, "/companies/new", **COMPANY)
    staff.post("/companies/new", sent, 302)
    answer = staff.post("/companies/new", sent, 400)
    assert "这个名称已登记" in words(answer)
    wanted = select(func.count(Company.id)).where(Company.name == COMPANY["name"])
    assert session.scalar(wanted) == 1


def test_a_milestone_is_reported_once(staff, session, office):
    url = office.address("signed")
    staff.post(url, {**SIGNED, "files": (io.BytesIO(PDF), "协议.pdf")}, 302)
    answer = staff.post(url, {**SIGNED, "files": (io.BytesIO(PDF), "协议.pdf")}, 400)
    assert "已有" in words(answer)
    wanted = select(func.count(Milestone.id)).where(Milestone.project_id == office.project.id)
    assert session.scalar(wanted) == 2  # 在谈 and 签约


def test_a_lead_is_converted_once(staff, session, office):
    url = office.address("conversion")
    sent = filled(staff, url, **PROJECT, node_id=str(office.node.id))
    staff.post(url, sent, 302)
    before = everything(session)
    answer = staff.post(url, sent, 400)
    assert "转" in words(answer)
    assert changed(session, before) == []


def test_a_project_is_entered_once(staff, session, office):
    url = office.address("project")
    sent = filled(staff, url, **PROJECT, node_id=str(office.node.id))
    staff.post(url, sent, 302)
    answer = staff.post(url, sent)
    wanted = select(func.count(Project.id)).where(Project.name == PROJECT["name"])
    assert session.scalar(wanted) == 1, answer.status
