"""Units, people and signed-in browsers."""

from dataclasses import dataclass, fields
from functools import cache
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import LoginSession, OrgUnit, User
from crm.accounts.rules import WIDEST, Role, UnitKind, Viewer
from crm.core.security import hash_password, new_token, token_hash
from crm.lib.trees import child_path

PASSWORD = "Correct-Horse-9"
_numbers = count(1)


@cache
def _password_hash() -> str:
    """Hashed once: it takes 40 ms on purpose."""
    return hash_password(PASSWORD)


def zone(session: Session) -> OrgUnit:
    """The root of the tree, made when there is none."""
    found = session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).first()
    return found or make_unit(session, name="盐城经济技术开发区", kind=UnitKind.ZONE, parent=None)


def make_unit(
    session: Session,
    name: str = "",
    kind: UnitKind = UnitKind.PARK,
    parent: OrgUnit | None = None,
    **given,
) -> OrgUnit:
    """A unit below `parent`, or below the zone."""
    if parent is None and kind is not UnitKind.ZONE:
        parent = zone(session)
    unit = OrgUnit(
        name=name or f"第{next(_numbers)}园区",
        kind=kind,
        parent_id=parent.id if parent else None,
        path="",
        **given,
    )
    session.add(unit)
    session.flush()
    unit.path = child_path(parent.path if parent else None, unit.id)
    session.flush()
    return unit


def make_user(
    session: Session, role: Role = Role.STAFF, unit: OrgUnit | None = None, **given
) -> User:
    """An account with PASSWORD; its scope is its role's widest unless given."""
    number = next(_numbers)
    given = {
        "username": f"{role}{number}",
        "name": f"{role.label}{number}",
        "scope": WIDEST[role],
        "must_change_password": False,
        "password_hash": _password_hash(),
        **given,
    }
    user = User(role=role, unit_id=(unit or zone(session)).id, **given)
    session.add(user)
    session.flush()
    return user


def make_session(session: Session, user: User, **given) -> str:
    """A signed-in browser of that person; gives the token that its cookie carries."""
    token = new_token()
    row = LoginSession(
        token_hash=token_hash(token), user_id=user.id, address="127.0.0.1", agent="test", **given
    )
    session.add(row)
    session.flush()
    return token


def viewer_of(session: Session, user: User) -> Viewer:
    """The person as queries and operations take him."""
    unit = session.get_one(OrgUnit, user.unit_id)
    return Viewer(
        id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        unit_id=unit.id,
        unit_name=unit.name,
        unit_path=unit.path,
        scope=user.scope,
    )


@dataclass
class Cast:
    """Who plays in the tests: two parks of one zone, and an office below the first.

    `staff` and `colleague` work in park A, which `manager` heads; `outpost` works in the office
    below it; `outsider` is staff of park B.
    """

    zone: OrgUnit
    park_a: OrgUnit
    office: OrgUnit
    park_b: OrgUnit
    staff: User
    colleague: User
    manager: User
    outpost: User
    outsider: User
    leader: User
    admin: User
    security: User
    auditor: User


def make_cast(session: Session) -> Cast:
    """All of them."""
    top = zone(session)
    park_a = make_unit(session, "新能源汽车产业园", parent=top)
    office = make_unit(session, "深圳驻点", UnitKind.OFFICE, parent=park_a)
    park_b = make_unit(session, "光电产业园", parent=top)

    def person(username: str, name: str, role: Role, unit: OrgUnit) -> User:
        return make_user(session, role, unit, username=username, name=name)

    return Cast(
        zone=top,
        park_a=park_a,
        office=office,
        park_b=park_b,
        staff=person("staff", "张三", Role.STAFF, park_a),
        colleague=person("colleague", "李四", Role.STAFF, park_a),
        manager=person("manager", "王五", Role.MANAGER, park_a),
        outpost=person("outpost", "赵六", Role.STAFF, office),
        outsider=person("outsider", "孙七", Role.STAFF, park_b),
        leader=person("leader", "周八", Role.LEADER, top),
        admin=person("admin", "吴九", Role.ADMIN, top),
        security=person("security", "郑十", Role.SECURITY, top),
        auditor=person("auditor", "冯一", Role.AUDITOR, top),
    )


def keys_of(cast: Cast) -> dict[str, int]:
    """The key of each, by the name of the part."""
    return {part.name: getattr(cast, part.name).id for part in fields(Cast)}


def find_cast(session: Session, keys: dict[str, int]) -> Cast:
    """Those who stand in the database already."""
    rows = {
        model: {row.id: row for row in session.scalars(select(model))} for model in (OrgUnit, User)
    }
    return Cast(**{part.name: rows[part.type][keys[part.name]] for part in fields(Cast)})
