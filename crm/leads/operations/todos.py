"""Next steps with an owner and a day."""

from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.core.db import now
from crm.core.errors import Refused
from crm.leads.models import Todo


def add_todo(
    session: Session,
    actor: Viewer,
    kind: str,
    subject_id: int,
    text: str,
    due_on: date,
    *,
    title: str = "",
    confidential: bool = False,
) -> Todo:
    """Something that the actor has to do by a day; kind "user" when it belongs to no record."""
    todo = Todo(
        kind=kind,
        subject_id=subject_id,
        text=text,
        due_on=due_on,
        owner_id=actor.id,
        unit_id=actor.unit_id,
    )
    session.add(todo)
    session.flush()
    _note(session, actor, "created", todo, title, confidential)
    return todo


def finish_todo(session: Session, actor: Viewer, todo: Todo) -> Todo:
    """Tick it off; ticking twice changes nothing."""
    if todo.done_at is None:
        todo.done_at = now()
        session.flush()
        _note(session, actor, "finished", todo)
    return todo


def reopen_todo(session: Session, actor: Viewer, todo: Todo) -> Todo:
    """Take the tick away."""
    if todo.done_at is None:
        raise Refused("这条待办还没有完成。")
    todo.done_at = None
    session.flush()
    _note(session, actor, "resumed", todo)
    return todo


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    todo: Todo,
    title: str = "",
    confidential: bool = False,
) -> None:
    """The log names the record, not the text: that may tell what a confidential one hides."""
    record(
        session,
        actor,
        action,
        kind="todo",
        subject_id=todo.id,
        title=title or f"{todo.due_on:%Y-%m-%d} 到期",
        confidential=confidential,
    )
