"""Logging what was done: for leads, projects and companies alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received, attach
from crm.audit.operations import changes_of, record
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.leads.models import Activity, Lead
from crm.leads.operations.todos import step_of, todos_follow
from crm.leads.queries.access import may_manage
from crm.leads.queries.activities import latest_beside
from crm.leads.queries.rows import title_for_all
from crm.leads.queries.terms import granted
from crm.leads.rules import ActivityValues, LeadState, last_day, revives

COLUMNS = ("activity", "happened_on", "summary", "people", "place")
FALLS = "掉保日期"
NOT_OPEN = "线索现在是“{}”，不能再登记跟进。"
LAPSED = "这条线索的首报保护已于 {} 期满，这样改会使它重新受保护。请由线索所在单位的负责人处理。"


@dataclass(frozen=True)
class Moved:
    """An activity whose day has changed from `was` to `now`; None where it does not count."""

    activity: Activity
    was: date | None
    now: date | None
    on: date

    def rest(self, session: Session) -> date | None:
        """The last day of what else was done for the record."""
        return latest_beside(session, self.activity)


def log_activity(
    session: Session,
    actor: Viewer,
    kind: str,
    subject_id: int,
    values: ActivityValues,
    *,
    on: date,
    title: str,
    confidential: bool = False,
    changes: dict[str, list[str | None]] | None = None,
    files: Sequence[Received] = (),
) -> Activity:
    """What the actor did for a record ("lead", "project", "company") that he may change.

    `title` names the record in the log (the code name of a confidential one); `changes` are
    those of the record itself that go with it. `files` have been received before.
    """
    check(values, on)
    activity = Activity(kind=kind, subject_id=subject_id, owner_id=actor.id, unit_id=actor.unit_id)
    for name in COLUMNS:
        setattr(activity, name, getattr(values, name))
    session.add(activity)
    noted = changes_of(activity)
    session.flush()
    record(
        session,
        actor,
        "followed",
        kind=kind,
        subject_id=subject_id,
        title=title,
        changes=noted | (changes or {}),
        confidential=confidential,
    )
    for file in files:
        attach(
            session, actor, "activity", activity.id, file, title=title, confidential=confidential
        )
    return activity


def check(values: ActivityValues, on: date) -> None:
    """Refuse what cannot have been done."""
    if values.happened_on > on:
        raise Refused("跟进日期不能晚于今天；将来的安排请填在下一步。", "happened_on")
    if values.next_step_on and not values.next_step:
        raise Refused("填写了日期，请同时填写下一步做什么。", "next_step")


def follow_up(
    session: Session,
    actor: Viewer,
    lead: Lead,
    values: ActivityValues,
    on: date,
    files: Sequence[Received] = (),
) -> Activity:
    """Log what was done about a lead: that keeps it protected; a next step replaces the old one."""
    if lead.state is not LeadState.OPEN:
        raise Refused(NOT_OPEN.format(lead.state.label))
    was = step_of(lead)
    keep_up(session, lead, values, on)
    changes = changes_of(lead)
    todos_follow(session, actor, "lead", lead, was, on=on, done=True)
    return log_activity(
        session,
        actor,
        "lead",
        lead.id,
        values,
        on=on,
        title=title_for_all(lead),
        confidential=lead.confidential,
        changes=changes,
        files=files,
    )


def keep_up(session: Session, lead: Lead, values: ActivityValues, on: date) -> None:
    """Let the lead say what follows from what was done."""
    if values.happened_on <= on:
        followed = max(lead.last_followed_on or values.happened_on, values.happened_on)
        lead.last_followed_on = followed
        lead.falls_on = granted(session, lead.protected_from, followed).falls_on
    step_on(lead, values)


def step_on(record: Any, values: ActivityValues) -> None:
    """A next step replaces the old one; one that was due is what has just been done."""
    if values.next_step:
        record.next_step, record.next_step_on = values.next_step, values.next_step_on
    elif record.next_step_on and record.next_step_on <= values.happened_on:
        record.next_step, record.next_step_on = "", None
    record.updated_at = now()


def settle_lead(session: Session, actor: Viewer, lead: Lead, moved: Moved) -> Changes:
    """Keep the lead's last follow-up and the day on which it falls, after an activity was moved.

    The deadline moves both ways. One that is over already comes back through a manager of the
    lead's unit only, and the log says so; a lead in the pool is claimed anew whatever was done.
    """
    last = last_day(lead.last_followed_on, moved.was, moved.rest(session), moved.now)
    if last == lead.last_followed_on:
        return {}
    lead.last_followed_on = last
    changes = changes_of(lead)
    if lead.state is LeadState.OPEN:
        then = granted(session, lead.protected_from, last).falls_on
        if revives(lead.falls_on, then, moved.on) and not may_manage(actor, lead):
            raise Refused(LAPSED.format(lead.falls_on), "happened_on")
        if then != lead.falls_on:
            changes[FALLS] = [lead.falls_on.isoformat(), then.isoformat()]
        lead.falls_on = then
    session.flush()
    return changes
