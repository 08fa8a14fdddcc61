"""Leads about the same company (撞单), found while typing.

Of a lead outside the viewer's scope only who reported it first and until when it is protected is
told; of a confidential one only that there is one, and whom to ask.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import given, like, scope
from crm.accounts.rules import Sight, Viewer
from crm.companies.models import CompanyName
from crm.companies.queries.lookalikes import SHOWN, Typed, further_names
from crm.companies.queries.ways import MOST_EACH, asked, by_name, together
from crm.companies.rules import Identity, Likeness, likeness, person_key, phone_key
from crm.core.lists import named_among
from crm.leads.models import Lead
from crm.leads.queries.access import known_to
from crm.leads.rules import LeadState


@dataclass(frozen=True)
class Clash:
    """A lead that may be about the same company, as far as the viewer may know it."""

    id: int | None
    title: str
    reason: Likeness
    state: LeadState
    unit: str
    owner: str
    reported_on: date | None
    protected_until: date | None
    confidential: bool

    @property
    def stops(self) -> bool:
        """Whether saving asks first: most likely the same company, and somebody is at it."""
        return self.reason.is_strong and self.state is LeadState.OPEN

    @property
    def whom(self) -> str:
        """Whom to ask about it."""
        return f"{self.unit} {self.owner}".strip()

    @property
    def sentence(self) -> str:
        """What may be said of it."""
        if self.confidential and self.id is None:
            return f"已有相近的涉密线索，请询问{self.whom}"
        name = f"“{self.title}”" if self.title else ""
        until = f"，保护至 {self.protected_until:%Y-%m-%d}" if self.protected_until else ""
        return f"已有{self.reason.label}的线索{name}（{self.state.label}），{self.whom}首报{until}"


def clashes(
    session: Session, viewer: Viewer, typed: Typed, on: date, leave_out: int | None = None
) -> list[Clash]:
    """Leads about a company like the one typed, the most alike first."""
    found = [
        clash_of(row, reason, on)
        for row, reason in _alike(session, viewer, typed)
        if row.id != leave_out
    ]
    return sorted(found, key=lambda one: (one.reason.rank, not one.stops))[:SHOWN]


def in_the_way(session: Session, viewer: Viewer, typed: Typed, on: date) -> list[tuple[int, Clash]]:
    """The leads that stop one about the company typed, by their numbers, the most alike first.

    The numbers are for operations: the viewer may know of a lead only what its clash says.
    """
    alike = [(row, clash_of(row, reason, on)) for row, reason in _alike(session, viewer, typed)]
    found = [(row.id, clash) for row, clash in alike if clash.stops]
    return sorted(found, key=lambda one: one[1].reason.rank)[:SHOWN]


def _alike(session: Session, viewer: Viewer, typed: Typed) -> list[tuple[Any, Likeness]]:
    identity = typed.identity
    engine, values = session.get_bind().dialect.name, asked(identity)
    candidates = _candidates(engine, frozenset(values))
    numbers = session.scalars(candidates, values).all()
    if not numbers:  # as for most that are typed
        return []
    rows = session.execute(_compared(engine, like(viewer)), given(viewer, numbers=numbers)).all()
    linked = {row.company_id for row in rows} - {None}
    names = further_names(session, linked) if linked else {}
    found = []
    for row in rows:
        other = Identity(
            **names.get(row.company_id, {}),
            name=row.company_name,
            credit_code=row.credit_code,
            phones=frozenset({phone_key(row.contact_phone)} - {""}),
            people=frozenset({person_key(row.contact_name)} - {""}),
        )
        reason = likeness(identity, other)
        if reason:
            found.append((row, reason))
    return found


def clash_of(row: Any, reason: Likeness, on: date) -> Clash:
    """What the viewer may know of a row of `compared`."""
    open_ = row.state is LeadState.OPEN and row.falls_on >= on
    shown = row.in_scope and row.known
    return Clash(
        id=row.id if shown else None,
        title=row.company_name if shown else "",
        reason=reason,
        state=row.state,
        unit=row.unit,
        owner=row.owner or "",
        reported_on=row.reported_on if row.known else None,
        protected_until=row.falls_on if row.known and open_ else None,
        confidential=row.confidential and not row.known,
    )


@cache
def _compared(engine: str, viewer: Sight) -> Select[Any]:
    # Of those as much alike the older ones come first, on either engine.
    return compared(viewer).where(named_among(engine, Lead.id, "numbers")).order_by(Lead.id)


def compared(viewer: Sight) -> Select[Any]:
    """The leads that are not given up, as they are compared with what somebody types."""
    return (
        select(
            Lead.id,
            Lead.company_name,
            Lead.core_name,
            Lead.company_id,
            Lead.credit_code,
            Lead.contact_name,
            Lead.contact_phone,
            Lead.state,
            Lead.reported_on,
            Lead.falls_on,
            Lead.confidential,
            Lead.version,
            Lead.owner_id,
            OrgUnit.path.label("unit_path"),
            OrgUnit.name.label("unit"),
            User.name.label("owner"),
            known_to(viewer).label("known"),
            scope(viewer, Lead).label("in_scope"),
        )
        .join(OrgUnit, OrgUnit.id == Lead.unit_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .where(Lead.state != LeadState.DROPPED)
    )


@cache
def _candidates(engine: str, named: frozenset[str]) -> Select[tuple[int]]:
    """Few rows, each way by an index: the comparing is left to the rule."""
    ways: list[Select[tuple[int]]] = []
    if "credit_code" in named:
        ways.append(select(Lead.id).where(Lead.credit_code == bindparam("credit_code")))
    ways += by_name(engine, named, Lead, Lead.id)
    for of_company in by_name(engine, named, CompanyName, CompanyName.company_id):
        ways.append(select(Lead.id).where(Lead.company_id.in_(of_company.limit(MOST_EACH))))
    if "phones" in named:
        ways.append(select(Lead.id).where(named_among(engine, Lead.contact_phone, "phones")))
    if "people" in named:
        ways.append(select(Lead.id).where(named_among(engine, Lead.contact_name, "people")))
    return together(ways, Lead.id)
