"""Next steps with an owner and a day: one's own, or a colleague's who was asked for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import people_of, viewer_for
from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.core.db import now
from crm.core.errors import Refused
from crm.leads.models import Todo
from crm.leads.operations.steps import step_follows
from crm.leads.queries.subjects import SUBJECTS, names, url_of
from crm.leads.rules import TodoValues, next_due
from crm.lib.text import truncate
from crm.notifications.operations import notify


@dataclass(frozen=True)
class About:
    """The record that a to-do is about; `title` names it in the log."""

    kind: str
    number: int
    title: str = ""
    confidential: bool = False


def about(session: Session, viewer: Viewer, kind: str, number: int) -> About:
    """A record that the viewer knows by name; NotFound or Forbidden otherwise."""
    title, confidential = SUBJECTS[kind].told(session, viewer, number)
    return About(kind, number, title, confidential)


def add_todo(
    session: Session, actor: Viewer, values: TodoValues, subject: About | None = None
) -> Todo:
    """Something that the actor has to do by a day, or that he asks a colleague in his scope for.

    Without a subject it is about no record but oneself.
    """
    subject = subject or About("user", actor.id)
    worker = _worker(session, actor, values.owner_id, subject)
    todo = Todo(
        kind=subject.kind,
        subject_id=subject.number,
        text=values.text,
        due_on=values.due_on,
        repeats=values.repeats,
        repeats_from=values.due_on if values.repeats else None,
        owner_id=worker.id,
        unit_id=worker.unit_id,
        assigned_by_id=None if worker.id == actor.id else actor.id,
    )
    session.add(todo)
    session.flush()
    changes = {"交给": [None, worker.name]} if worker.id != actor.id else None
    _note(session, actor, "created", todo, subject, changes)
    if worker.id != actor.id:
        url = url_of(subject.kind, subject.number) or "/todos"
        text = truncate(values.text, 60) if not subject.confidential else "一件待办"
        notify(session, (worker.id,), f"{actor.name}交给您：{text}（{values.due_on} 前）", url)
    return todo


def _worker(session: Session, actor: Viewer, owner_id: int | None, subject: About) -> Viewer:
    """Who is to do it: he must work in the actor's scope, and know the record by name."""
    if owner_id in (None, actor.id):
        return actor
    people = {one.id for one in people_of(session, actor)}
    worker = viewer_for(session, owner_id) if owner_id in people else None
    if worker is None:
        raise Refused("请选择您数据范围内的在岗人员。", "owner_id")
    key = (subject.kind, subject.number)
    if subject.kind in SUBJECTS and key not in names(session, worker, [key]):
        raise Refused(f"{worker.name}看不到这条记录，不能把它的待办交给他。", "owner_id")
    return worker


def finish_todo(session: Session, actor: Viewer, todo: Todo, on: date) -> Todo:
    """Tick it off; ticking twice changes nothing. One that comes again is due anew."""
    if todo.done_at is not None:
        return todo
    todo.done_at = now()
    session.flush()
    _note(session, actor, "finished", todo)
    step_follows(session, actor, todo, None)
    if todo.repeats is not None:
        _again(session, todo, on)
    _tell_other(session, actor, todo, f"{actor.name}完成了待办：{_in_brief(todo)}")
    return todo


def put_off_todo(session: Session, actor: Viewer, todo: Todo, until: date, on: date) -> Todo:
    """Do it by another day; the next step that it is moves along."""
    if todo.done_at is not None:
        raise Refused("这条待办已经完成。")
    if until < on:
        raise Refused("请填今天或以后的日期。", "due_on")
    if _change(session, actor, todo, todo.text, until):
        step_follows(session, actor, todo, until)
        words = f"{actor.name}把待办改到 {until}：{truncate(todo.text, 60)}"
        quiet = f"{actor.name}把一件待办改到 {until}"
        _tell_other(session, actor, todo, words if todo.kind == "user" else quiet)
    return todo


