"""Projects, milestones, and the definition of counting that they are held against."""

from datetime import date
from decimal import Decimal
from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, User
from crm.chains.models import ChainNode
from crm.companies.models import Company
from crm.companies.rules import Relation
from crm.lib.credit_code import complete
from crm.plans.models import Definition
from crm.plans.rules import Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.rules import MilestoneState
from tests.factories.chains import make_node

_numbers = count(1)
TODAY = date(2026, 11, 20)
LONG_AGO = date(2026, 1, 5)
YI = 10**10
EVIDENCE = {
    "signed": {
        "meaning": "签订正式投资协议。",
        "evidence": ["投资协议扫描件"],
        "fields": ["agreement", "document_number", "parties"],
        "files": 1,
    },
    "registered": {
        "meaning": "项目公司在区内登记。",
        "evidence": ["营业执照"],
        "fields": ["company_name", "credit_code", "capital_fen"],
        "files": 1,
    },
    "started": {
        "meaning": "永久工程破土。",
        "evidence": ["施工许可证", "现场照片"],
        "fields": [],
        "files": 1,
    },
}


def make_definition(session: Session, **given) -> Definition:
    """What a milestone needs and what counts, in force from 2020 on."""
    given = {
        "name": "2020 年起口径",
        "effective_from": date(2020, 1, 1),
        "landed_stage": Stage.REGISTERED,
        "kinds_left_out": ["real_estate", "relocation", "fiscal"],
        "milestones": EVIDENCE,
        "weights": {"negotiating": 10, "signed": 50},
        **given,
    }
    definition = Definition(**given)
    session.add(definition)
    session.flush()
    return definition


def make_investor(session: Session, owner: User, name: str = "", **given) -> Company:
    """A company that invests."""
    name = name or f"华芯{next(_numbers)}半导体有限公司"
    given = {"relation": Relation.INVESTOR, "unit_id": owner.unit_id, **given}
    company = Company(name=name, **given)
    session.add(company)
    session.flush()
    return company


def make_project(
    session: Session, owner: User, node: ChainNode | None = None, on: date = LONG_AGO, **given
) -> Project:
    """A project of the owner's with a verified 在谈; the owner is on its list."""
    node = node or make_node(session)
    given = {
        "name": f"碳化硅项目{next(_numbers)}",
        "investment_minor": 3 * YI,
        "investment_fen": 3 * YI,
        "last_moved_on": on,
        **given,
    }
    if "company_id" not in given:
        given["company_id"] = make_investor(session, owner).id
    project = Project(owner_id=owner.id, unit_id=owner.unit_id, node_id=node.id, **given)
    session.add(project)
    session.flush()
    session.add(ProjectNode(project_id=project.id, node_id=node.id, share=10_000))
    make_milestone(session, project, Stage.NEGOTIATING, on)
    if project.confidential:
        session.add(Clearance(kind="project", subject_id=project.id, user_id=owner.id))
    session.flush()
    return project


def make_milestone(
    session: Session,
    project: Project,
    stage: Stage,
    on: date,
    state: MilestoneState = MilestoneState.VERIFIED,
    **given,
) -> Milestone:
    """A milestone as it stands in the table; a verified one moves the project's stage."""
    milestone = Milestone(
        project_id=project.id, stage=stage, occurred_on=on, state=state,
        **{"amount_fen": project.investment_fen, **given},
    )  # fmt: skip
    session.add(milestone)
    if state is MilestoneState.VERIFIED:
        project.stage = stage
    session.flush()
    return milestone


def make_paid_in(session: Session, project: Project, **given) -> PaidIn:
    """1,200 万美元 of foreign capital that came in during June, reported."""
    given = {"month": date(2026, 6, 1), "cents": 1_200 * 10**6, **given}
    paid = PaidIn(project_id=project.id, **given)
    session.add(paid)
    session.flush()
    return paid


def make_capacity(session: Session, project: Project, **given) -> ProjectCapacity:
    """12 GW of 电池."""
    given = {"product": "电池", "value": Decimal(12), "unit": "GW", **given}
    capacity = ProjectCapacity(project_id=project.id, **given)
    session.add(capacity)
    session.flush()
    return capacity


def credit_code(number: int = 1) -> str:
    """A valid credit code that differs with the number."""
    return complete(f"91320900MA{number:07d}")
