"""Units and accounts: single ones, lists, and what is offered in forms."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, LoginSession, OrgUnit, User
from crm.accounts.rules import Role, Scope, Viewer
from crm.core.errors import NotFound
from crm.lib.trees import as_tree, flatten


def units(session: Session, viewer: Viewer | None = None) -> list[OrgUnit]:
    """The active units in the order of the tree; only the viewer's and below when one is given."""
    wanted = select(OrgUnit).where(OrgUnit.active).order_by(OrgUnit.position, OrgUnit.id)
    if viewer is not None and viewer.scope is not Scope.ZONE:
        wanted = wanted.where(OrgUnit.path.startswith(viewer.unit_path, autoescape=True))
    return [unit for _level, unit in flatten(as_tree(session.scalars(wanted)))]


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


def viewer_for(session: Session, user_id: int) -> Viewer | None:
    """An active person as queries take him, without a sign-in; None when there is no such one."""
    wanted = (
        select(User, OrgUnit)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.id == user_id, User.active)
    )
    found = session.execute(wanted).first()
    if found is None:
        return None
    user, unit = found
    return Viewer(
        id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        unit_id=unit.id,
        unit_name=unit.name,
        unit_path=unit.path,
        scope=user.scope,
        must_change_password=user.must_change_password,
    )


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


_PATH = select(OrgUnit.path).where(OrgUnit.id == bindparam("of")).scalar_subquery()
_HEADS = (
    select(User.id)
    .join(OrgUnit, OrgUnit.id == User.unit_id)
    .where(User.active, User.role == Role.MANAGER, _PATH.startswith(OrgUnit.path))
)


def heads_of(session: Session, unit_id: int) -> list[int]:
    """The numbers of the managers of a unit and of those above it."""
    return list(session.scalars(_HEADS, {"of": unit_id}))


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
