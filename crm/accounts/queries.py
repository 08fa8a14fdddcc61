"""Reads of people, and the one place that decides who sees what."""

from typing import Any, cast

from flask_login import current_user
from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, LoginSession, OrgUnit, User
from crm.accounts.rules import Permission, Scope, Viewer
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


def session_row(session: Session, hashed: str) -> Row[Any] | None:
    """The sign-in session, its person and unit in one query."""
    return session.execute(
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
        )
        .join(User, User.id == LoginSession.user_id)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(LoginSession.token_hash == hashed)
    ).first()


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
