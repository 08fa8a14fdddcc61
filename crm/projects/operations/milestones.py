"""The only writes of milestones: reported, verified, returned, revoked, planned.

Each ends in `_settle`, which derives the project's stage anew.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm.accounts.queries import require
from crm.accounts.rules import Viewer
from crm.attachments.operations import Received
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.plans.queries import definition_for
from crm.plans.rules import Stage
from crm.projects.models import Milestone, PlannedDate, Project
from crm.projects.operations.amounts import in_fen
from crm.projects.operations.decisions import attach_proofs, move
from crm.projects.operations.messages import tell_managers, tell_reporter
from crm.projects.operations.notes import note, refuse, told
from crm.projects.operations.registration import settle_company
from crm.projects.queries.access import (
    NOT_YOURS_TO_REVOKE,
    may_manage,
    may_revoke,
)
from crm.projects.rules import MilestoneState
from crm.projects.rules.counting import counted_amount
from crm.projects.rules.evidence import FIELDS, Evidence, checked, missing, requirement
from crm.projects.rules.order import (
    Fact,
    Fault,
    future_fault,
    order_fault,
    stage_of,
    twice_fault,
    verification_fault,
)
from crm.projects.rules.states import reporting_fault
from crm.projects.rules.values import MilestoneValues

KIND = "milestone"
_FACTS = select(Milestone.stage, Milestone.occurred_on, Milestone.state).where(
    Milestone.project_id == bindparam("of")
)


def report(
    session: Session,
    actor: Viewer,
    project: Project,
    values: MilestoneValues,
    files: Sequence[Received] = (),
    *,
    today: date,
) -> Milestone:
    """Report that a milestone was reached; `files` have been received and checked before.

    Refused when the day lies ahead or out of order, when the definition in force on that day
    asks for evidence that is not there, or when the milestone stands already.
    """
    if sentence := reporting_fault(project.state):
        raise Refused(sentence)
    facts = facts_of(session, project)
    refuse(future_fault(values.stage, values.occurred_on, today))
    refuse(twice_fault(facts, values.stage))
    order = order_fault(facts, values.stage, values.occurred_on, project.kind)
    excused = _excused(actor, project, values, order)
    evidence = _proven(session, values, len(files))
    milestone = Milestone(
        project_id=project.id,
        stage=values.stage,
        occurred_on=values.occurred_on,
        amount_fen=_amount(session, project, values),
        **{name: getattr(evidence, name) for name in FIELDS},
        note=values.note,
        exception_reason=values.exception_reason if excused else "",
        reported_by_id=actor.id,
        reported_at=now(),
    )
    session.add(milestone)
    session.flush()
    attach_proofs(session, actor, project, KIND, milestone, milestone.stage.label, files)
    _settle(session, project, milestone)
    details = told(
        附件="、".join(file.name for file in files),
        说明=values.note,
        例外理由=milestone.exception_reason,
    )
    note(session, actor, "reported", project, _named(milestone) | details)
    tell_managers(session, actor, project, milestone.stage.label)
    return milestone


def verify(session: Session, actor: Viewer, project: Project, milestone: Milestone) -> None:
    """Find a reported milestone right: from now on it counts.

    A verified 注册 makes its company one of the companies here.
    """
    move(milestone, MilestoneState.VERIFIED, actor, "")
    if not milestone.exception_reason:
        refuse(verification_fault(facts_of(session, project), milestone.stage, project.kind))
    if milestone.stage is Stage.REGISTERED:
        settle_company(session, actor, project, milestone)
    _settle(session, project, milestone)
    own = "本人填报" if milestone.reported_by_id == actor.id else ""
    note(session, actor, "verified", project, _named(milestone) | told(备注=own))
    tell_reporter(session, actor, project, milestone, milestone.stage.label)


def send_back(
    session: Session, actor: Viewer, project: Project, milestone: Milestone, reason: str
) -> None:
    """Return a reported milestone to whoever reported it, who may report it anew."""
    move(milestone, MilestoneState.RETURNED, actor, reason)
    _settle(session, project, milestone)
    note(session, actor, "returned", project, _named(milestone) | told(原因=reason))
    tell_reporter(session, actor, project, milestone, milestone.stage.label)


def revoke(
    session: Session, actor: Viewer, project: Project, milestone: Milestone, reason: str
) -> None:
    """Take a wrong milestone out of the count; it stays in the history.

    A manager revokes any; whoever reported one takes it back as long as it is not verified.
    """
    require(may_revoke(actor, project, milestone), NOT_YOURS_TO_REVOKE)
    move(milestone, MilestoneState.REVOKED, actor, reason)
    _settle(session, project, milestone)
    note(session, actor, "revoked", project, _named(milestone) | told(原因=reason))
    tell_reporter(session, actor, project, milestone, milestone.stage.label)


def set_start(session: Session, project: Project, on: date, today: date) -> Changes:
    """Correct the day on which talks began; gives what changed. Refused when out of order."""
    wanted = select(Milestone).where(
        Milestone.project_id == project.id,
        Milestone.stage == Stage.NEGOTIATING,
        Milestone.state == MilestoneState.VERIFIED,
    )
    start = session.scalars(wanted).first()
    if start is None or start.occurred_on == on:
        return {}
    if on > today:
        raise Refused("开始洽谈的日期还没有到，请填实际开始的日期。", "started_on")
    if fault := order_fault(facts_of(session, project), Stage.NEGOTIATING, on):
        raise Refused(fault.sentence, "started_on")
    before, start.occurred_on = start.occurred_on, on
    _settle(session, project, start)
    return {"在谈日期": [_iso(before), _iso(on)]}


def plan_dates(
    session: Session, actor: Viewer, project: Project, days: Mapping[Stage, date | None]
) -> None:
    """Keep when milestones are planned; None takes a day away. Not named: as it was."""
    kept = {
        row.stage: row
        for row in session.scalars(select(PlannedDate).where(PlannedDate.project_id == project.id))
    }
    changes: Changes = {}
    for stage, day in days.items():
        row = kept.get(stage)
        before = row.planned_on if row else None
        if day == before:
            continue
        changes[f"计划{stage.label}"] = [_iso(before), _iso(day)]
        if day is None:
            session.delete(row)
        elif row is None:
            session.add(PlannedDate(project_id=project.id, stage=stage, planned_on=day))
        else:
            row.planned_on = day
    session.flush()
    if changes:
        note(session, actor, "updated", project, changes)


def facts_of(session: Session, project: Project) -> list[Fact]:
    """The project's milestones as the rules take them."""
    return [Fact(*row) for row in session.execute(_FACTS, {"of": project.id})]


