"""Reads of the scheduler."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.scheduler.models import JobRun


def last_runs(session: Session, most: int = 60) -> list[JobRun]:
    """The latest runs of all jobs, newest first."""
    return list(session.scalars(select(JobRun).order_by(JobRun.id.desc()).limit(most)))
