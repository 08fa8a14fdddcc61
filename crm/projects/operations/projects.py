"""Writes of projects: creating and editing."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.chains.models import ChainNode
from crm.chains.rules import Mark, propose_mark
from crm.companies.models import Company, CompanyNode
from crm.companies.operations import create_company
from crm.companies.queries import get_for as get_company
from crm.companies.queries import same_name
from crm.companies.queries.merges import current_id
from crm.companies.rules import CompanyValues, Relation
from crm.core.db import now
from crm.core.errors import Conflict, NotFound, Refused
from crm.leads.operations.todos import step_of, todos_follow
from crm.lib.currencies import Currency
from crm.lib.pinyin import initials
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.operations.amounts import in_fen
from crm.projects.operations.milestones import set_start
from crm.projects.operations.notes import note, refuse
from crm.projects.operations.people import list_people
from crm.projects.operations.shares import keep_shares
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.shares import share_fault, split
from crm.projects.rules.values import ProjectValues

PLAIN = (
    "name", "node_id", "mark", "kind", "fixed_assets_fen", "land_mu_hundredths", "country",
    "region_code", "is_foreign", "channel", "description", "source", "next_step",
    "next_step_on", "confidential", "code_name",
)  # fmt: skip
TWIN = "这家企业已有同名项目，请直接使用已有项目，或换一个名称。"


def create_project(
    session: Session,
    actor: Viewer,
    values: ProjectValues,
    *,
    today: date,
    started_on: date | None = None,
    lead_id: int | None = None,
) -> Project:
    """A project of the actor's with a verified 在谈 milestone on `started_on` (today).

    The investor is linked or created. Refused when the values do not fit together.
    """
    since = start_of(started_on or today, today)
    company = _company(session, actor, values)
    _check(session, values, company)
    project = Project(
        company_id=company.id,
        lead_id=lead_id,
        owner_id=actor.id,
        unit_id=actor.unit_id,
        last_moved_on=since,
        stage=Stage.NEGOTIATING,
        state=ProjectState.ACTIVE,
    )
    _assign(session, project, values, since)
    if project.mark is None:
        project.mark = proposed_mark(session, values.node_id)
    session.add(project)
    changes = changes_of(project)
    session.flush()
    keep_shares(session, project, split(values.node_id, values.other_nodes))
    _begin(session, actor, project, since)
    list_people(session, project, [actor.id])
    note(session, actor, "created", project, changes)
    return project


def update_project(
    session: Session,
    actor: Viewer,
    project: Project,
    values: ProjectValues,
    version: int | None,
    *,
    today: date,
    started_on: date | None = None,
) -> None:
    """Change a project. Conflict when somebody else has saved since `version` was shown."""
    if version != project.version:
        raise Conflict
    company = _company(session, actor, values)
    _check(session, values, company, project.id)
    project.company_id, was = company.id, step_of(project)
    _assign(session, project, values, today)
    changes = changes_of(project)
    if started_on is not None:
        changes |= set_start(session, project, started_on, today)
    changes |= keep_shares(session, project, split(values.node_id, values.other_nodes))
    if not changes:
        return
    project.updated_at = now()
    session.flush()
    list_people(session, project, [actor.id, project.owner_id])
    todos_follow(session, actor, "project", project, was, on=today, done=False)
    note(session, actor, "updated", project, changes)


def start_of(started_on: date, today: date) -> date:
    """Since when a project has been negotiated; refused for a day to come."""
    if started_on > today:
        raise Refused("开始洽谈的日期还没有到，请填实际开始的日期。", "started_on")
    return started_on


def _company(session: Session, actor: Viewer, values: ProjectValues) -> Company:
    """The investor: the one picked, the one of exactly that name, or a new one."""
    name, company_id = values.company_name, values.company_id
    if company_id is None and name:
        company_id = same_name(session, actor, name)
    if company_id is not None:
        current = current_id(session, company_id)
        try:
            company = get_company(session, actor, current)
        except NotFound:
            raise Refused("所选企业不存在，请重新选择。", "company_name") from None
        if name and name != company.name and current == company_id:
            raise Refused(
                f"填写的名称与所选的“{company.name}”不一致，请重新选择，或清空后填写新企业。",
                "company_name",
            )
        return company
    if not name:
        raise Refused("请选择投资方，或填写新企业的名称。", "company_name")
    try:
        return create_company(
            session,
            actor,
            CompanyValues(
                name=values.company_name,
                credit_code=values.credit_code or None,
                relation=Relation.INVESTOR,
                country=values.country,
                region_code=values.region_code,
                confidential=values.confidential,
            ),
        )
    except Refused as error:
        field = "company_name" if error.field == "name" else error.field
        raise Refused(error.sentence, field) from error


def check_values(values: ProjectValues, *, confidential: bool) -> None:
    """Refuse values that do not fit together, or an investor that is `confidential`."""
    if values.confidential and not values.code_name:
        raise Refused("涉密项目需要一个代号，名单以外的人只看到代号。", "code_name")
    if confidential and not values.confidential:
        raise Refused("投资方是涉密企业，项目也应登记为涉密并填写代号。", "confidential")
    refuse(share_fault(values.node_id, values.other_nodes))


def _check(
    session: Session, values: ProjectValues, company: Company, own_id: int | None = None
) -> None:
    check_values(values, confidential=company.confidential)
    nodes = {values.node_id, *(node for node, _share in values.other_nodes)}
    found = session.scalar(select(func.count()).where(ChainNode.id.in_(nodes)))
    if found != len(nodes):
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    twin = select(Project.id).where(
        Project.company_id == company.id,
        Project.name == values.name,
        Project.state != ProjectState.DROPPED,
    )
    if set(session.scalars(twin)) - {own_id}:
        raise Refused(TWIN, "name")


def _assign(session: Session, project: Project, values: ProjectValues, on: date) -> None:
    for name in PLAIN:
        setattr(project, name, getattr(values, name))
    if values.country != "CN":
        project.is_foreign, project.region_code = True, None
    if not values.confidential:
        project.code_name = ""
    currency: Currency = values.amount_unit.currency
    changed = (values.amount_minor, currency) != (project.investment_minor, project.currency)
    project.investment_minor, project.currency = values.amount_minor, currency
    project.amount_unit = values.amount_unit
    if changed:
        project.investment_fen = in_fen(session, values.amount_minor, currency, on)
    project.sound = initials(values.name)[:120]


def proposed_mark(session: Session, node_id: int) -> Mark:
    """What the project does for its node, by the companies that work there already."""
    here = (
        select(func.count(), func.count(Company.id).filter(Company.is_leader))
        .select_from(CompanyNode)
        .join(Company, Company.id == CompanyNode.company_id)
        .where(CompanyNode.node_id == node_id, Company.relation == Relation.LOCAL)
    )
    companies, leaders = session.execute(here).one()
    return propose_mark(companies, leaders)


def _begin(session: Session, actor: Viewer, project: Project, on: date) -> None:
    """The first milestone: being negotiated is known from the record itself."""
    session.add(
        Milestone(
            project_id=project.id,
            stage=Stage.NEGOTIATING,
            occurred_on=on,
            state=MilestoneState.VERIFIED,
            amount_fen=project.investment_fen,
            reported_by_id=actor.id,
            reported_at=now(),
        )
    )
    session.flush()
