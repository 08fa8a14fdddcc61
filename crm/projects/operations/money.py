"""Writes of foreign capital paid in and of capacities."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import require
from crm.accounts.rules import Viewer
from crm.attachments.operations import Received
from crm.audit.operations import changes_of
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount
from crm.projects.models import PaidIn, Project, ProjectCapacity
from crm.projects.operations.decisions import attach_proofs, move
from crm.projects.operations.messages import tell_managers, tell_reporter
from crm.projects.operations.notes import note, refuse, told
from crm.projects.queries.access import NOT_YOURS_TO_REVOKE, may_revoke
from crm.projects.rules import MilestoneState
from crm.projects.rules.money import (
    CapacityValues,
    PaidInValues,
    capacity_fault,
    paid_in_fault,
)
from crm.projects.rules.states import LIVE, reporting_fault

KIND, WHAT, TAB = "paid_in", "到账外资", "money"


def report_paid_in(
    session: Session,
    actor: Viewer,
    project: Project,
    values: PaidInValues,
    files: Sequence[Received],
    *,
    today: date,
) -> PaidIn:
    """Report foreign capital that came in; `files` have been received and checked before."""
    if sentence := reporting_fault(project.state):
        raise Refused(sentence)
    wanted = select(PaidIn.month, PaidIn.cents).where(
        PaidIn.project_id == project.id, PaidIn.state.in_(LIVE)
    )
    standing = {(row.month, row.cents) for row in session.execute(wanted)}
    refuse(paid_in_fault(values, standing, len(files), today))
    paid = PaidIn(
        project_id=project.id,
        month=values.month.replace(day=1),
        cents=values.cents,
        note=values.note,
        reported_by_id=actor.id,
        reported_at=now(),
    )
    session.add(paid)
    session.flush()
    attach_proofs(session, actor, project, KIND, paid, WHAT, files)
    details = told(附件="、".join(file.name for file in files), 说明=values.note)
    _settle(session, project)
    note(session, actor, "reported", project, _named(paid) | details)
    tell_managers(session, actor, project, WHAT, TAB)
    return paid


def verify_paid_in(session: Session, actor: Viewer, project: Project, paid: PaidIn) -> None:
    """Find a reported amount right: from now on it counts."""
    move(paid, MilestoneState.VERIFIED, actor, "")
    _decided(session, actor, project, paid, "verified")


def return_paid_in(
    session: Session, actor: Viewer, project: Project, paid: PaidIn, reason: str
) -> None:
    """Return a reported amount to whoever reported it, who may report it anew."""
    move(paid, MilestoneState.RETURNED, actor, reason)
    _decided(session, actor, project, paid, "returned")


def revoke_paid_in(
    session: Session, actor: Viewer, project: Project, paid: PaidIn, reason: str
) -> None:
    """Take a wrong amount out of the count; it stays in the history."""
    require(may_revoke(actor, project, paid), NOT_YOURS_TO_REVOKE)
    move(paid, MilestoneState.REVOKED, actor, reason)
    _decided(session, actor, project, paid, "revoked")


def keep_capacity(
    session: Session, actor: Viewer, project: Project, values: CapacityValues
) -> None:
    """Keep what a project will produce of a product, or take it away."""
    refuse(capacity_fault(values))
    wanted = select(ProjectCapacity).where(
        ProjectCapacity.project_id == project.id, ProjectCapacity.product == values.product
    )
    own = session.scalars(wanted).one_or_none()
    before = f"{own.value.normalize():f} {own.unit}" if own else None
    if values.value is None:
        if own is None:
            return
        session.delete(own)
    else:
        if own is None:
            own = ProjectCapacity(project_id=project.id, product=values.product)
            session.add(own)
        own.value, own.unit, own.note = values.value, values.unit, values.note
        if not changes_of(own):
            return
    after = None if values.value is None else f"{values.value.normalize():f} {values.unit}"
    _settle(session, project)
    note(session, actor, "updated", project, {f"产能：{values.product}": [before, after]})


def _decided(session: Session, actor: Viewer, project: Project, paid: PaidIn, action: str) -> None:
    _settle(session, project)
    own = "本人填报" if action == "verified" and paid.reported_by_id == actor.id else ""
    details = told(原因=paid.decision_reason, 备注=own)
    note(session, actor, action, project, _named(paid) | details)
    tell_reporter(session, actor, project, paid, WHAT, TAB)


def _settle(session: Session, project: Project) -> None:
    project.updated_at = now()
    session.flush()


def _named(paid: PaidIn) -> Changes:
    amount = format_amount(paid.cents, AmountUnit.WAN_USD)
    return {
        "节点": [None, WHAT], "月份": [None, f"{paid.month:%Y-%m}"], "金额": [None, amount],
    }  # fmt: skip
