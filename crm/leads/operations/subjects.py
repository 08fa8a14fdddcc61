"""Logging for a record of any kind; higher packages say how it is done for theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received
from crm.companies.models import Company
from crm.companies.queries import get_for as get_company
from crm.core.errors import NotFound
from crm.core.journal import Changes
from crm.leads.models import Activity
from crm.leads.operations.activities import Moved, follow_up, log_activity, settle_lead
from crm.leads.operations.todos import About, add_todo
from crm.leads.queries import get_known, get_to_edit
from crm.leads.queries.subjects import NO_COMPANY
from crm.leads.rules import ActivityValues, TodoValues


@dataclass(frozen=True)
class Door:
    """How something is logged for a kind of record.

    `fetch` gives the record to those who may log for it (`lock=True` holds it), and raises
    NotFound or Forbidden for the others; `name` is how those call it; `log` writes. `known` gives
    it to all who know it by name; `settle` keeps what the record says of its activities after one
    was corrected, and gives what has changed.
    """

    fetch: Callable[..., Any]
    name: Callable[[Any], str]
    log: Callable[..., Activity]
    known: Callable[..., Any]
    settle: Callable[[Session, Viewer, Any, Moved], Changes]


_doors: dict[str, Door] = {}


def logs(kind: str, door: Door) -> None:
    """Say how it is done for a kind; called when a package loads."""
    _doors[kind] = door


def door_of(kind: str) -> Door:
    """How it is done for a kind; NotFound for what is none."""
    if kind not in _doors:
        raise NotFound
    return _doors[kind]


def log_for(
    session: Session,
    actor: Viewer,
    kind: str,
    number: int,
    values: ActivityValues,
    on: date,
    files: Sequence[Received] = (),
) -> Activity:
    """Log what the actor did for the record with that number."""
    door = door_of(kind)
    record = door.fetch(session, actor, number, lock=True)
    return door.log(session, actor, record, values, on, files)


def _for_company(
    session: Session,
    actor: Viewer,
    company: Company,
    values: ActivityValues,
    on: date,
    files: Sequence[Received] = (),
) -> Activity:
    """A company has no next step of its own: that becomes a to-do of whoever has logged it."""
    title = NO_COMPANY if company.confidential else company.name
    if values.next_step:
        step = TodoValues(values.next_step, values.next_step_on or on)
        add_todo(session, actor, step, About("company", company.id, title, company.confidential))
    return log_activity(
        session,
        actor,
        "company",
        company.id,
        values,
        on=on,
        title=title,
        confidential=company.confidential,
        files=files,
    )


def _nothing_kept(_session: Session, _actor: Viewer, _company: Company, _moved: Moved) -> Changes:
    return {}


_LEADS = Door(get_to_edit, lambda lead: lead.company_name, follow_up, get_known, settle_lead)
_COMPANIES = Door(
    get_company, lambda company: company.name, _for_company, get_company, _nothing_kept
)
logs("lead", _LEADS)
logs("company", _COMPANIES)