def _settle(session: Session, project: Project, milestone: Milestone) -> None:
    session.flush()
    project.stage = stage_of(facts_of(session, project))
    if milestone.state is MilestoneState.REPORTED:
        project.last_moved_on = max(project.last_moved_on, milestone.occurred_on)
    project.updated_at = now()
    session.flush()


def _excused(actor: Viewer, project: Project, values: MilestoneValues, fault: Fault | None) -> bool:
    """Whether a manager lets an order pass that the rules refuse, and says why."""
    if fault is None:
        return False
    if not fault.excusable or not may_manage(actor, project):
        raise Refused(fault.sentence, fault.field)
    if not values.exception_reason:
        raise Refused(f"{fault.sentence}要作为例外填报，请写明理由。", "exception_reason")
    return True


def _proven(session: Session, values: MilestoneValues, files: int) -> Evidence:
    """The evidence in its normal form; Refused when the definition of that day asks for more."""
    evidence, fault = checked(values.evidence)
    refuse(fault)
    definition = definition_for(session, values.occurred_on)
    asked = requirement(definition.milestones, values.stage)
    refuse(next(iter(missing(asked, evidence, files)), None))
    return evidence


def _amount(session: Session, project: Project, values: MilestoneValues) -> int | None:
    total = in_fen(session, project.investment_minor, project.currency, values.occurred_on)
    return counted_amount(project.kind, total, values.increment_fen)


def _named(milestone: Milestone) -> Changes:
    return {
        "节点": [None, milestone.stage.label],
        "日期": [None, milestone.occurred_on.isoformat()],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
