"""Leads, activities and to-dos."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.leads.models import Activity, Event, EventCompany, Lead, Todo
from crm.leads.rules import ActivityKind, LeadState, protection
from crm.leads.rules.events import EventKind
from tests.factories.companies import make_clearance

TODAY = date(2026, 11, 20)
_numbers = count(1)


def make_lead(session: Session, owner: User, company_name: str = "", **given) -> Lead:
    """An open lead of the owner, reported today unless `reported_on` says otherwise.

    A confidential one has the owner on its list; one in the pool has no owner.
    """
    name = company_name or f"第{next(_numbers)}号光伏有限公司"
    reported = given.get("reported_on", TODAY)
    followed = given.get("last_followed_on")
    pooled = given.get("state") is LeadState.POOL
    given = {
        "reported_on": reported,
        "falls_on": protection(reported, followed).falls_on,
        "owner_id": None if pooled else owner.id,
        "unit_id": owner.unit_id,
        "code_name": "GF 光伏" if given.get("confidential") else "",
        "amount_fen": given.get("amount_minor"),
        **given,
    }
    lead = Lead(company_name=name, **given)
    session.add(lead)
    session.flush()
    if lead.confidential:
        make_clearance(session, "lead", lead.id, owner)
    return lead


def make_activity(session: Session, lead: Lead, owner: User, **given) -> Activity:
    """A call about a lead."""
    given = {
        "kind": "lead",
        "subject_id": lead.id,
        "activity": ActivityKind.CALL,
        "happened_on": TODAY,
        "summary": "电话沟通投资计划",
        **given,
    }
    activity = Activity(owner_id=owner.id, unit_id=owner.unit_id, **given)
    session.add(activity)
    session.flush()
    return activity


def make_todo(session: Session, owner: User, text: str = "寄送资料", **given) -> Todo:
    """Something that the owner has to do."""
    given = {"kind": "user", "subject_id": owner.id, "due_on": TODAY, **given}
    todo = Todo(text=text, owner_id=owner.id, unit_id=owner.unit_id, **given)
    session.add(todo)
    session.flush()
    return todo


def make_event(session: Session, owner: User, name: str = "韩国企业代表团", **given) -> Event:
    """A delegation that the owner received today."""
    given = {"kind": EventKind.DELEGATION, "starts_on": TODAY, "ends_on": TODAY, **given}
    event = Event(name=name, owner_id=owner.id, unit_id=owner.unit_id, **given)
    session.add(event)
    session.flush()
    return event


def make_met(
    session: Session, event: Event, name: str = "首尔电子株式会社", **given
) -> EventCompany:
    """A company that was met there."""
    met = EventCompany(event_id=event.id, company_name=name, **given)
    session.add(met)
    session.flush()
    return met