Step = tuple[str, date | None]


def step_of(row: Any) -> Step:
    """A record's next step and its day."""
    return row.next_step, row.next_step_on


def todos_follow(
    session: Session, actor: Viewer, kind: str, row: Any, was: Step, *, on: date, done: bool
) -> None:
    """The to-dos that said what a record's next step was follow it to what it is now.

    `done` when something was done since: what is no longer the next step is ticked off then. Else
    they change their words and day with it.
    """
    text, day = step_of(row)
    if not was[0] or was == (text, day):
        return
    wanted = select(Todo).where(
        Todo.kind == kind, Todo.subject_id == row.id, Todo.text == was[0],
        Todo.done_at.is_(None), Todo.repeats.is_(None),
    )  # fmt: skip
    for todo in session.scalars(wanted):
        if text == was[0] or (text and not done):
            _change(session, actor, todo, text, day or todo.due_on)
        elif done:
            finish_todo(session, actor, todo, on)


def _change(session: Session, actor: Viewer, todo: Todo, text: str, until: date) -> bool:
    """Give it other words or another day, and keep that in the log; whether anything is other."""
    was = todo.text, todo.due_on
    todo.text, todo.due_on = text, until
    if was == (text, until):
        return False
    session.flush()
    day = {"期限": [str(was[1]), str(until)]} if was[1] != until else None
    _note(session, actor, "updated", todo, changes=day)
    return True


def _tell_other(session: Session, actor: Viewer, todo: Todo, words: str) -> None:
    """Tell whoever has asked for it, or whoever is to do it, what the other has done."""
    other = todo.assigned_by_id if actor.id == todo.owner_id else todo.owner_id
    if other is not None and other != actor.id:
        notify(session, (other,), words, "/todos")


def _again(session: Session, todo: Todo, on: date) -> None:
    """The next one of the series, unless that waits already."""
    first = todo.series_id or todo.id
    waits = select(Todo.id).where(Todo.series_id == first, Todo.done_at.is_(None))
    if todo.repeats is None or session.scalar(waits.limit(1)) is not None:
        return
    since = todo.repeats_from or todo.due_on
    session.add(
        Todo(
            kind=todo.kind,
            subject_id=todo.subject_id,
            text=todo.text,
            due_on=next_due(todo.repeats, since, todo.due_on, on),
            repeats=todo.repeats,
            repeats_from=since,
            series_id=first,
            owner_id=todo.owner_id,
            unit_id=todo.unit_id,
            assigned_by_id=todo.assigned_by_id,
        )
    )
    session.flush()


def stop_repeating(session: Session, actor: Viewer, todo: Todo) -> Todo:
    """Let this one be the last of its series."""
    if todo.repeats is None:
        raise Refused("这条待办不重复。")
    was, todo.repeats, todo.repeats_from = todo.repeats.label, None, None
    session.flush()
    _note(session, actor, "updated", todo, changes={"重复": [was, None]})
    return todo


def reopen_todo(session: Session, actor: Viewer, todo: Todo) -> Todo:
    """Take the tick away."""
    if todo.done_at is None:
        raise Refused("这条待办还没有完成。")
    todo.done_at = None
    session.flush()
    _note(session, actor, "resumed", todo)
    return todo


def _in_brief(todo: Todo) -> str:
    """The text may tell what a confidential record hides: of those only the day is told."""
    return truncate(todo.text, 60) if todo.kind == "user" else f"{todo.due_on:%Y-%m-%d} 到期"


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    todo: Todo,
    subject: About | None = None,
    changes: dict[str, list[str | None]] | None = None,
) -> None:
    """The log names the record, not the text: that may tell what a confidential one hides."""
    title = subject.title if subject else ""
    record(
        session,
        actor,
        action,
        kind="todo",
        subject_id=todo.id,
        title=title or f"{todo.due_on:%Y-%m-%d} 到期",
        changes=changes,
        confidential=subject.confidential if subject else False,
    )
