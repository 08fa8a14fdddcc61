"""Which companies look like the one that is being typed, and suggestions for a picker."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Viewer
from crm.companies.models import Company, CompanyName, Contact
from crm.companies.queries import KIND, known_to
from crm.companies.rules import (
    SHORTEST_SOUND,
    Identity,
    Likeness,
    NameKeys,
    likeness,
    name_keys,
    phone_key,
)
from crm.core.finding import found_by
from crm.core.lists import begins

MOST_CANDIDATES = 200
SHOWN = 6
SUGGESTED = 10


@dataclass(frozen=True)
class Lookalike:
    """A company that may be the same; of one that the viewer may not see only whom to ask."""

    id: int | None
    name: str
    reason: Likeness
    unit: str
    ask: str = ""


@dataclass(frozen=True)
class Typed:
    """What has been typed so far of a company."""

    name: str = ""
    credit_code: str = ""
    phone: str = ""

    @property
    def keys(self) -> NameKeys:
        """What the name is looked up by."""
        return name_keys(self.name)

    @property
    def identity(self) -> Identity:
        """What it is compared by."""
        phone = phone_key(self.phone)
        return Identity(
            core=self.keys.core,
            credit_code="".join(self.credit_code.split()).upper() or None,
            phones=frozenset({phone} - {""}),
        )


def lookalikes(
    session: Session, viewer: Viewer, typed: Typed, leave_out: int | None = None
) -> list[Lookalike]:
    """Companies that look like the one typed, the most alike first."""
    identity = typed.identity
    candidates = session.scalars(_candidates(session, typed, identity))
    ids = [one for one in candidates if one != leave_out]
    if not ids:
        return []
    others = _other_cores(session, ids)
    phones = _phones(session, ids, identity)
    found = []
    for row in session.execute(_compared(viewer, ids)):
        other = Identity(
            core=row.core_name,
            credit_code=row.credit_code,
            phones=phones.get(row.id, frozenset()),
            others=others.get(row.id, frozenset()),
        )
        reason = likeness(identity, other)
        if reason:
            found.append(_shown(row, reason))
    return sorted(found, key=lambda one: one.reason.rank)[:SHOWN]


def _shown(row: Any, reason: Likeness) -> Lookalike:
    ask = f"{row.unit} {row.owner or ''}".strip()
    if not row.known:
        return Lookalike(None, "", reason, row.unit, ask)
    return Lookalike(row.id, row.name, reason, row.unit, ask)


def _compared(viewer: Viewer, ids: list[int]) -> Select[Any]:
    return (
        select(
            Company.id,
            Company.name,
            Company.core_name,
            Company.credit_code,
            OrgUnit.name.label("unit"),
            User.name.label("owner"),
            known_to(viewer).label("known"),
        )
        .join(OrgUnit, OrgUnit.id == Company.unit_id)
        .outerjoin(User, User.id == Company.owner_id)
        .where(Company.id.in_(ids))
    )


def _candidates(session: Session, typed: Typed, identity: Identity) -> Select[tuple[int]]:
    """Few rows, each way by an index: the comparing is left to the rule."""
    keys = typed.keys
    ways: list[Select[tuple[int]]] = [select(Company.id).where(Company.id.is_(None))]
    if identity.credit_code:
        ways.append(select(Company.id).where(Company.credit_code == identity.credit_code))
    if keys.core:
        beginnings = beginnings_of(keys.core)
        ways.append(select(Company.id).where(Company.core_name.in_(beginnings)))
        ways.append(select(CompanyName.company_id).where(CompanyName.core_name.in_(beginnings)))
    if len(keys.core) >= SHORTEST_SOUND:
        ways.append(select(Company.id).where(Company.sound == keys.sound))
        ways.append(select(Company.id).where(begins(session, Company.core_name, keys.core)))
    if identity.phones:
        ways.append(select(Contact.company_id).where(Contact.phone.in_(identity.phones)))
    found = union(*ways).subquery()
    return select(found.c[0]).limit(MOST_CANDIDATES)


def beginnings_of(core: str) -> list[str]:
    """The core, and the shorter ones with which it begins: 天合光能 also finds 天合光."""
    return [core, *(core[:end] for end in range(SHORTEST_SOUND, len(core)))]


def _other_cores(session: Session, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    wanted = select(CompanyName.company_id, CompanyName.core_name).where(
        CompanyName.company_id.in_(ids)
    )
    return _grouped(session.execute(wanted))


def _phones(session: Session, ids: Iterable[int], identity: Identity) -> dict[int, frozenset[str]]:
    if not identity.phones:
        return {}
    wanted = select(Contact.company_id, Contact.phone).where(Contact.company_id.in_(ids))
    return _grouped((key, phone_key(phone)) for key, phone in session.execute(wanted))


def _grouped(pairs: Iterable[Any]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for key, value in pairs:
        if value:
            found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def suggestions(session: Session, viewer: Viewer, q: str) -> list[Any]:
    """At most ten companies for a picker (id, name, short_name, unit), the best first."""
    core = name_keys(q).core
    found = found_by(session, viewer, KIND, Company.id, q)
    wanted = (
        select(
            Company.id,
            Company.name,
            Company.short_name,
            Company.core_name,
            Company.relation,
            OrgUnit.name.label("unit"),
        )
        .join(OrgUnit, OrgUnit.id == Company.unit_id)
        .where(known_to(viewer), or_(found, Company.core_name == core))
        .limit(MOST_CANDIDATES)
    )

    def rank(row: Any) -> tuple[bool, bool, int]:
        named = q in (row.name, row.short_name) or row.core_name == core
        begins = row.name.startswith(q) or row.core_name.startswith(core or q)
        return (not named, not begins, len(row.name))

    return sorted(session.execute(wanted), key=rank)[:SUGGESTED]
