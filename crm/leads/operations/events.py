"""Entering delegations and promotion events, and the companies met there."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.companies import queries as companies
from crm.core.errors import Refused
from crm.leads.models import Event, EventCompany, Lead
from crm.leads.queries.events import MOST_COMPANIES
from crm.leads.queries.rows import title_for_all
from crm.leads.rules.events import EventValues, MetValues, event_fault

COLUMNS = (
    "name", "kind", "starts_on", "ends_on", "place", "organiser", "people", "note", "cancelled",
)  # fmt: skip


def create_event(session: Session, actor: Viewer, values: EventValues) -> Event:
    """An event of the actor's unit."""
    event = Event(owner_id=actor.id, unit_id=actor.unit_id)
    _fill(event, values)
    session.add(event)
    changes = changes_of(event)
    session.flush()
    _note(session, actor, "created", event, changes)
    return event


def update_event(
    session: Session, actor: Viewer, event: Event, values: EventValues, version: int | None
) -> Event:
    """Change an event. Conflict when somebody has saved since `version` was shown."""
    event.must_be(version)
    _fill(event, values)
    changes = changes_of(event)
    session.flush()
    if changes:
        _note(session, actor, "updated", event, changes)
    return event


def _fill(event: Event, values: EventValues) -> None:
    fault = event_fault(values)
    if fault:
        raise Refused(fault[1], fault[0])
    for name in COLUMNS:
        setattr(event, name, getattr(values, name))


def add_met(session: Session, actor: Viewer, event: Event, values: MetValues) -> EventCompany:
    """A company that was met. A confidential one does not stand on such a list."""
    name, company_id = values.company_name.strip(), values.company_id
    if company_id is None:
        company_id = companies.same_name(session, actor, name)
    if company_id is not None:
        company = companies.get_for(session, actor, company_id)
        if company.confidential:
            raise Refused("涉密企业不列入活动名单，请另行登记涉密线索。", "company_name")
        name = company.name
    of_event = EventCompany.event_id == event.id
    if session.scalar(select(func.count(EventCompany.id)).where(of_event)) >= MOST_COMPANIES:
        raise Refused(f"一次活动最多登记 {MOST_COMPANIES} 家企业。", "company_name")
    same = select(EventCompany.id).where(of_event, EventCompany.company_name == name)
    if session.scalar(same) is not None:
        raise Refused("这家企业已经在名单上。", "company_name")
    met = EventCompany(
        event_id=event.id,
        company_id=company_id,
        company_name=name,
        person=values.person,
        note=values.note,
    )
    session.add(met)
    session.flush()
    _note(session, actor, "updated", event, {"见面企业": [None, name]})
    return met


def remove_met(session: Session, actor: Viewer, event: Event, met: EventCompany) -> None:
    """Take a company off the list that was entered by mistake."""
    if met.lead_id is not None:
        raise Refused("已经从这里登记了线索，不能移除。")
    _note(session, actor, "updated", event, {"见面企业": [met.company_name, None]})
    session.delete(met)
    session.flush()


def link_met(session: Session, met: EventCompany, lead: Lead) -> None:
    """Remember that the lead was logged from here."""
    met.lead_id = lead.id
    met.company_id = met.company_id or lead.company_id
    session.flush()


def tie_met(
    session: Session, actor: Viewer, event: Event, met: EventCompany, lead: Lead | None
) -> None:
    """Say which lead a company met belongs to: one that was there already, another, or none."""
    before = session.get(Lead, met.lead_id) if met.lead_id is not None else None
    if before is lead:
        return
    met.lead_id = lead.id if lead else None
    session.flush()
    words = [title_for_all(one) if one else None for one in (before, lead)]
    _note(session, actor, "updated", event, {f"{met.company_name}的线索": words})


def _note(
    session: Session, actor: Viewer, action: str, event: Event, changes: dict[str, Any]
) -> None:
    record(
        session, actor, action, kind="event", subject_id=event.id, title=event.name,
        changes=changes,
    )  # fmt: skip
