"""Signing in and out. Passwords are compared by the caller, outside of any transaction."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import LoginFailure, LoginSession, User
from crm.accounts.queries import failures
from crm.accounts.rules import ABSOLUTE_LIFE, WINDOW, Viewer, is_throttled
from crm.core.db import now
from crm.core.journal import Guest, record
from crm.core.security import new_token, token_hash

LONGEST_NAME = 80


def count_try(session: Session, username: str, address: str) -> bool:
    """Count a try to sign in before its password is looked at; False when there are none left.

    Counted first and taken back on success, so that many tries at once never get more passwords
    compared than the limit says.
    """
    name = username.lower()[:LONGEST_NAME]
    if session.get_bind().dialect.name == "postgresql":
        # Of tries for one account one after the other counts; SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
    if is_throttled(*failures(session, name, address, now() - WINDOW)):
        return False
    session.add(LoginFailure(username=name, address=address[:64], at=now()))
    session.flush()
    return True


def fail(session: Session, user: User | None, username: str, *, throttled: bool = False) -> None:
    """Keep that somebody could not sign in.

    A name that belongs to nobody is not kept whole: people type passwords into that field.
    """
    record(
        session,
        Guest(),
        "throttled" if throttled else "sign_in_failed",
        kind="user",
        subject_id=user.id if user else None,
        title=user.username if user else f"{username[:2]}…（不存在）",
    )


def sign_in(
    session: Session, user: User, address: str, agent: str, replaced: str | None = None
) -> str:
    """Open a session for the person and give its token; ends the browser's `replaced` one."""
    session.execute(
        delete(LoginFailure).where(LoginFailure.username == user.username.lower()[:LONGEST_NAME])
    )
    if replaced:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(replaced)))
    token = open_session(session, user, address, agent)
    record(session, user, "signed_in", kind="user", subject_id=user.id, title=user.username)
    return token


def open_session(session: Session, user: User, address: str, agent: str) -> str:
    """A new session row; gives the token, of which only the hash is kept."""
    token = new_token()
    at = now()
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=at,
            seen_at=at,
            address=address[:64],
            agent=agent[:200],
        )
    )
    session.flush()
    return token


def sign_out(session: Session, viewer: Viewer) -> None:
    """End the session at hand: a copy of its cookie opens nothing any more."""
    session.execute(delete(LoginSession).where(LoginSession.id == viewer.session_id))
    record(session, viewer, "signed_out", kind="user", subject_id=viewer.id, title=viewer.username)


def end_session(session: Session, viewer: Viewer, row: LoginSession) -> None:
    """End another browser of the same person."""
    session.delete(row)
    session.flush()
    record(
        session,
        viewer,
        "session_ended",
        kind="user",
        subject_id=viewer.id,
        title=viewer.username,
        changes={"地址": [row.address, None]},
    )


def touch(session: Session, session_id: int, at: datetime) -> None:
    """Note that the session was used."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.seen_at < at)
        .values(seen_at=at)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, at: datetime) -> None:
    """Delete sessions that are over and failures that no longer count."""
    over = at - ABSOLUTE_LIFE
    session.execute(delete(LoginSession).where(LoginSession.created_at < over))
    session.execute(delete(LoginFailure).where(LoginFailure.at < at - timedelta(days=1)))
