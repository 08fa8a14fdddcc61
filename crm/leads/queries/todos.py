"""What is to be done: one's own, what one has asked others for, and about one record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from crm.accounts.queries import Directory, directory
from crm.accounts.rules import Viewer
from crm.core.db import read
from crm.core.errors import NotFound
from crm.leads.models import Todo
from crm.leads.queries.subjects import names, url_of

WEEK = timedelta(days=7)
MOST_TODOS = 100
DONE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TodoLine:
    """Something to do, with the record that it is about.

    `owner` and `asked_by` are told where they are somebody else than the reader.
    """

    id: int
    text: str
    due_on: date
    done: bool
    subject: str
    url: str
    repeats: str = ""
    owner: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class Todos:
    """One person's to-dos by when they are due, and what he has asked others for."""

    overdue: list[TodoLine]
    week: list[TodoLine]
    later: list[TodoLine]
    done: list[TodoLine]
    given: list[TodoLine]
    open: int  # all that are not done, those beyond the ones listed included


_ROWS = select(
    Todo.id,
    Todo.kind,
    Todo.subject_id,
    Todo.text,
    Todo.due_on,
    Todo.done_at,
    Todo.repeats,
    Todo.owner_id,
    Todo.assigned_by_id,
)
_ABOUT = _ROWS.where(
    Todo.kind == bindparam("kind"),
    Todo.subject_id == bindparam("of"),
    or_(Todo.owner_id == bindparam("viewer"), Todo.assigned_by_id == bindparam("viewer")),
    Todo.done_at.is_(None),
).order_by(Todo.due_on, Todo.id)


def concerns(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a to-do is the viewer's own, or one that he has asked somebody for."""
    return or_(Todo.owner_id == viewer.id, Todo.assigned_by_id == viewer.id)


def lines_of(session: Session, viewer: Viewer, rows: list[Row[Any]]) -> list[TodoLine]:
    """The rows with the names of the records that the viewer may read."""
    known = names(session, viewer, {(row.kind, row.subject_id) for row in rows})
    people = directory(session, viewer)
    return [_line(viewer, row, known, people) for row in rows]


def _line(
    viewer: Viewer, todo: Row[Any], known: dict[tuple[str, int], str], people: Directory
) -> TodoLine:
    name = known.get((todo.kind, todo.subject_id), "")
    return TodoLine(
        id=todo.id,
        text=todo.text,
        due_on=todo.due_on,
        done=todo.done_at is not None,
        subject=name,
        url=url_of(todo.kind, todo.subject_id) if name else "",
        repeats=todo.repeats.label if todo.repeats else "",
        owner=people.person(todo.owner_id) if todo.owner_id != viewer.id else "",
        asked_by=people.person(todo.assigned_by_id) if todo.assigned_by_id != viewer.id else "",
    )


def todos_of(session: Session, viewer: Viewer, kind: str, subject_id: int) -> list[TodoLine]:
    """The viewer's open to-dos about a record that he knows by name."""
    rows = read(session, _ABOUT, {"kind": kind, "of": subject_id, "viewer": viewer.id})
    people = directory(session, viewer)
    return [_line(viewer, row, {}, people) for row in rows]


def step_among(todos: list[TodoLine], next_step: str) -> tuple[TodoLine | None, list[TodoLine]]:
    """The to-do that says what a record's next step is, and the others: it is told once."""
    step = next((one for one in todos if one.text == next_step and not one.repeats), None)
    return step, [one for one in todos if one is not step]


def due_todos(session: Session, viewer: Viewer, until: date, most: int) -> list[TodoLine]:
    """The viewer's open to-dos due by a day, the earliest first."""
    wanted = (
        _ROWS.where(Todo.owner_id == viewer.id, Todo.done_at.is_(None), Todo.due_on <= until)
        .order_by(Todo.due_on, Todo.id)
        .limit(most)
    )
    return lines_of(session, viewer, list(session.execute(wanted)))


def my_todos(session: Session, viewer: Viewer, on: date) -> Todos:
    """What the viewer has to do, what he has done lately, and what he has asked others for."""
    mine, waits = Todo.owner_id == viewer.id, Todo.done_at.is_(None)
    asked = and_(Todo.assigned_by_id == viewer.id, Todo.owner_id != viewer.id)
    by_day, lately = (Todo.due_on, Todo.id), Todo.done_at.desc()
    parts = (
        _ROWS.where(mine, waits).order_by(*by_day).limit(MOST_TODOS),
        _ROWS.where(asked, waits).order_by(*by_day).limit(MOST_TODOS),
        _ROWS.where(concerns(viewer), ~waits).order_by(lately).limit(DONE_SHOWN),
    )
    rows = [list(session.execute(part)) for part in parts]
    lines = iter(lines_of(session, viewer, [row for part in rows for row in part]))
    waiting, given, done = ([next(lines) for _ in part] for part in rows)
    return Todos(
        overdue=[one for one in waiting if one.due_on < on],
        week=[one for one in waiting if on <= one.due_on < on + WEEK],
        later=[one for one in waiting if one.due_on >= on + WEEK],
        done=done,
        given=given,
        open=session.scalar(select(func.count(Todo.id)).where(mine, waits)) or 0,
    )


def get_todo(session: Session, viewer: Viewer, todo_id: int) -> Todo:
    """A to-do of the viewer's, or one that he has asked for; NotFound for anybody else's."""
    todo = session.get(Todo, todo_id)
    if todo is None or viewer.id not in (todo.owner_id, todo.assigned_by_id):
        raise NotFound
    return todo
