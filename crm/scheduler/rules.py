"""When a job is due, and for which period. Pure functions on local times."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm.lib.labelled import Labelled
from crm.lib.periods import first_working_day


class Rhythm(Labelled):
    """How often a job runs."""

    DAILY = "daily", "每天"
    MONTHLY = "monthly", "每月首个工作日"


@dataclass(frozen=True)
class Hour:
    """The rhythm of a job and the local time from which it is due."""

    rhythm: Rhythm
    at: time

    @property
    def label(self) -> str:
        """每天 02:30."""
        return f"{self.rhythm.label} {self.at:%H:%M}"


def due_period(hour: Hour, local: datetime) -> str | None:
    """The period for which a job is due at a local time; None before its hour.

    A daily job's period is its day, a monthly one's its month. The period stays due until the
    next one begins, so that whatever was missed while the system was off is made up for, once.
    """
    day = local.date()
    if hour.rhythm is Rhythm.DAILY:
        return day.isoformat() if local.time() >= hour.at else None
    begins = datetime.combine(first_working_day(day.year, day.month), hour.at)
    return f"{day:%Y-%m}" if local.replace(tzinfo=None) >= begins else None


LEASE = timedelta(minutes=15)
RETRY_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 5


def next_due(hour: Hour, local: datetime) -> datetime:
    """When the job is due next after a local time, as a local time without zone."""
    day, moment = local.date(), local.replace(tzinfo=None)
    if hour.rhythm is Rhythm.DAILY:
        today = datetime.combine(day, hour.at)
        return today if today > moment else today + timedelta(days=1)
    this = datetime.combine(first_working_day(day.year, day.month), hour.at)
    if this > moment:
        return this
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return datetime.combine(first_working_day(following.year, following.month), hour.at)
