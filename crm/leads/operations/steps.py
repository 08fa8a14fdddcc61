"""A record's next step follows the to-do that says the same: for people the two are one thing."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.db import now
from crm.core.errors import Forbidden, NotFound
from crm.leads.models import Todo
from crm.leads.queries.subjects import SUBJECTS


def step_follows(session: Session, actor: Viewer, todo: Todo, on: date | None) -> None:
    """The record's next step is put off to that day with its to-do, or with None done.

    Left as it is when it says something else, or when the actor may not change the record.
    """
    row = _record_of(session, actor, todo)
    if row is None or row.next_step != todo.text:
        return
    row.next_step, row.next_step_on = (todo.text, on) if on else ("", None)
    if not (changes := changes_of(row)):
        return
    row.updated_at = now()
    session.flush()
    title, confidential = SUBJECTS[todo.kind].told(session, actor, row.id)
    record(
        session,
        actor,
        "updated",
        kind=todo.kind,
        subject_id=row.id,
        title=title,
        changes=changes,
        confidential=confidential,
    )


def _record_of(session: Session, actor: Viewer, todo: Todo) -> Any:
    """What the to-do is about, for those who may change it; one that repeats is no next step."""
    subject = SUBJECTS.get(todo.kind)
    if subject is None or subject.to_edit is None or todo.repeats is not None:
        return None
    try:
        return subject.to_edit(session, actor, todo.subject_id, lock=True)
    except (Forbidden, NotFound):
        return None
