"""Search over everything that the viewer may see.

Every kind is read through its own package's `visible_to`: what may not be seen is not found,
whatever the index says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, cast, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
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
from crm.lib.search_tokens import QueryToken, fts5_match, query_tokens, tsquery
from crm.projects import queries as projects
from crm.projects.models import Project
from crm.projects.queries.listing import row_of as project_row
from crm.projects.queries.listing import rows_for as project_rows
from crm.search.models import FTS, SearchDocument
from crm.search.rules import Audience, Kind

NEWEST = SearchDocument.id.desc()


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
    if not tokens:
        return []
    groups = [_group(session, viewer, kind, tokens, limit, on) for kind in Kind]
    return [group for group in groups if group.found]


def _group(
    session: Session, viewer: Viewer, kind: Kind, tokens: Sequence[QueryToken], limit: int, on: date
) -> Group:
    select_rows, model, known, show = KINDS[kind]
    wanted = (
        select_rows(viewer)
        .join(
            SearchDocument,
            and_(SearchDocument.kind == kind.value, SearchDocument.subject_id == model.id),
        )
        .where(_finds(viewer, model, known(viewer)))
    )
    wanted = _matching(wanted, session, [QueryToken(kind.token, prefix=False), *tokens])
    # A record may be found by two of its documents.
    rows = session.execute(wanted.order_by(NEWEST).limit(2 * limit + 1))
    once = {row.id: row for row in rows}
    return Group(kind, [show(row, on) for row in list(once.values())[:limit]], len(once) > limit)


def _finds(viewer: Viewer, model: Any, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the viewer belongs to a document's audience."""
    own = and_(SearchDocument.audience == Audience.UNIT, model.unit_id == viewer.unit_id)
    return or_(
        SearchDocument.audience == Audience.ALL,
        and_(or_(SearchDocument.audience == Audience.CLEARED, own), known),
    )


def _matching(wanted: Select[Any], session: Session, tokens: Sequence[QueryToken]) -> Select[Any]:
    if session.get_bind().dialect.name == "sqlite":
        # Matched by the table's name: without positions there are no columns to ask.
        return wanted.join(FTS, FTS.c.rowid == SearchDocument.id).where(
            literal_column("search_index").op("MATCH")(fts5_match(tokens))
        )
    vector: ColumnElement[Any] = literal_column("search_documents.tokens_vector")
    return wanted.where(vector.op("@@")(cast(literal(tsquery(tokens)), TSQUERY)))


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
