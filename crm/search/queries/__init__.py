"""Search over everything that the viewer may see.

Every kind is read through its own package's `visible_to`: what may not be seen is not found,
whatever the index says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Viewer
from crm.chains.models import ChainNode
from crm.companies import queries as companies
from crm.companies.models import Company, Contact
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.leads.queries.lists import columns as lead_columns
from crm.leads.queries.rows import row_of as lead_row
from crm.lib.search_tokens import query_tokens
from crm.projects import queries as projects
from crm.projects.models import Project
from crm.projects.queries.listing import row_of as project_row
from crm.projects.queries.listing import rows_for as project_rows
from crm.search.queries.matching import REACHES, Candidates, candidates
from crm.search.rules import Audience, Kind


@dataclass(frozen=True)
class Found:
    """A record that was found: where it stands, its name as the viewer may see it, a remark."""

    url: str
    title: str
    note: str
    mark: Any = None


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` when there is more than was asked for."""

    kind: Kind
    found: list[Found]
    more: bool = False


def search(session: Session, viewer: Viewer, q: str, limit: int, on: date) -> list[Group]:
    """What the viewer finds by some words, at most `limit` of each kind, the newest first.

    Kinds without a match are left out; a query that says nothing finds nothing.
    """
    tokens = query_tokens(q)
    kinds = set(Kind) if tokens else set()
    groups: dict[Kind, Group] = {}
    for reach in REACHES:
        if not kinds:
            break
        first = reach == REACHES[0]
        ordered = [kind for kind in Kind if kind in kinds]
        found, open_kinds = candidates(
            session, viewer.unit_id, ordered, tokens, reach * limit, first=first
        )
        for kind in ordered:
            groups[kind] = _group(session, viewer, kind, found.get(kind, {}), limit, on)
        kinds = {kind for kind in open_kinds if len(groups[kind].found) < limit}
    return [groups[kind] for kind in Kind if kind in groups and groups[kind].found]


def _group(
    session: Session, viewer: Viewer, kind: Kind, numbers: Candidates, limit: int, on: date
) -> Group:
    """Of the candidates those that the viewer may see and find."""
    if not numbers:
        return Group(kind, [])
    select_rows, model, known, show = KINDS[kind]
    ways = [model.id.in_(numbers.get(Audience.ALL, []))]
    if cleared := numbers.get(Audience.CLEARED):
        ways.append(and_(model.id.in_(cleared), known(viewer)))
    if within := numbers.get(Audience.UNIT):
        own = model.unit_id == viewer.unit_id
        ways.append(and_(model.id.in_(within), own, known(viewer)))
    rows = {row.id: row for row in session.execute(select_rows(viewer).where(or_(*ways)))}
    found = [show(rows[number], on) for number in sorted(rows, reverse=True)]
    return Group(kind, found[:limit], len(found) > limit)


def _companies(viewer: Viewer) -> Select[Any]:
    shown = (Company.id, Company.name, Company.short_name, Company.relation, OrgUnit.name)
    return (
        companies.visible_to(viewer)
        .join(OrgUnit, OrgUnit.id == Company.unit_id)
        .with_only_columns(*shown[:4], shown[4].label("unit"))
    )


def _contacts(viewer: Viewer) -> Select[Any]:
    return (
        select(Contact.id, Contact.name, Contact.position, Contact.company_id)
        .add_columns(Company.name.label("company"))
        .join(Company, Company.id == Contact.company_id)
        .where(companies.known_to(viewer))
    )


def _leads(viewer: Viewer) -> Select[Any]:
    return (
        leads.visible_to(viewer)
        .with_only_columns(*lead_columns(viewer))
        .join(OrgUnit, OrgUnit.id == Lead.unit_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(ChainNode, ChainNode.id == Lead.node_id)
    )


def _company(row: Row[Any], _on: date) -> Found:
    return Found(f"/companies/{row.id}", row.name, _joined(row.short_name, row.unit), row.relation)


def _contact(row: Row[Any], _on: date) -> Found:
    return Found(f"/contacts/{row.id}", row.name, _joined(row.company, row.position))


def _lead(row: Row[Any], on: date) -> Found:
    shown = lead_row(row, on)
    return Found(f"/leads/{row.id}", shown.title, _joined(shown.node, shown.unit), shown.state)


def _project(row: Row[Any], _on: date) -> Found:
    shown = project_row(row)
    note = _joined(shown.face.company, shown.node, shown.unit)
    is_active = shown.state == "active"
    return Found(shown.url, shown.face.title, note, shown.stage if is_active else shown.state)


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


KINDS: dict[Kind, tuple[Callable[..., Any], Any, Callable[..., Any], Callable[..., Found]]] = {
    Kind.COMPANY: (_companies, Company, companies.known_to, _company),
    Kind.PROJECT: (project_rows, Project, projects.known_to, _project),
    Kind.LEAD: (_leads, Lead, leads.known_to, _lead),
    Kind.CONTACT: (_contacts, Contact, companies.known_to, _contact),
}
