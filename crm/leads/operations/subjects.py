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
from crm.leads.models import Activity
from crm.leads.operations.activities import follow_up, log_activity
from crm.leads.operations.todos import About, add_todo
from crm.leads.queries import get_to_edit
from crm.leads.queries.subjects import NO_COMPANY
from crm.leads.rules import ActivityValues, TodoValues


@dataclass(frozen=True)
class Door:
    """How something is logged for a kind of record.

    `fetch` gives the record to those who may log for it (`lock=True` holds it), and raises
    NotFound or Forbidden for the others; `name` is how those call it; `log` writes.
    """

    fetch: Callable[..., Any]
    name: Callable[[Any], str]
    log: Callable[..., Activity]


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


logs("lead", Door(get_to_edit, lambda lead: lead.company_name, follow_up))
logs("company", Door(get_company, lambda company: company.name, _for_company))
