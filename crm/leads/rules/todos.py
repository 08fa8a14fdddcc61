"""To-dos that come again. Pure functions."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.lib.labelled import Labelled
from crm.lib.periods import add_months, add_working_days, months_apart


class Rhythm(Labelled):
    """How often something is to be done again."""

    DAILY = "daily", "每天"
    WORKDAYS = "workdays", "每个工作日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"


@dataclass(frozen=True)
class TodoValues:
    """What is to be done, by when, how often, and by whom; None is oneself."""

    text: str
    due_on: date
    repeats: Rhythm | None = None
    owner_id: int | None = None


def next_due(rhythm: Rhythm, since: date, due: date, done: date) -> date:
    """When it is due again, after it was due and done on those days: always after both.

    `since` is the day it was first due. Whoever was late does not have to make up for what he
    has missed; the 31st of a month becomes the last day of a shorter one, and the 31st again.
    """
    after = max(due, done)
    match rhythm:
        case Rhythm.DAILY:
            return after + timedelta(days=1)
        case Rhythm.WORKDAYS:
            return add_working_days(after, 1)
        case Rhythm.WEEKLY:
            weeks = (after - since).days // 7 + 1
            return since + timedelta(weeks=weeks)
        case Rhythm.MONTHLY:
            months = max(months_apart(since, after), 0)
            found = add_months(since, months)
            return found if found > after else add_months(since, months + 1)
