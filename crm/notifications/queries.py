"""Reads of messages; the number of unread ones comes along with every session."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import with_session
from crm.accounts.rules import Viewer
from crm.core.errors import NotFound
from crm.notifications.models import Notification

with_session(
    "unread",
    select(func.count(Notification.id))
    .where(Notification.user_id == User.id, Notification.read_at.is_(None))
    .correlate(User)
    .scalar_subquery(),
)


def visible_to(viewer: Viewer) -> Select[tuple[Notification]]:
    """The person's own messages."""
    return select(Notification).where(Notification.user_id == viewer.id)


def get_for(session: Session, viewer: Viewer, number: int) -> Notification:
    """One of the person's messages; NotFound for anybody else's."""
    found = session.scalars(visible_to(viewer).where(Notification.id == number)).first()
    if found is None:
        raise NotFound
    return found


def unread(session: Session, viewer: Viewer) -> int:
    """How many messages the person has not read."""
    query = select(func.count(Notification.id)).where(
        Notification.user_id == viewer.id, Notification.read_at.is_(None)
    )
    return session.scalar(query) or 0
