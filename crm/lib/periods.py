"""Days, months and spans of time as the office counts them.

Business dates are plain dates. Nothing here but `today` reads the clock.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = "Asia/Shanghai"
_QUARTERS = ("一", "二", "三", "四")


@dataclass(frozen=True, order=True)
class Period:
    """A span of days; both ends belong to it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends before it starts: {self.start} > {self.end}")

    @classmethod
    def year(cls, year: int) -> Self:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def years(cls, first: int, last: int) -> Self:
        """From 1 January of the first year to 31 December of the last."""
        return cls(date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """The calendar month."""
        return cls(date(year, month, 1), month_end(date(year, month, 1)))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        """The calendar quarter, 1 to 4."""
        first = date(year, 3 * quarter - 2, 1)
        return cls(first, month_end(add_months(first, 2)))

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period, its two ends included."""
        return self.start <= day <= self.end

    def months(self) -> list[date]:
        """The first day of every month that the period touches."""
        first = self.start.replace(day=1)
        return [add_months(first, n) for n in range(months_apart(first, self.end) + 1)]

    def until(self, day: date) -> Self:
        """The part up to and including the day (the first day alone when it lies before)."""
        return type(self)(self.start, min(max(day, self.start), self.end))

    @property
    def label(self) -> str:
        """As documents write it: 2023年, 2021—2025年, 2023年一季度, 2023年1—9月, …"""
        start, end = self.start, self.end
        if start.day != 1 or end != month_end(end):
            return zh_date(start) if start == end else f"{zh_date(start)}至{zh_date(end)}"
        if (start.month, end.month) == (1, 12):
            years = str(start.year) if start.year == end.year else f"{start.year}—{end.year}"
            return f"{years}年"
        if start.year != end.year:
            return f"{start.year}年{start.month}月至{end.year}年{end.month}月"
        if start.month == end.month:
            return f"{start.year}年{start.month}月"
        if start.month % 3 == 1 and end.month == start.month + 2:
            return f"{start.year}年{_QUARTERS[start.month // 3]}季度"
        return f"{start.year}年{start.month}—{end.month}月"


def business_date(instant: datetime, zone: str = ZONE) -> date:
    """The local day on which an instant falls; an instant without a zone is taken as UTC."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).date()


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day some months on; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_apart(earlier: date, later: date) -> int:
    """Calendar months between the months of two days, whatever their days are."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@lru_cache(maxsize=1024)
def time_progress(period: Period, on: date) -> Fraction:
    """序时进度 at the end of the day `on`: 0 before the period, 1 from its last day.

    Linear by months as bulletins compute it: every whole month weighs the same, the days of a
    month share its weight. A month of which the period holds only a part weighs that part.
    """
    if on < period.start:
        return Fraction(0)
    if on >= period.end:
        return Fraction(1)
    return _months_in(Period(period.start, on)) / _months_in(period)


def _months_in(period: Period) -> Fraction:
    """The length of a period in months, a part of a month by its days."""
    first_length = month_end(period.start).day
    last_length = month_end(period.end).day
    whole = months_apart(period.start, period.end)
    return (
        whole + Fraction(period.end.day, last_length) - Fraction(period.start.day - 1, first_length)
    )


def remaining_months(period: Period, on: date) -> list[date]:
    """The first days of the months that are not over at the end of the day `on`.

    The month of `on` counts unless `on` is its last day in the period; empty after the period.
    """
    if on >= period.end:
        return []
    tomorrow = max(on + timedelta(days=1), period.start)
    return Period(tomorrow, period.end).months()


@lru_cache(maxsize=2048)
def is_working_day(day: date) -> bool:
    """Whether offices work on the day, swapped weekends (调休) included.

    Holidays of a year are published late in the year before; for years not known yet every
    Monday to Friday counts as a working day.
    """
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def first_working_day(year: int, month: int) -> date:
    """The first working day of a month."""
    return next(day for day in _days_from(date(year, month, 1)) if is_working_day(day))


def add_working_days(day: date, count: int) -> date:
    """The day on which a limit of `count` working days ends; the day itself is not counted."""
    if count <= 0:
        return day
    working = (later for later in _days_from(day + timedelta(days=1)) if is_working_day(later))
    return next(later for n, later in enumerate(working, start=1) if n == count)


def zh_date(day: date) -> str:
    """2026年11月20日, as documents write a date: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
