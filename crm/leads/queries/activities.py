"""What was done, and what is to be done: of one record, and of everybody in scope."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.core.errors import NotFound
from crm.core.lists import Order, Page, page
from crm.leads.models import Activity, Todo
from crm.leads.queries.subjects import names, readable_by, url_of
from crm.leads.rules import ActivityKind

ORDER = Order(Activity.happened_on, date)
WEEK = timedelta(days=7)
MOST_TODOS = 100
DONE_SHOWN = 20


@dataclass(frozen=True)
class ActivityFilter:
    """What the list is narrowed to."""

    owner: int | None = None
    activity: ActivityKind | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """Something that was done, with the record that it was done for."""

    id: int
    activity: ActivityKind
    happened_on: date
    summary: str
    people: str
    place: str
    who: str
    unit: str
    subject: str
    url: str


def activities_of(session: Session, kind: str, subject_id: int, limit: int) -> list[Row[Any]]:
    """What was done for a record that the viewer knows by name, newest first."""
    wanted = (
        select(
            Activity.id,
            Activity.activity,
            Activity.happened_on,
            Activity.summary,
            Activity.people,
            Activity.place,
            User.name.label("who"),
        )
        .join(User, User.id == Activity.owner_id)
        .where(Activity.kind == kind, Activity.subject_id == subject_id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    return list(session.execute(wanted))


def count_activities(session: Session, kind: str, subject_id: int) -> int:
    """How often something was done for a record."""
    wanted = select(func.count(Activity.id)).where(
        Activity.kind == kind, Activity.subject_id == subject_id
    )
    return session.scalar(wanted) or 0


def listed(viewer: Viewer, wanted: ActivityFilter) -> Select[Any]:
    """The activities in scope whose record the viewer may read by name."""
    return (
        select(
            Activity.id,
            Activity.kind,
            Activity.subject_id,
            Activity.activity,
            Activity.happened_on,
            Activity.summary,
            Activity.people,
            Activity.place,
            User.name.label("who"),
            OrgUnit.name.label("unit"),
        )
        .join(User, User.id == Activity.owner_id)
        .join(OrgUnit, OrgUnit.id == Activity.unit_id)
        .where(*_narrowed(viewer, wanted))
    )


def _narrowed(viewer: Viewer, wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    found = [scope(viewer, Activity)]
    if wanted.owner:
        found.append(Activity.owner_id == wanted.owner)
    if wanted.activity:
        found.append(Activity.activity == wanted.activity)
    if wanted.since:
        found.append(Activity.happened_on >= wanted.since)
    if wanted.until:
        found.append(Activity.happened_on <= wanted.until)
    # Last: it costs the most, and is looked at only for rows that are left.
    found.append(readable_by(viewer, Activity.kind, Activity.subject_id))
    return found


def page_of(session: Session, viewer: Viewer, wanted: ActivityFilter, cursor: str) -> Page:
    """A page of the list, the newest first."""
    keys = select(Activity.id).where(*_narrowed(viewer, wanted))
    return page(session, listed(viewer, wanted), ORDER, Activity.id, cursor, keys=keys)


def lines(session: Session, viewer: Viewer, rows: list[Row[Any]]) -> list[ActivityLine]:
    """The rows with the names of their records."""
    known = names(session, viewer, {(row.kind, row.subject_id) for row in rows})
    return [
        ActivityLine(
            id=row.id,
            activity=row.activity,
            happened_on=row.happened_on,
            summary=row.summary,
            people=row.people,
            place=row.place,
            who=row.who,
            unit=row.unit,
            subject=known.get((row.kind, row.subject_id), ""),
            url=url_of(row.kind, row.subject_id),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class TodoLine:
    """Something to do, with the record that it is about."""

    id: int
    text: str
    due_on: date
    done: bool
    subject: str
    url: str


def todos_of(session: Session, viewer: Viewer, kind: str, subject_id: int) -> list[TodoLine]:
    """The viewer's open to-dos about a record that he knows by name."""
    wanted = (
        select(Todo)
        .where(
            Todo.kind == kind,
            Todo.subject_id == subject_id,
            Todo.owner_id == viewer.id,
            Todo.done_at.is_(None),
        )
        .order_by(Todo.due_on, Todo.id)
    )
    return [_todo(one, {}) for one in session.scalars(wanted)]


@dataclass(frozen=True)
class Todos:
    """One person's to-dos by when they are due."""

    overdue: list[TodoLine]
    week: list[TodoLine]
    later: list[TodoLine]
    done: list[TodoLine]
    open: int  # all that are not done, those beyond the ones listed included


def my_todos(session: Session, viewer: Viewer, on: date) -> Todos:
    """What the viewer has to do, and what he has done lately."""
    mine = select(Todo).where(Todo.owner_id == viewer.id)
    waits = (Todo.owner_id == viewer.id, Todo.done_at.is_(None))
    waiting = session.scalars(
        select(Todo).where(*waits).order_by(Todo.due_on, Todo.id).limit(MOST_TODOS)
    ).all()
    done = session.scalars(
        mine.where(Todo.done_at.is_not(None)).order_by(Todo.done_at.desc()).limit(DONE_SHOWN)
    ).all()
    known = names(session, viewer, {(one.kind, one.subject_id) for one in [*waiting, *done]})
    return Todos(
        overdue=[_todo(one, known) for one in waiting if one.due_on < on],
        week=[_todo(one, known) for one in waiting if on <= one.due_on < on + WEEK],
        later=[_todo(one, known) for one in waiting if one.due_on >= on + WEEK],
        done=[_todo(one, known) for one in done],
        open=session.scalar(select(func.count(Todo.id)).where(*waits)) or 0,
    )


def _todo(todo: Todo, known: dict[tuple[str, int], str]) -> TodoLine:
    name = known.get((todo.kind, todo.subject_id), "")
    return TodoLine(
        id=todo.id,
        text=todo.text,
        due_on=todo.due_on,
        done=todo.done_at is not None,
        subject=name,
        url=url_of(todo.kind, todo.subject_id) if name else "",
    )


def get_todo(session: Session, viewer: Viewer, todo_id: int) -> Todo:
    """One of the viewer's own to-dos; NotFound for anybody else's."""
    todo = session.get(Todo, todo_id)
    if todo is None or todo.owner_id != viewer.id:
        raise NotFound
    return todo
