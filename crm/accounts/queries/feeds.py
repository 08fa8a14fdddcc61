"""Whose calendar an address is for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import FeedToken
from crm.accounts.queries.people import viewer_for
from crm.accounts.rules import Permission, Viewer
from crm.core.errors import NotFound
from crm.core.security import token_hash


def feed_of(session: Session, viewer: Viewer) -> FeedToken | None:
    """The person's own feed, if there is one."""
    return session.scalars(select(FeedToken).where(FeedToken.user_id == viewer.id)).first()


def feed_viewer(session: Session, token: str) -> Viewer:
    """The active person to whom a secret belongs; NotFound for any other text."""
    wanted = select(FeedToken.user_id).where(FeedToken.token_hash == token_hash(token))
    user_id = session.scalar(wanted)
    viewer = viewer_for(session, user_id) if user_id is not None else None
    if viewer is None or viewer.must_change_password or not viewer.may(Permission.READ):
        raise NotFound
    return viewer
