"""Units and accounts of the made-up office."""

import secrets
from dataclasses import dataclass
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import find_user, zone
from crm.accounts.rules import WIDEST, Role, UnitKind
from crm.core.security import hash_password
from crm.exchange.demo.words import GIVEN, SURNAMES
from crm.lib.trees import child_path

UNITS = ("招商一局", "招商二局", "招商三局", "招商四局")
# The cast of `make demo`: who they are and in which of the units they work (None: the zone).
CAST = (
    ("manager", "王负责", Role.MANAGER, 0),
    ("staff", "陈专员", Role.STAFF, 0),
    ("staff2", "李专员", Role.STAFF, 1),
    ("leader", "周主任", Role.LEADER, None),
    ("admin", "系统管理员", Role.ADMIN, None),
    ("auditor", "冯审计", Role.AUDITOR, None),
)
STAFF_PER_UNIT = 5


@dataclass(frozen=True)
class Account:
    """An account with the password that is printed once."""

    username: str
    password: str
    role: str
    unit: str


@dataclass(frozen=True)
class Worker:
    """Somebody who has leads and projects."""

    user_id: int
    unit_id: int
    manager_id: int


def make_units(session: Session) -> list[OrgUnit]:
    """The units below the zone; those of the name that are there already are kept."""
    root = zone(session)
    made = []
    for place, name in enumerate(UNITS):
        unit = session.scalars(select(OrgUnit).where(OrgUnit.name == name)).first()
        if unit is None:
            unit = OrgUnit(
                name=name, kind=UnitKind.BUREAU, parent_id=root.id, path="", position=place + 10
            )
            session.add(unit)
            session.flush()
            unit.path = child_path(root.path, unit.id)
        made.append(unit)
    session.flush()
    return made


def make_cast(session: Session, units: list[OrgUnit]) -> list[Account]:
    """The accounts by which people try the product; their passwords are made anew."""
    accounts = []
    root = zone(session)
    for username, name, role, place in CAST:
        unit = root if place is None else units[place]
        password = secrets.token_urlsafe(9)
        user = find_user(session, username) or User(username=username)
        user.name, user.role, user.scope, user.unit_id = name, role, WIDEST[role], unit.id
        user.password_hash, user.must_change_password = hash_password(password), False
        user.active = True
        session.add(user)
        accounts.append(Account(username, password, role.label, unit.name))
    session.flush()
    return accounts


def make_workers(session: Session, units: list[OrgUnit], random: Random) -> list[Worker]:
    """Everybody who works on leads: the cast and some colleagues in each unit.

    The colleagues cannot sign in: their hash is no hash of any password.
    """
    workers: list[Worker] = []
    for place, unit in enumerate(units):
        manager = (
            find_user(session, "manager")
            if place == 0
            else _person(session, f"head{place + 1}", Role.MANAGER, unit, random)
        )
        known = {0: "staff", 1: "staff2"}.get(place)
        staff = [find_user(session, known)] if known else []
        for number in range(STAFF_PER_UNIT - len(staff)):
            staff.append(_person(session, f"u{place + 1}{number + 1:02}", Role.STAFF, unit, random))
        session.flush()
        workers += [Worker(person.id, unit.id, manager.id) for person in staff]
    return workers


def _person(session: Session, username: str, role: Role, unit: OrgUnit, random: Random) -> User:
    person = find_user(session, username)
    if person is None:
        person = User(
            username=username,
            name=person_name(random),
            role=role,
            scope=WIDEST[role],
            unit_id=unit.id,
            password_hash="!",  # noqa: S106  no password has this hash
            must_change_password=True,
        )
        session.add(person)
        session.flush()
    return person


def person_name(random: Random) -> str:
    """A Chinese personal name."""
    return random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2, 2))))
