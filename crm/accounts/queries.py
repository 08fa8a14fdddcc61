"""Reads of people, and the one place that decides who sees what."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from flask_login import current_user
from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, LoginFailure, LoginSession, OrgUnit, User
from crm.accounts.rules import WINDOW, Permission, Role, Scope, Viewer, is_throttled
from crm.core.errors import Forbidden, NotFound


def current_viewer() -> Viewer:
    """The person of the request at hand; views are called for signed-in people only."""
    return cast(Viewer, current_user._get_current_object())


def units_of(viewer: Viewer) -> Select[tuple[int]]:
    """The numbers of the viewer's unit and of the units below it."""
    below = OrgUnit.path.startswith(viewer.unit_path, autoescape=True)
    return select(OrgUnit.id).where(below)


def scope(viewer: Viewer, model: Any) -> ColumnElement[bool]:
    """Which rows of a table with `owner_id` and `unit_id` lie in the viewer's data scope."""
    match viewer.scope:
        case Scope.ZONE:
            return true()
        case Scope.BELOW:
            return model.unit_id.in_(units_of(viewer))
        case Scope.UNIT:
            return model.unit_id == viewer.unit_id
        case Scope.OWN:
            return model.owner_id == viewer.id
    return false()


def in_scope(viewer: Viewer, owner_id: int | None, unit_path: str, unit_id: int) -> bool:
    """The same decision for one record that has been fetched with its unit's path."""
    match viewer.scope:
        case Scope.ZONE:
            return True
        case Scope.BELOW:
            return unit_path.startswith(viewer.unit_path)
        case Scope.UNIT:
            return unit_id == viewer.unit_id
        case Scope.OWN:
            return owner_id == viewer.id
    return False


def cleared(viewer: Viewer, kind: str, model: Any) -> ColumnElement[bool]:
    """Whether the viewer knows a row by name: it is not confidential, or he is on its list."""
    listed = (
        select(Clearance.id)
        .where(
            Clearance.kind == kind,
            Clearance.subject_id == model.id,
            Clearance.user_id == viewer.id,
        )
        .exists()
    )
    return or_(model.confidential.is_(False), listed)


def may_edit(viewer: Viewer, owner_id: int | None, unit_path: str) -> bool:
    """Staff edit what is theirs; managers what lies in their unit and the units below."""
    if viewer.may(Permission.MANAGE):
        return unit_path.startswith(viewer.unit_path)
    return viewer.may(Permission.LOG) and owner_id == viewer.id


def require(allowed: bool, sentence: str) -> None:
    """Raise Forbidden with the sentence unless allowed."""
    if not allowed:
        raise Forbidden(sentence)


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
            *(figure.label(name) for name, figure in _figures.items()),
        )
        .join(User, User.id == LoginSession.user_id)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(LoginSession.token_hash == bindparam("hashed"))
    )


def session_row(session: Session, hashed: str) -> Row[Any] | None:
    """The sign-in session, its person and unit in one query."""
    return session.execute(_session_query(), {"hashed": hashed}).first()


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


def units(session: Session, viewer: Viewer | None = None) -> list[OrgUnit]:
    """The active units in the order of the tree; only the viewer's and below when one is given."""
    wanted = select(OrgUnit).where(OrgUnit.active).order_by(OrgUnit.path)
    if viewer is not None and viewer.scope is not Scope.ZONE:
        wanted = wanted.where(OrgUnit.path.startswith(viewer.unit_path, autoescape=True))
    return list(session.scalars(wanted))


def people_of(session: Session, viewer: Viewer) -> list[Row[Any]]:
    """Active people (id, name, unit_name) to whom the viewer may give work: those in his scope."""
    wanted = (
        select(User.id, User.name, OrgUnit.name.label("unit_name"))
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.active, User.role.in_(("staff", "manager")))
        .order_by(OrgUnit.path, User.name)
    )
    if viewer.scope is not Scope.ZONE:
        wanted = wanted.where(OrgUnit.path.startswith(viewer.unit_path, autoescape=True))
    return list(session.execute(wanted))


def cleared_people(session: Session, kind: str, subject_id: int) -> list[Row[Any]]:
    """Who is on a confidential record's list: (id, name)."""
    return list(
        session.execute(
            select(User.id, User.name)
            .join(Clearance, Clearance.user_id == User.id)
            .where(and_(Clearance.kind == kind, Clearance.subject_id == subject_id))
            .order_by(User.name)
        )
    )


def get_user(session: Session, user_id: int) -> User:
    """The account with that number; NotFound when there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def find_user(session: Session, username: str) -> User | None:
    """The account with that user name, if any; names are compared without regard to case."""
    return session.scalars(
        select(User).where(func.lower(User.username) == username.lower())
    ).first()


def zone(session: Session) -> OrgUnit:
    """The root of the organisation tree."""
    return session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).one()


@dataclass(frozen=True)
class Wanted:
    """What the list of accounts is narrowed to."""

    text: str = ""
    role: Role | None = None
    unit_id: int | None = None
    active: bool | None = None


def users_found(wanted: Wanted) -> Select[Any]:
    """Accounts with their unit's name and their last use, for a list."""
    last = (
        select(func.max(LoginSession.seen_at))
        .where(LoginSession.user_id == User.id)
        .scalar_subquery()
    )
    return (
        select(
            User.id,
            User.username,
            User.name,
            User.role,
            User.scope,
            User.active,
            User.must_change_password,
            OrgUnit.name.label("unit_name"),
            last.label("seen_at"),
        )
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(*_narrowed(wanted))
    )


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        found.append(
            or_(
                User.name.contains(wanted.text, autoescape=True),
                User.username.contains(wanted.text.lower(), autoescape=True),
            )
        )
    if wanted.role:
        found.append(User.role == wanted.role)
    if wanted.unit_id:
        found.append(User.unit_id == wanted.unit_id)
    if wanted.active is not None:
        found.append(User.active.is_(wanted.active))
    return found


def is_locked(session: Session, user: User, at: datetime) -> bool:
    """Whether the account has failed too often to try again now."""
    of_account, _ = failures(session, user.username, "", at - WINDOW)
    return is_throttled(of_account, 0)


def all_units(session: Session) -> list[OrgUnit]:
    """All units, those switched off too, by their place among siblings."""
    return list(session.scalars(select(OrgUnit).order_by(OrgUnit.position, OrgUnit.id)))


def people_per_unit(session: Session) -> dict[int, int]:
    """How many active accounts each unit has."""
    query = select(User.unit_id, func.count(User.id)).where(User.active).group_by(User.unit_id)
    return dict(session.execute(query).all())


def get_unit(session: Session, unit_id: int) -> OrgUnit:
    """The unit with that number; NotFound when there is none."""
    unit = session.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def find_unit(session: Session, name: str) -> OrgUnit:
    """The unit of that name; NotFound with a sentence when there is none."""
    unit = session.scalars(select(OrgUnit).where(OrgUnit.name == name)).first()
    if unit is None:
        raise NotFound(f"没有名为“{name}”的机构。")
    return unit
