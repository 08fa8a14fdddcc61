"""Sign-in sessions and failed tries."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import LoginFailure, LoginSession, OrgUnit, User
from crm.accounts.rules import WINDOW, Viewer, is_throttled
from crm.core.db import read
from crm.core.errors import NotFound
from crm.core.kept import COMPANIES, FIGURES, current_revision

# What higher packages want to know of the person with every request, by name: a figure that
# depends on User.id, fetched along with the session instead of by a query of its own.
_figures: dict[str, ScalarSelect[int]] = {}


def with_session(name: str, figure: ScalarSelect[int]) -> None:
    """Have a figure about the person fetched with every session; called when a package loads."""
    _figures[name] = figure
    _session_query.cache_clear()


@cache
def _session_query() -> Select[Any]:
    return (
        select(
            LoginSession.id,
            LoginSession.created_at,
            LoginSession.seen_at,
            User.id.label("user_id"),
            User.username,
            User.name,
            User.role,
            User.scope,
            User.unit_id,
            User.must_change_password,
            User.active,
            OrgUnit.name.label("unit_name"),
            OrgUnit.path.label("unit_path"),
            current_revision().label("revision"),
            current_revision(FIGURES).label("revision_of_figures"),
            current_revision(COMPANIES).label("revision_of_companies"),
            *(figure.label(name) for name, figure in _figures.items()),
        )
        .join(User, User.id == LoginSession.user_id)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(LoginSession.token_hash == bindparam("hashed"))
    )


def session_row(session: Session, hashed: str) -> Row[Any] | None:
    """The sign-in session, its person and unit in one query."""
    rows = read(session, _session_query(), {"hashed": hashed})
    return rows[0] if rows else None


def sessions_of(session: Session, viewer: Viewer) -> list[LoginSession]:
    """Where the person is signed in, the latest use first."""
    wanted = (
        select(LoginSession)
        .where(LoginSession.user_id == viewer.id)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
    )
    return list(session.scalars(wanted))


def get_session(session: Session, viewer: Viewer, session_id: int) -> LoginSession:
    """One of the person's own sessions; NotFound for anybody else's."""
    row = session.get(LoginSession, session_id)
    if row is None or row.user_id != viewer.id:
        raise NotFound
    return row


def failures(session: Session, username: str, address: str, since: datetime) -> tuple[int, int]:
    """Failed sign-ins since an instant: of the account, and from the address."""
    of_account, from_address = session.execute(
        select(
            select(func.count(LoginFailure.id))
            .where(LoginFailure.username == username, LoginFailure.at > since)
            .scalar_subquery(),
            select(func.count(LoginFailure.id))
            .where(LoginFailure.address == address, LoginFailure.at > since)
            .scalar_subquery(),
        )
    ).one()
    return of_account, from_address


def is_locked(session: Session, user: User, at: datetime) -> bool:
    """Whether the account has failed too often to try again now."""
    of_account, _ = failures(session, user.username, "", at - WINDOW)
    return is_throttled(of_account, 0)
