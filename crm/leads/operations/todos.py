"""Next steps with an owner and a day: one's own, or a colleague's who was asked for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import people_of, viewer_for
from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.core.db import now
from crm.core.errors import Refused
from crm.leads.models import Todo
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
    if todo.repeats is not None:
        _again(session, todo, on)
    other = todo.assigned_by_id if actor.id == todo.owner_id else todo.owner_id
    if other is not None and other != actor.id:
        notify(session, (other,), f"{actor.name}完成了待办：{_in_brief(todo)}", "/todos")
    return todo


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
