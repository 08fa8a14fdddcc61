"""What came in from a plan's seed files, as far as the viewer may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.models import ChainNode
from crm.companies import queries as companies
from crm.companies.models import Company
from crm.exchange.models import SeededRecord
from crm.exchange.seeds.sheets import GUIDE, SHEETS
from crm.leads.models import Lead
from crm.leads.queries import access as leads
from crm.lib.sheets import Column as SheetColumn
from crm.plans.models import Plan
from crm.projects.models import Project
from crm.projects.queries import access as projects


@dataclass(frozen=True)
class Named:
    """The records of a plan's own pipeline: (id, name, node, state now, source) each."""

    projects: Sequence[Row[Any]]
    leads: Sequence[Row[Any]]
    companies: Sequence[Row[Any]]


def named_in(session: Session, viewer: Viewer, plan: Plan) -> Named:
    """The projects, leads and companies that the plan names."""
    known_project, known_lead = projects.known_to(viewer), leads.known_to(viewer)
    return Named(
        projects=session.execute(
            projects.visible_to(viewer)
            .join(ChainNode, ChainNode.id == Project.node_id)
            .where(_seeded("project", Project, plan))
            .order_by(Project.id)
            .with_only_columns(
                Project.id,
                case((known_project, Project.name), else_=Project.code_name).label("name"),
                ChainNode.name.label("node"),
                Project.stage.label("state"),
                Project.source,
            )
        ).all(),
        leads=session.execute(
            leads.visible_to(viewer)
            .outerjoin(ChainNode, ChainNode.id == Lead.node_id)
            .where(_seeded("lead", Lead, plan))
            .order_by(Lead.id)
            .with_only_columns(
                Lead.id,
                case((known_lead, Lead.company_name), else_=Lead.code_name).label("name"),
                ChainNode.name.label("node"),
                Lead.state,
                Lead.source,
            )
        ).all(),
        companies=session.execute(
            companies.visible_to(viewer)
            .where(Company.source.contains(f"《{plan.title}》", autoescape=True))
            .order_by(Company.id)
            .with_only_columns(
                Company.id, Company.name, Company.relation.label("state"), Company.source
            )
        ).all(),
    )


def _seeded(kind: str, model: type[Project] | type[Lead], plan: Plan) -> ColumnElement[bool]:
    """Whether a row was made of an entry of the plan's files."""
    entries = select(SeededRecord.subject_id).where(
        SeededRecord.kind == kind,
        SeededRecord.key.startswith(f"{plan.code}/", autoescape=True),
    )
    return model.id.in_(entries)


def all_plans(session: Session) -> Sequence[Plan]:
    """The plans that are there, the latest period first."""
    return session.scalars(select(Plan).order_by(Plan.starts_on.desc(), Plan.code)).all()


def template_sheets() -> Iterator[tuple[str, list[SheetColumn], list[tuple[str, ...]]]]:
    """The workbook to fill in: how, then every sheet with its heads."""
    rows = [(sheet.title, column.head, column.hint) for sheet in SHEETS for column in sheet.columns]
    heads = [SheetColumn("工作表", 16), SheetColumn("列", 20), SheetColumn("怎样填", 44)]
    yield GUIDE, heads, rows
    for sheet in SHEETS:
        yield sheet.title, [SheetColumn(column.head, 18) for column in sheet.columns], []
