"""The administrator's terms of protection: a new version, in force from a day on."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Refused
from crm.leads.models import Lead, ProtectionVersion
from crm.leads.queries.terms import protection_of
from crm.leads.rules import LeadState, ProtectionTerms, terms_fault


def set_terms(
    session: Session,
    actor: Viewer,
    terms: ProtectionTerms,
    effective_from: date,
    reason: str,
    on: date,
) -> ProtectionVersion:
    """Terms for what is granted from a day on; the newest version may be corrected on its day.

    What was granted before keeps its terms.
    """
    fault = terms_fault(terms)
    if fault:
        raise Refused(fault[1], fault[0])
    newest = session.scalars(
        select(ProtectionVersion).order_by(ProtectionVersion.effective_from.desc())
    ).first()
    _check_day(effective_from, newest, on)
    again = newest is not None and newest.effective_from == effective_from
    row = newest if again else ProtectionVersion(effective_from=effective_from)
    row.protection_days, row.follow_up_days = terms.protection_days, terms.follow_up_days
    row.warning_days, row.reason = terms.warning_days, reason
    session.add(row)
    changes = changes_of(row)
    session.flush()
    _apply(session, effective_from)
    record(
        session,
        actor,
        "updated" if again else "created",
        kind="parameter",
        subject_id=row.id,
        title=f"线索保护期（自 {effective_from:%Y-%m-%d} 起）",
        changes=changes,
    )
    return row


def _check_day(effective_from: date, newest: ProtectionVersion | None, on: date) -> None:
    if effective_from < on:
        raise Refused("施行日期不能早于今天：已经给出的保护不追溯更改。", "effective_from")
    if newest is not None and effective_from < newest.effective_from:
        day = newest.effective_from.isoformat()
        raise Refused(f"施行日期不能早于现有的最新版（{day}）。", "effective_from")


def _apply(session: Session, since: date) -> None:
    """Leads whose protection has begun since that day fall by the new terms.

    Neither their version nor the day of their last change: nobody has edited them.
    """
    wanted = select(Lead).where(Lead.state == LeadState.OPEN, Lead.protected_from >= since)
    for lead in session.scalars(wanted).all():
        session.execute(
            update(Lead)
            .where(Lead.id == lead.id)
            .values(falls_on=protection_of(session, lead).falls_on, updated_at=Lead.updated_at)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
