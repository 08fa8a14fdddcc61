"""The address under which a phone's calendar fetches a person's days."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from crm.accounts.models import FeedToken
from crm.accounts.rules import Viewer
from crm.core.errors import Refused
from crm.core.journal import record
from crm.core.security import new_token, token_hash


def make_feed(session: Session, viewer: Viewer) -> str:
    """A new secret, of which only the hash is kept; the one before opens nothing any more."""
    session.execute(delete(FeedToken).where(FeedToken.user_id == viewer.id))
    token = new_token()
    session.add(FeedToken(user_id=viewer.id, token_hash=token_hash(token)))
    session.flush()
    _note(session, viewer, "created")
    return token


def revoke_feed(session: Session, viewer: Viewer) -> None:
    """Close the address."""
    gone = session.execute(delete(FeedToken).where(FeedToken.user_id == viewer.id))
    if not gone.rowcount:
        raise Refused("还没有日历订阅。")
    _note(session, viewer, "revoked")


def _note(session: Session, viewer: Viewer, action: str) -> None:
    record(session, viewer, action, kind="feed", subject_id=viewer.id, title=viewer.username)
