"""Weeks and months as the calendar shows them. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.lib.ical import DayEntry
from crm.lib.labelled import Labelled
from crm.lib.periods import Period, add_months, month_end

WEEK = timedelta(days=7)


class View(Labelled):
    """How much is shown at once."""

    MONTH = "month", "月"
    WEEK = "week", "周"


class Kind(Labelled):
    """What an entry of the calendar is."""

    EVENT = "event", "团组活动"
    FALLS = "falls", "掉保"
    PLANNED = "planned", "计划节点"
    TODO = "todo", "待办"
    STEP = "step", "线索下一步"
    PROJECT_STEP = "project-step", "项目下一步"
    ACTIVITY = "activity", "已跟进"

    @property
    def rank(self) -> int:
        """In which order entries of one day stand."""
        return list(Kind).index(self)


@dataclass(frozen=True)
class Entry:
    """Something on a day, or on several up to `until`."""

    kind: Kind
    number: int
    day: date
    title: str
    changed: datetime
    note: str = ""
    url: str = ""
    done: bool = False
    overdue: bool = False
    until: date | None = None


@dataclass(frozen=True)
class Day:
    """A day of the calendar with what falls on it."""

    day: date
    inside: bool
    entries: list[Entry]


def span_of(view: View, day: date) -> Period:
    """The days that are shown: whole weeks, Monday first, that hold the day or its month."""
    first, last = (day, day) if view is View.WEEK else (day.replace(day=1), month_end(day))
    start = first - timedelta(days=first.weekday())
    return Period(start, last + timedelta(days=6 - last.weekday()))


def neighbours(view: View, day: date) -> tuple[date, date]:
    """A day of the week or month before, and of the one after."""
    if view is View.WEEK:
        return day - WEEK, day + WEEK
    first = day.replace(day=1)
    return add_months(first, -1), add_months(first, 1)


def title_of(view: View, day: date) -> str:
    """2026年11月, or the week as 2026年11月16日—22日."""
    if view is View.MONTH:
        return f"{day.year}年{day.month}月"
    span = span_of(view, day)
    end = span.end
    tail = f"{end.day}日" if end.month == span.start.month else f"{end.month}月{end.day}日"
    return f"{span.start.year}年{span.start.month}月{span.start.day}日—{tail}"


def weeks(view: View, day: date, entries: Sequence[Entry]) -> list[list[Day]]:
    """The span week by week; an entry of several days stands on each of them."""
    span = span_of(view, day)
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        last = entry.until or entry.day
        for n in range((last - entry.day).days + 1):
            by_day.setdefault(entry.day + timedelta(days=n), []).append(entry)
    count = (span.end - span.start).days + 1
    days = [span.start + timedelta(days=n) for n in range(count)]
    shown = [
        Day(one, view is View.WEEK or one.month == day.month, by_day.get(one, [])) for one in days
    ]
    return [shown[n : n + 7] for n in range(0, count, 7)]


def fed(entry: Entry, base: str, host: str) -> DayEntry:
    """An entry as a feed carries it; its number stays the same for ever."""
    return DayEntry(
        uid=f"{entry.kind}-{entry.number}@{host}",
        day=entry.day,
        until=entry.until,
        title=f"{entry.title}（{entry.kind.label}）",
        changed=entry.changed,
        note=entry.note,
        url=f"{base}{entry.url}" if entry.url else "",
    )
