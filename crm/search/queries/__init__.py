"""Search over everything that the viewer may see.

Every kind is read through its own package's `visible_to`: what may not be seen is not found,
whatever the index says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from crm.accounts.queries import given, like
from crm.accounts.rules import Sight, Viewer
from crm.carriers.models import Carrier
from crm.carriers.queries import CarrierFilter, listed
from crm.carriers.rules import area_words
from crm.chains.queries import Labels, labels
from crm.companies import queries as companies
from crm.companies.models import Company, Contact
from crm.core.finding import Words, finds, finds_said
from crm.core.lists import named_among
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.leads.queries.rows import title_of as lead_title
from crm.lib.search_tokens import query_tokens
from crm.plans.models import Plan, PlanTask
from crm.projects.models import Project
from crm.projects.queries.listing import brief_rows_for as project_rows
from crm.projects.queries.listing import face_of as project_face
from crm.search.queries.matching import having, newest
from crm.search.queries.said import said
from crm.search.rules import Kind


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


def search(session: Session, viewer: Viewer, q: str, limit: int) -> list[Group]:
    """What the viewer finds by some words, at most `limit` of each kind, the newest first.

    Kinds without a match are left out; a query that says nothing finds nothing.
    """
    tokens = query_tokens(q)
    if not tokens:
        return []
    found = newest(session, viewer, tokens, limit + 1)
    groups = [_group(session, viewer, kind, numbers, limit) for kind, numbers in found.items()]
    return [group for group in groups if group.found]


def _group(
    session: Session, viewer: Viewer, kind: Kind, by_notes: dict[int, bool], limit: int
) -> Group:
    """Of the records found those that the viewer may see, with all that is shown of them.

    Those found only by what was said about them come last and say so.
    """
    show = KINDS[kind][2]
    words = labels(session, viewer)
    wanted = _wanted(kind, like(viewer), session.get_bind().dialect.name)
    rows = session.execute(wanted, given(viewer, numbers=list(by_notes))).all()
    shown = []
    for row in sorted(rows, key=lambda row: by_notes[row.id])[:limit]:
        found = show(row, words)
        if by_notes[row.id]:
            found = replace(found, note=_joined(found.note, MENTIONED[kind]))
        shown.append(found)
    return Group(kind, shown, len(rows) > limit)


@cache
def _wanted(kind: Kind, viewer: Sight, dialect: str) -> Select[Any]:
    """What selects the `numbers` of a kind; making it takes as long as having it answered."""
    select_rows, model, _show = KINDS[kind]
    among = named_among(dialect, model.id, "numbers")
    wanted = select_rows(viewer).where(among).order_by(model.id.desc())
    # They are found by their keys; without a hint SQLite would walk all those of a unit.
    return wanted.with_hint(model.__table__, "NOT INDEXED", "sqlite")


def _found_in(kind: Kind, session: Session, viewer: Viewer, q: str, called: bool) -> Words | None:
    tokens = query_tokens(q)
    return having(session, viewer, kind, tokens, called=called) if tokens else None


for _kind in (Kind.COMPANY, Kind.PROJECT, Kind.LEAD):
    finds(_kind.value, partial(_found_in, _kind))
finds_said(said)


def _companies(viewer: Sight) -> Select[Any]:
    shown = (Company.id, Company.name, Company.short_name, Company.relation, Company.unit_id)
    return companies.visible_to(viewer).with_only_columns(*shown)


def _contacts(viewer: Sight) -> Select[Any]:
    return (
        select(Contact.id, Contact.name, Contact.position, Contact.company_id)
        .add_columns(Company.name.label("company"))
        .join(Company, Company.id == Contact.company_id)
        .where(companies.known_to(viewer))
    )


def _leads(viewer: Sight) -> Select[Any]:
    shown = (Lead.id, Lead.company_name, Lead.code_name, Lead.state, Lead.node_id, Lead.unit_id)
    known = leads.known_to(viewer).label("known")
    return leads.visible_to(viewer).with_only_columns(*shown, known)


def _carriers(_viewer: Sight) -> Select[Any]:
    """What can be offered is no secret."""
    return listed(CarrierFilter())


def _tasks(_viewer: Sight) -> Select[Any]:
    """Plans are official papers: every reader sees all of their tasks."""
    shown = (PlanTask.id, PlanTask.number, PlanTask.title, PlanTask.due_on, PlanTask.group_name)
    return select(*shown, Plan.title.label("plan")).join(Plan, Plan.id == PlanTask.plan_id)


def _company(row: Row[Any], words: Labels) -> Found:
    note = _joined(row.short_name, words.unit(row.unit_id))
    return Found(f"/companies/{row.id}", row.name, note, row.relation)


def _contact(row: Row[Any], _words: Labels) -> Found:
    return Found(f"/contacts/{row.id}", row.name, _joined(row.company, row.position))


def _lead(row: Row[Any], words: Labels) -> Found:
    note = _joined(words.node(row.node_id), words.unit(row.unit_id))
    return Found(f"/leads/{row.id}", lead_title(row, row.known), note, row.state)


def _project(row: Row[Any], words: Labels) -> Found:
    face = project_face(row)
    note = _joined(face.company, words.node(row.node_id), words.unit(row.unit_id))
    mark = row.stage if row.state == "active" else row.state
    return Found(f"/projects/{row.id}", face.title, note, mark)


def _carrier(row: Row[Any], words: Labels) -> Found:
    where = words.unit(row.unit_id) if row.unit_id else ""
    note = _joined(row.kind.label, area_words(row.area, row.area_unit), row.place, where)
    return Found(f"/carriers/{row.id}", row.name, note, row.state)


def _task(row: Row[Any], _words: Labels) -> Found:
    due = f"{row.due_on:%Y-%m-%d} 前" if row.due_on else ""
    note = _joined(f"《{row.plan}》第 {row.number} 项", row.group_name, due)
    return Found(f"/tasks/{row.id}", row.title, note)


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


# What is remarked of a record that is not called what was asked.
MENTIONED = {
    Kind.COMPANY: "主营业务或跟进记录中提到",
    Kind.PROJECT: "跟进记录中提到",
    Kind.LEAD: "跟进记录中提到",
}
# By kind: what selects the rows that the viewer may see, and what a row looks like.
KINDS: dict[Kind, tuple[Callable[..., Select[Any]], Any, Callable[..., Found]]] = {
    Kind.COMPANY: (_companies, Company, _company),
    Kind.PROJECT: (project_rows, Project, _project),
    Kind.LEAD: (_leads, Lead, _lead),
    Kind.CONTACT: (_contacts, Contact, _contact),
    Kind.CARRIER: (_carriers, Carrier, _carrier),
    Kind.TASK: (_tasks, PlanTask, _task),
}
