"""Delegations and promotion events, the companies met, and what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from crm.accounts import queries as accounts
from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.companies.models import Company
from crm.companies.queries import get_for as get_company
from crm.companies.queries import known_to as company_known_to
from crm.core.errors import Forbidden, NotFound
from crm.core.lists import Order, Page, page
from crm.leads.models import Event, EventCompany, Lead
from crm.leads.queries.access import known_to, visible_to
from crm.leads.rules.events import EventFunnel, EventKind, Outcome, funnel_of
from crm.lib.periods import Period

ORDER = Order(Event.starts_on, date)
NOT_YOURS = "只有登记人，或本单位及上级单位的负责人可以修改。"
MOST_COMPANIES = 300

# What became of leads, by lead: a higher package knows the projects that were made of them.
Became = Callable[[Session, Viewer, Sequence[int]], dict[int, Outcome]]
_became: list[Became] = []


def tells_outcomes(became: Became) -> None:
    """Say what became of leads; called when a package loads."""
    if became not in _became:
        _became.append(became)


@dataclass(frozen=True)
class EventFilter:
    """What the list is narrowed to."""

    kind: EventKind | None = None
    year: int | None = None


@dataclass(frozen=True)
class MetLine:
    """A company met, the lead that came of it and the project made of that, where known."""

    id: int
    company_id: int | None
    company_name: str
    person: str
    note: str
    lead_id: int | None
    lead: str
    outcome: Outcome | None


@dataclass(frozen=True)
class Results:
    """The companies of an event that the viewer may know of, with the figures."""

    lines: list[MetLine]
    hidden: int
    funnel: EventFunnel


def events_visible_to(viewer: Viewer) -> Select[tuple[Event]]:
    """The events in the viewer's data scope."""
    return select(Event).where(scope(viewer, Event))


def get_event(session: Session, viewer: Viewer, number: int, *, lock: bool = False) -> Event:
    """An event with its unit and owner; NotFound outside of the scope."""
    wanted = (
        events_visible_to(viewer)
        .where(Event.id == number)
        .options(joinedload(Event.unit, innerjoin=True), joinedload(Event.owner, innerjoin=True))
    )
    if lock:
        wanted = wanted.with_for_update(of=Event)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_event_to_edit(
    session: Session, viewer: Viewer, number: int, *, lock: bool = False
) -> Event:
    """The same for those who may change it; Forbidden for the others in scope."""
    event = get_event(session, viewer, number, lock=lock)
    if not may_edit_event(viewer, event):
        raise Forbidden(NOT_YOURS)
    return event


def may_edit_event(viewer: Viewer, event: Event) -> bool:
    """Who has entered it, and the managers of its unit and above."""
    return accounts.may_edit(viewer, event.owner_id, event.unit.path)


def page_of_events(session: Session, viewer: Viewer, wanted: EventFilter, cursor: str) -> Page:
    """A page of the list, the latest first, with how many companies were met."""
    conditions = [scope(viewer, Event)]
    if wanted.kind:
        conditions.append(Event.kind == wanted.kind)
    if wanted.year:
        span = Period.year(wanted.year)
        conditions.append(Event.starts_on.between(span.start, span.end))
    met = (
        select(func.count(EventCompany.id))
        .where(EventCompany.event_id == Event.id)
        .scalar_subquery()
    )
    rows = (
        select(
            Event.id, Event.name, Event.kind, Event.starts_on, Event.ends_on, Event.place,
            Event.cancelled, User.name.label("owner"), OrgUnit.name.label("unit"),
            met.label("met"),
        )
        .join(User, User.id == Event.owner_id)
        .join(OrgUnit, OrgUnit.id == Event.unit_id)
        .where(*conditions)
    )  # fmt: skip
    return page(session, rows, ORDER, Event.id, cursor, keys=select(Event.id).where(*conditions))


def get_met(session: Session, event: Event, number: int) -> EventCompany:
    """A company of an event; NotFound when it belongs to another."""
    found = session.get(EventCompany, number)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found


def get_visible_met(session: Session, viewer: Viewer, event: Event, number: int) -> EventCompany:
    """The same for those who may know the company; NotFound for the others."""
    met = get_met(session, event, number)
    if met.company_id is not None:
        get_company(session, viewer, met.company_id)
    return met


def lead_tied_to(session: Session, viewer: Viewer, met: EventCompany) -> Lead | None:
    """The lead that was said to be of a company met, if the viewer knows it by name."""
    wanted = visible_to(viewer).where(Lead.id == met.lead_id, known_to(viewer))
    return session.scalars(wanted).one_or_none()


def results_of(session: Session, viewer: Viewer, event: Event) -> Results:
    """The companies met and what became of each, as far as the viewer may know it."""
    known = or_(EventCompany.company_id.is_(None), company_known_to(viewer))
    rows = session.execute(
        select(EventCompany, known.label("known"))
        .outerjoin(Company, Company.id == EventCompany.company_id)
        .where(EventCompany.event_id == event.id)
        .order_by(EventCompany.id)
        .limit(MOST_COMPANIES)
    ).all()
    met = [row.EventCompany for row in rows if row.known]
    leads = _leads_of(session, viewer, event, met)
    numbers = sorted({lead.id for lead in leads.values()})
    outcomes = {
        number: one for tell in _became for number, one in tell(session, viewer, numbers).items()
    }
    return Results(
        lines=[_line(one, leads.get(one.id), outcomes) for one in met],
        hidden=len(rows) - len(met),
        funnel=funnel_of(len(met), numbers, outcomes.values()),
    )


def _line(met: EventCompany, lead: Any, outcomes: dict[int, Outcome]) -> MetLine:
    return MetLine(
        id=met.id,
        company_id=met.company_id,
        company_name=met.company_name,
        person=met.person,
        note=met.note,
        lead_id=lead.id if lead else None,
        lead=lead.state.label if lead else "",
        outcome=outcomes.get(lead.id) if lead else None,
    )


def _leads_of(
    session: Session, viewer: Viewer, event: Event, met: Sequence[EventCompany]
) -> dict[int, Any]:
    """The lead of each: the one logged from here, or one about the same company since."""
    if not met:
        return {}
    linked = [one.lead_id for one in met if one.lead_id]
    companies = [one.company_id for one in met if one.company_id]
    since = Lead.reported_on >= event.starts_on
    wanted = (
        visible_to(viewer)
        .with_only_columns(
            Lead.id, Lead.company_id, Lead.company_name, Lead.state, Lead.reported_on
        )
        .where(
            known_to(viewer),
            or_(
                Lead.id.in_(linked),
                since & Lead.company_id.in_(companies),
                since & Lead.company_name.in_([one.company_name for one in met]),
            ),
        )
        .order_by(Lead.reported_on, Lead.id)
    )
    rows = session.execute(wanted).all()
    return {one.id: lead for one in met if (lead := _fitting(one, rows)) is not None}


def _fitting(met: EventCompany, rows: Sequence[Any]) -> Any:
    if met.lead_id:
        return next((row for row in rows if row.id == met.lead_id), None)
    return next(
        (
            row
            for row in rows
            if (met.company_id and row.company_id == met.company_id)
            or row.company_name == met.company_name
        ),
        None,
    )
