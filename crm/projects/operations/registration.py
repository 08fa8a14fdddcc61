"""The company that a verified 注册 founds: found or made, it becomes one of those here."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.rules import Viewer
from crm.companies.models import Company, CompanyNode
from crm.companies.operations import create_company
from crm.companies.operations.nodes import set_nodes
from crm.companies.rules import CompanyValues, Relation
from crm.core.errors import Refused
from crm.core.journal import changes_of, record
from crm.projects.models import Milestone, Project
from crm.projects.queries.access import KIND


def settle_company(
    session: Session, actor: Viewer, project: Project, milestone: Milestone
) -> Company | None:
    """Make the registered company one of the companies here, on the project's node.

    None when the definition asks for no company name. A confidential project's company is
    confidential too, known to the same people.
    """
    if not milestone.company_name:
        return None
    company = _found(session, milestone)
    if company is None:
        company = _made(session, actor, project, milestone)
    else:
        _welcome(session, actor, company, milestone)
    nodes = list(
        session.scalars(select(CompanyNode.node_id).where(CompanyNode.company_id == company.id))
    )
    if project.node_id not in nodes:
        set_nodes(session, actor, company, [*nodes, project.node_id])
    return company


def _found(session: Session, milestone: Milestone) -> Company | None:
    wanted = select(Company).where(
        or_(
            Company.name == milestone.company_name,
            Company.credit_code == (milestone.credit_code or ""),
        )
    )
    found = list(session.scalars(wanted))
    if len(found) > 1:
        raise Refused("填报的企业名称和信用代码分属两家已登记的企业，请退回核对。")
    company = next(iter(found), None)
    if (
        company
        and milestone.credit_code
        and company.credit_code
        not in (
            None,
            milestone.credit_code,
        )
    ):
        raise Refused("同名企业已用另一个信用代码登记，请退回核对。")
    return company


def _made(session: Session, actor: Viewer, project: Project, milestone: Milestone) -> Company:
    values = CompanyValues(
        name=milestone.company_name,
        relation=Relation.LOCAL,
        credit_code=milestone.credit_code,
        registered_capital_fen=milestone.capital_fen,
        confidential=project.confidential,
    )
    company = create_company(session, actor, values)
    company.owner_id, company.unit_id = project.owner_id, project.unit_id
    if project.confidential:
        _share_list(session, project, company)
    session.flush()
    return company


def _share_list(session: Session, project: Project, company: Company) -> None:
    people = {
        kind: set(
            session.scalars(
                select(Clearance.user_id).where(
                    Clearance.kind == kind, Clearance.subject_id == subject_id
                )
            )
        )
        for kind, subject_id in ((KIND, project.id), ("company", company.id))
    }
    for user_id in people[KIND] - people["company"]:
        session.add(Clearance(kind="company", subject_id=company.id, user_id=user_id))


def _welcome(session: Session, actor: Viewer, company: Company, milestone: Milestone) -> None:
    """A company that is known already becomes one of those here."""
    company.relation = Relation.LOCAL
    company.credit_code = company.credit_code or milestone.credit_code
    if company.registered_capital_fen is None:
        company.registered_capital_fen = milestone.capital_fen
    changes = changes_of(company)
    session.flush()
    if changes:
        record(
            session,
            actor,
            "updated",
            kind="company",
            subject_id=company.id,
            title="涉密企业" if company.confidential else company.name,
            changes=changes,
            confidential=company.confidential,
        )
