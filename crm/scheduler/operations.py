"""Claiming and finishing a job's run. The database decides who runs it."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.core.db import now
from crm.core.journal import record
from crm.scheduler.models import JobRun
from crm.scheduler.rules import LEASE, MOST_ATTEMPTS, RETRY_AFTER


def database_now(session: Session) -> datetime:
    """The database's time, which all hosts share. An SQLite database has one host: ours."""
    if session.get_bind().dialect.name == "sqlite":
        return now()
    return session.scalar(select(func.clock_timestamp()))


def claim(session: Session, job: str, period: str, worker: str) -> bool:
    """Take a job's run for a period; exactly one of those who try at once gets it.

    A run whose lease has ended was lost with its process, or failed and may be tried again.
    """
    at = database_now(session)
    taken = {"claimed_by": worker, "claimed_at": at, "lease_until": at + LEASE}
    row = {"job": job, "period": period, "attempts": 1, "outcome": "", **taken}
    if session.scalar(_insert(session, row)) is not None:
        return True
    again = (
        update(JobRun)
        .where(
            JobRun.job == job,
            JobRun.period == period,
            JobRun.finished_at.is_(None),
            JobRun.lease_until < at,
            JobRun.attempts < MOST_ATTEMPTS,
        )
        .values(**taken, attempts=JobRun.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return session.execute(again).rowcount == 1


def _insert(session: Session, row: dict[str, Any]) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return (
        dialect.insert(JobRun)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["job", "period"])
        .returning(JobRun.id)
    )


def finish(
    session: Session, job: str, period: str, worker: str, outcome: str, label: str = ""
) -> None:
    """Note that the run is done; only by the worker that holds it."""
    _settle(session, (job, period, worker), finished_at=database_now(session), outcome=outcome)
    record(session, None, "ran", kind="job", subject_id=None, title=f"{label or job} {period}")


def fail(session: Session, job: str, period: str, worker: str, fault: str) -> None:
    """Note that the run failed; it may be claimed again after a while."""
    retry = database_now(session) + RETRY_AFTER
    _settle(session, (job, period, worker), lease_until=retry, outcome=fault)


def again(session: Session, job: str, period: str) -> None:
    """Let a period's run be claimed once more, at an administrator's word."""
    session.execute(
        update(JobRun)
        .where(JobRun.job == job, JobRun.period == period)
        .where(or_(JobRun.finished_at.is_not(None), JobRun.lease_until < database_now(session)))
        .values(finished_at=None, attempts=0, lease_until=database_now(session) - RETRY_AFTER)
        .execution_options(synchronize_session=False)
    )


def _settle(session: Session, run: tuple[str, str, str], **values: Any) -> None:
    job, period, worker = run
    values["outcome"] = values["outcome"][:500]
    session.execute(
        update(JobRun)
        .where(JobRun.job == job, JobRun.period == period, JobRun.claimed_by == worker)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
