"""Which companies look like the one that is being typed, and suggestions for a picker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Viewer
from crm.companies.models import Company, CompanyName, Contact, Named
from crm.companies.queries import KIND, known_to
from crm.companies.rules import (
    SHORTEST_SOUND,
    Identity,
    Likeness,
    NameKind,
    mail_domain,
    name_keys,
    person_key,
    phone_key,
    reasons,
)
from crm.core.finding import found_by
from crm.core.lists import begins
from crm.lib.name_parts import read_name
from crm.lib.pinyin import full

# So many rows each way of looking may give: a brand that hundreds have says little.
EVERY = literal_column("*")
MOST_EACH, MOST_CANDIDATES = 40, 160
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
    more: tuple[Likeness, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What has been typed so far of a company."""

    name: str = ""
    credit_code: str = ""
    phone: str = ""
    email: str = ""
    person: str = ""
    other_names: tuple[str, ...] = field(default=())

    @property
    def identity(self) -> Identity:
        """What it is compared by."""
        return Identity(
            name=self.name,
            credit_code="".join(self.credit_code.split()).upper() or None,
            phones=frozenset({phone_key(self.phone)} - {""}),
            domains=frozenset({mail_domain(self.email)} - {""}),
            people=frozenset({person_key(self.person)} - {""}),
            other_names=frozenset(self.other_names),
        )


def lookalikes(
    session: Session, viewer: Viewer, typed: Typed, leave_out: int | None = None
) -> list[Lookalike]:
    """Companies that look like the one typed, the most alike first."""
    return alike(session, viewer, typed.identity, leave_out)


def alike(
    session: Session,
    viewer: Viewer,
    identity: Identity,
    leave_out: int | None = None,
    most: int = SHOWN,
) -> list[Lookalike]:
    """Companies like the one described, the most alike first."""
    candidates = session.scalars(_candidates(session, identity))
    ids = [one for one in candidates if one != leave_out]
    if not ids:
        return []
    names = further_names(session, ids)
    people = _people(session, ids, identity)
    found = []
    for row in session.execute(_compared(viewer, ids)):
        other = Identity(
            name=row.name, credit_code=row.credit_code, **names.get(row.id, {}),
            **people.get(row.id, {}),
        )  # fmt: skip
        if why := reasons(identity, other):
            found.append(_shown(row, why))
    return sorted(found, key=lambda one: one.reason.rank)[:most]


def _shown(row: Any, why: Sequence[Likeness]) -> Lookalike:
    ask = f"{row.unit} {row.owner or ''}".strip()
    if not row.known:
        return Lookalike(None, "", why[0], row.unit, ask)
    return Lookalike(row.id, row.name, why[0], row.unit, ask, tuple(why[1:]))


def _compared(viewer: Viewer, ids: list[int]) -> Select[Any]:
    return (
        select(
            Company.id,
            Company.name,
            Company.credit_code,
            OrgUnit.name.label("unit"),
            User.name.label("owner"),
            known_to(viewer).label("known"),
        )
        .join(OrgUnit, OrgUnit.id == Company.unit_id)
        .outerjoin(User, User.id == Company.owner_id)
        .where(Company.id.in_(ids))
    )


def _candidates(session: Session, identity: Identity) -> Select[tuple[int]]:
    """Few rows, each way by an index: the comparing is left to the rule."""
    ways: list[Select[tuple[int]]] = []
    if identity.credit_code:
        ways.append(select(Company.id).where(Company.credit_code == identity.credit_code))
    ways += by_name(session, identity.name, Company, Company.id)
    ways += by_name(session, identity.name, CompanyName, CompanyName.company_id)
    cores = {name_keys(name).core for name in identity.other_names | identity.short_names} - {""}
    if cores:
        ways.append(select(Company.id).where(Company.core_name.in_(cores)))
        ways.append(select(CompanyName.company_id).where(CompanyName.core_name.in_(cores)))
    for column, wanted in (
        (Contact.phone, identity.phones),
        (Contact.mail_domain, identity.domains),
        (Contact.name, identity.people),
    ):
        if wanted:
            ways.append(select(Contact.company_id).where(column.in_(wanted)))
    return together(ways, Company.id)


def by_name(
    session: Session,
    name: str,
    model: type[Named],
    number: InstrumentedAttribute[int],
) -> list[Select[tuple[int]]]:
    """The ways to the rows whose name may be of the same company, each by an index."""
    keys = name_keys(name)
    if not keys.core:
        return []
    parts = read_name(name)
    exact: list[ColumnElement[bool]] = [
        model.core_name.in_(beginnings_of(keys.core)),
        model.brand == keys.brand,
    ]
    if len(keys.core) >= SHORTEST_SOUND:
        exact.append(model.pinyin == keys.pinyin)
        exact.append(begins(session, model.core_name, keys.core))
        if parts.latin:  # hengyaojixie, or the English name of a company known by its Chinese one
            exact.append(begins(session, model.pinyin, full(parts.brand)))
            if hasattr(model, "sound"):
                exact.append(model.sound == keys.sound)
        else:
            exact.append(model.brand == full(parts.brand))
    return [select(number).where(one) for one in exact]


def together(
    ways: list[Select[tuple[int]]], number: InstrumentedAttribute[int]
) -> Select[tuple[int]]:
    """What the ways give, each of them few: whatever is typed, the statement stays quick."""
    # Of each there is one column: to name it takes longer than to find what it holds.
    few = [select(EVERY).select_from(way.limit(MOST_EACH).subquery()) for way in ways]
    found = union(select(number).where(number.is_(None)), *few).subquery()
    return select(EVERY).select_from(found).limit(MOST_CANDIDATES)


def beginnings_of(core: str) -> list[str]:
    """The core, and the shorter ones with which it begins: 天合光能 also finds 天合光."""
    return [core, *(core[:end] for end in range(SHORTEST_SOUND, len(core)))]


def further_names(session: Session, ids: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """Short and other names of companies, as `Identity` takes them."""
    wanted = select(CompanyName.company_id, CompanyName.kind, CompanyName.name).where(
        CompanyName.company_id.in_(ids)
    )
    found: dict[int, dict[str, frozenset[str]]] = {}
    for number, kind, name in session.execute(wanted):
        of = "short_names" if kind is NameKind.SHORT else "other_names"
        kept = found.setdefault(number, {})
        kept[of] = kept.get(of, frozenset()) | {name}
    return found


def _people(
    session: Session, ids: Iterable[int], identity: Identity
) -> dict[int, dict[str, frozenset[str]]]:
    """Phones, domains and people of the candidates, where there is one to compare them with."""
    if not (identity.phones or identity.domains or identity.people):
        return {}
    wanted = select(Contact.company_id, Contact.phone, Contact.mail_domain, Contact.name).where(
        Contact.company_id.in_(ids),
        or_(
            Contact.phone.in_(identity.phones),
            Contact.mail_domain.in_(identity.domains),
            Contact.name.in_(identity.people),
        ),
    )
    found: dict[int, dict[str, frozenset[str]]] = {}
    for number, phone, domain, name in session.execute(wanted):
        kept = found.setdefault(number, {})
        for of, key in (
            ("phones", phone_key(phone)), ("domains", domain), ("people", person_key(name)),
        ):  # fmt: skip
            if key:
                kept[of] = kept.get(of, frozenset()) | {key}
    return found


def suggestions(session: Session, viewer: Viewer, q: str) -> list[Any]:
    """At most ten companies for a picker (id, name, short_name, unit), the best first."""
    core = name_keys(q).core
    found = found_by(session, viewer, KIND, Company.id, q, called=True)
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
