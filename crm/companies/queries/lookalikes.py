"""Which companies look like the one that is being typed, and suggestions for a picker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import given, like
from crm.accounts.rules import Sight, Viewer
from crm.companies.models import Company, CompanyName, Contact
from crm.companies.queries import KIND, known_to
from crm.companies.queries.ways import MOST_CANDIDATES, asked, by_name, together
from crm.companies.rules import (
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
from crm.core.lists import named_among

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
    engine, values = session.get_bind().dialect.name, asked(identity)
    candidates = _candidates(engine, frozenset(values))
    ids = [one for one in session.scalars(candidates, values) if one != leave_out]
    if not ids:
        return []
    names = further_names(session, ids)
    people = _people(session, ids, identity)
    found = []
    for row in session.execute(_compared(engine, like(viewer)), given(viewer, numbers=ids)):
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


@cache
def _compared(engine: str, viewer: Sight) -> Select[Any]:
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
        .where(named_among(engine, Company.id, "numbers"))
        .order_by(Company.id)  # of those as much alike the older ones come first
    )


@cache
def _candidates(engine: str, named: frozenset[str]) -> Select[tuple[int]]:
    """Few rows, each way by an index: the comparing is left to the rule."""
    ways: list[Select[tuple[int]]] = []
    if "credit_code" in named:
        ways.append(select(Company.id).where(Company.credit_code == bindparam("credit_code")))
    ways += by_name(engine, named, Company, Company.id)
    ways += by_name(engine, named, CompanyName, CompanyName.company_id)
    for name, number, column in (
        ("other_cores", Company.id, Company.core_name),
        ("other_cores", CompanyName.company_id, CompanyName.core_name),
        ("phones", Contact.company_id, Contact.phone),
        ("domains", Contact.company_id, Contact.mail_domain),
        ("people", Contact.company_id, Contact.name),
    ):
        if name in named:
            ways.append(select(number).where(named_among(engine, column, name)))
    return together(ways, Company.id)


def further_names(session: Session, ids: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """Short and other names of companies, as `Identity` takes them."""
    found: dict[int, dict[str, frozenset[str]]] = {}
    wanted = _further_names(session.get_bind().dialect.name)
    for number, kind, name in session.execute(wanted, {"numbers": list(ids)}):
        of = "short_names" if kind is NameKind.SHORT else "other_names"
        kept = found.setdefault(number, {})
        kept[of] = kept.get(of, frozenset()) | {name}
    return found


@cache
def _further_names(engine: str) -> Select[Any]:
    return select(CompanyName.company_id, CompanyName.kind, CompanyName.name).where(
        named_among(engine, CompanyName.company_id, "numbers")
    )


def _people(
    session: Session, ids: Iterable[int], identity: Identity
) -> dict[int, dict[str, frozenset[str]]]:
    """Phones, domains and people of the candidates, where there is one to compare them with."""
    if not (identity.phones or identity.domains or identity.people):
        return {}
    values = {
        "numbers": list(ids),
        "phones": list(identity.phones),
        "domains": list(identity.domains),
        "people": list(identity.people),
    }
    found: dict[int, dict[str, frozenset[str]]] = {}
    wanted = _known_people(session.get_bind().dialect.name)
    for number, phone, domain, name in session.execute(wanted, values):
        kept = found.setdefault(number, {})
        for of, key in (
            ("phones", phone_key(phone)), ("domains", domain), ("people", person_key(name)),
        ):  # fmt: skip
            if key:
                kept[of] = kept.get(of, frozenset()) | {key}
    return found


@cache
def _known_people(engine: str) -> Select[Any]:
    return select(Contact.company_id, Contact.phone, Contact.mail_domain, Contact.name).where(
        named_among(engine, Contact.company_id, "numbers"),
        or_(
            named_among(engine, Contact.phone, "phones"),
            named_among(engine, Contact.mail_domain, "domains"),
            named_among(engine, Contact.name, "people"),
        ),
    )


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
