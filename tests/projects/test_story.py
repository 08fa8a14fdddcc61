"""The whole path: logged, 签约 reported with its agreement, verified, registered, counted."""

import io

import pytest
from sqlalchemy import select

from crm.attachments.models import Attachment
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import Relation
from crm.notifications.models import Notification
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.rules import MilestoneState
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.projects import credit_code, make_definition

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name="投资协议（终稿）.pdf"):
    return (io.BytesIO(PDF), name)


@pytest.fixture
def node(session):
    make_definition(session)
    return make_node(session)


def test_a_project_goes_from_talks_to_a_company_here(session, staff, manager, node):
    staff.submit("/projects/new", {
        "name": "年产 10 万片碳化硅衬底项目", "node_id": node.id,
        "company_name": "江苏华芯半导体有限公司", "amount": "3", "amount-unit": "yi",
        "started_on": "2026-10-08",
    }, 302)  # fmt: skip
    project = session.scalars(select(Project)).one()
    assert (project.stage, project.investment_fen) == (Stage.NEGOTIATING, 3 * 10**10)
    url = f"/projects/{project.id}"
    assert "年产 10 万片碳化硅衬底项目" in staff.text(url)

    staff.post(f"{url}/milestones/new?stage=signed", {
        "occurred_on": "2026-11-18", "agreement": "contract", "document_number": "盐开〔2026〕8号",
        "parties": "管委会、华芯", "files": pdf(),
    }, 302)  # fmt: skip
    signed = session.scalars(select(Milestone).where(Milestone.stage == Stage.SIGNED)).one()
    assert signed.state is MilestoneState.REPORTED
    assert project.stage is Stage.NEGOTIATING
    assert session.scalars(select(Notification.user_id)).all() == [manager.user.id]
    assert "投资协议（终稿）.pdf" in manager.text(f"{url}?tab=milestones")

    manager.post(f"{url}/milestones/{signed.id}/verify", status=302)
    assert project.stage is Stage.SIGNED
    assert staff.user.id in session.scalars(select(Notification.user_id)).all()

    staff.post(f"{url}/milestones/new?stage=registered", {
        "occurred_on": "2026-11-19", "company_name": "盐城华芯半导体有限公司",
        "credit_code": credit_code(), "capital_fen": "5000", "files": pdf("营业执照.pdf"),
    }, 302)  # fmt: skip
    registered = session.scalars(select(Milestone).where(Milestone.stage == Stage.REGISTERED)).one()
    manager.post(f"{url}/milestones/{registered.id}/verify", status=302)
    company = session.scalars(select(Company).where(Company.credit_code == credit_code())).one()
    assert company.relation is Relation.LOCAL
    assert session.scalars(select(CompanyNode.node_id)).all() == [node.id]
    assert project.stage is Stage.REGISTERED

    file = session.scalars(select(Attachment)).first()
    answer = staff.get(f"{url}/attachments/{file.id}", 200)
    assert answer.data == PDF
    assert "UTF-8''%E6%8A%95" in answer.headers["Content-Disposition"]
    timeline = staff.text(url)
    assert "填报签约" in timeline
    assert "认定注册" in timeline


def test_what_is_returned_is_reported_anew(session, staff, manager, node):
    staff.submit(
        "/projects/new",
        {"name": "甲", "node_id": node.id, "company_name": "甲公司", "started_on": "2026-10-08"},
        302,
    )
    url = f"/projects/{session.scalars(select(Project.id)).one()}"
    report = {"occurred_on": "2026-11-18", "agreement": "contract", "document_number": "1号",
              "parties": "甲、乙", "files": pdf()}  # fmt: skip
    staff.post(f"{url}/milestones/new?stage=signed", report, 302)
    first = session.scalars(select(Milestone).where(Milestone.stage == Stage.SIGNED)).one()
    manager.submit(f"{url}/milestones/{first.id}/return", {"reason": "协议缺签字页"}, 302)
    assert first.state is MilestoneState.RETURNED
    assert "协议缺签字页" in staff.text(f"{url}?tab=milestones")
    assert "1号" in staff.get(f"{url}/milestones/new?stage=signed", 200).text
    staff.post(f"{url}/milestones/new?stage=signed", {**report, "files": pdf()}, 302)
    second = session.scalars(select(Milestone).order_by(Milestone.id.desc())).first()
    assert (second.stage, second.state) == (Stage.SIGNED, MilestoneState.REPORTED)
    answer = manager.post(f"{url}/milestones/{second.id}/revoke", {"reason": ""}, 400)
    assert "请写明原因" in words(answer)
