"""Delegations received and promotion events of the made-up office, and the companies met there."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from crm.exchange.demo.market import Firm
from crm.exchange.demo.office import Office
from crm.exchange.demo.people import Worker, person_name
from crm.exchange.demo.rows import instant
from crm.exchange.demo.words import DELEGATIONS, EVENT_PLACES, MET, POSITIONS, PROMOTIONS
from crm.leads.models import Event, EventCompany, Lead
from crm.leads.rules.events import EventKind

LEADS_EACH = 3
EACH = 1 / 20  # events for each lead of the pipeline
AHEAD = (3, 12, 25)  # days until what is being prepared


def fill_events(office: Office, market: Iterator[Firm], scale: int) -> None:
    """Some leads were brought home from an event; the next ones are being prepared."""
    count = max(len(office.workers), round(scale * EACH))
    groups = _together(office, LEADS_EACH * count)[:count]
    made = [_past(office, leads) for leads in groups]
    numbers = office.put(Event, made)
    met = []
    for number, leads in zip(numbers, groups, strict=True):
        met += [_met(office, number, row.company_name, row) for row in leads]
        met += [_met(office, number, next(market).name) for _ in range(office.random.randrange(4))]
    office.put(EventCompany, met)
    office.put(Event, [_event(office, worker, office.today + timedelta(days=days))
                       for worker in office.workers[::2] for days in AHEAD])  # fmt: skip


def _together(office: Office, most: int) -> list[Sequence[Row[Any]]]:
    """Leads of one unit, reported one after another: a few at a time."""
    wanted = (
        select(Lead.id, Lead.company_name, Lead.company_id, Lead.unit_id, Lead.reported_on)
        .where(
            Lead.confidential.is_(False),
            # Not those of the seeds, which lie with the zone itself.
            Lead.unit_id.in_({one.unit_id for one in office.workers}),
        )
        .order_by(Lead.id)
    )
    every = office.session.execute(wanted).all()
    some = office.random.sample(every, min(most, len(every)))
    rows = sorted(some, key=lambda row: (row.unit_id, row.reported_on, row.id))
    found: list[Sequence[Row[Any]]] = []
    for _unit, own in groupby(rows, key=lambda row: row.unit_id):
        leads = list(own)
        found += [leads[start : start + LEADS_EACH] for start in range(0, len(leads), LEADS_EACH)]
    return found


def _past(office: Office, leads: Sequence[Row[Any]]) -> dict[str, Any]:
    """The event from which the leads came: it was before the first of them."""
    workers = [one for one in office.workers if one.unit_id == leads[0].unit_id]
    worker = office.random.choice(workers)
    return _event(office, worker, leads[0].reported_on - timedelta(days=2))


def _event(office: Office, worker: Worker, on: date) -> dict[str, Any]:
    random = office.random
    kind = random.choice(list(EventKind))
    names = DELEGATIONS if kind is EventKind.DELEGATION else PROMOTIONS
    name, organiser = random.choice(names)
    return {
        "name": f"{on.month}月{name}",
        "kind": kind,
        "starts_on": on,
        "ends_on": on + timedelta(days=random.choice((0, 0, 1, 2))),
        "place": random.choice(EVENT_PLACES),
        "organiser": organiser,
        "people": "分管领导、招商局、自然资源局",
        "note": "介绍园区产业和载体情况，逐家对接。" if on <= office.today else "议程和名单待定。",
        "owner_id": worker.user_id,
        "unit_id": worker.unit_id,
        "created_at": instant(min(on, office.today)),
        "updated_at": instant(min(on, office.today)),
        "version": 1,
    }


def _met(office: Office, event: int, name: str, lead: Row[Any] | None = None) -> dict[str, Any]:
    random = office.random
    return {
        "event_id": event,
        "company_id": lead.company_id if lead else None,
        "company_name": name,
        "person": f"{person_name(random)} {random.choice(POSITIONS)}",
        "note": random.choice(MET),
        "lead_id": lead.id if lead else None,
    }
