"""Writes of messages. They leave no trace in the audit log: what they tell of does."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rules import Viewer
from crm.core.bulk import add_rows
from crm.core.db import now
from crm.lib.text import truncate
from crm.notifications.models import Notification

LONGEST = 200
_ACTIVE = select(User.id).where(User.id.in_(bindparam("people", expanding=True)), User.active)


def notify(session: Session, user_ids: Iterable[int | None], text: str, url: str = "") -> None:
    """A message to each of the active people, once, with the page of this site that it leads to.

    The text is read by all of them: a confidential record is named by its code name.
    """
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return
    people = session.scalars(_ACTIVE, {"people": list(wanted)})
    rows = [{"user_id": one, "text": truncate(text, LONGEST), "url": url} for one in people]
    add_rows(session, Notification, rows)


def read(session: Session, message: Notification) -> None:
    """Mark a message as read."""
    if message.read_at is None:
        message.read_at = now()
        session.flush()


def read_all(session: Session, viewer: Viewer) -> None:
    """Mark all of the person's messages as read."""
    session.execute(
        update(Notification)
        .where(Notification.user_id == viewer.id, Notification.read_at.is_(None))
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, before: datetime) -> None:
    """Delete what was read before an instant."""
    session.execute(delete(Notification).where(Notification.read_at < before))
