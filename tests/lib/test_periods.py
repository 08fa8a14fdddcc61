from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import periods
from crm.lib.periods import Period

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda pair: Period(min(pair), max(pair)))
YEAR = Period.year(2023)


@pytest.mark.parametrize(
    ("day", "progress"),
    [
        (date(2022, 12, 31), 0),
        (date(2023, 1, 31), Fraction(1, 12)),
        (date(2023, 4, 30), Fraction(4, 12)),
        (date(2023, 8, 31), Fraction(8, 12)),
        (date(2023, 10, 31), Fraction(10, 12)),
        (date(2023, 2, 14), Fraction(1, 12) + Fraction(1, 24)),
        (date(2023, 12, 31), 1),
        (date(2024, 5, 1), 1),
    ],
)
def test_time_progress_is_linear_by_months(day, progress):
    assert periods.time_progress(YEAR, day) == progress


@pytest.mark.parametrize(
    ("months", "done", "ahead"),
    # 三明三元 and 宁德, first eight months; two districts, first four; one, first ten.
    [(8, "74.0", "7.33"), (8, "77.2", "10.5"), (4, "43.2", "9.9"), (4, "37.8", "4.5")],
)
def test_time_progress_gives_the_gaps_that_bulletins_print(months, done, ahead):
    progress = periods.time_progress(YEAR, periods.month_end(date(2023, months, 1)))
    assert abs(Fraction(done) - 100 * progress - Fraction(ahead)) < Fraction(1, 20)


def test_time_progress_of_a_plan_counts_its_months():
    assert periods.time_progress(Period.years(2021, 2025), date(2023, 6, 30)) == Fraction(30, 60)


def test_time_progress_weighs_a_part_of_a_month_by_its_days():
    period = Period(date(2023, 4, 16), date(2023, 6, 15))
    assert periods.time_progress(period, date(2023, 4, 30)) == Fraction(1, 4)
    assert periods.time_progress(period, date(2023, 5, 31)) == Fraction(3, 4)


@given(PERIODS, DAYS, DAYS)
def test_time_progress_never_falls(period, one, other):
    earlier, later = sorted((one, other))
    assert 0 <= periods.time_progress(period, earlier) <= periods.time_progress(period, later) <= 1


@given(PERIODS)
def test_time_progress_begins_with_the_first_day_and_ends_with_the_last(period):
    assert periods.time_progress(period, period.start - timedelta(days=1)) == 0
    assert periods.time_progress(period, period.start) > 0
    assert periods.time_progress(period, period.end) == 1


@given(PERIODS, DAYS)
def test_remaining_months_are_none_exactly_when_all_time_is_gone(period, day):
    left = periods.remaining_months(period, day)
    assert (not left) == (periods.time_progress(period, day) == 1)
    assert left == sorted(set(left))
    assert all(first in period.months() for first in left)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2023, 11, 29), [11, 12]),
        (date(2023, 11, 30), [12]),
        (date(2023, 12, 31), []),
        (date(2022, 5, 5), list(range(1, 13))),
    ],
)
def test_the_month_of_today_remains_until_its_last_day(day, left):
    assert [first.month for first in periods.remaining_months(YEAR, day)] == left


@given(DAYS, st.integers(-500, 500))
def test_months_added_are_months_apart(day, months):
    assert periods.months_apart(day, periods.add_months(day, months)) == months


def test_the_last_of_a_long_month_becomes_the_last_of_a_short_one():
    assert periods.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert periods.add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


@given(PERIODS, DAYS)
def test_a_period_contains_what_lies_between_its_ends(period, day):
    assert period.contains(day) == (period.start <= day <= period.end)
    assert period.contains(period.start)
    assert period.contains(period.end)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError):
        Period(date(2023, 2, 1), date(2023, 1, 31))


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (Period.year(2023), "2023年"),
        (Period.years(2021, 2025), "2021—2025年"),
        (Period.month(2023, 5), "2023年5月"),
        (Period.quarter(2023, 4), "2023年四季度"),
        (Period(date(2023, 1, 1), date(2023, 9, 30)), "2023年1—9月"),
        (Period(date(2022, 7, 1), date(2023, 6, 30)), "2022年7月至2023年6月"),
        (Period(date(2023, 3, 5), date(2023, 4, 6)), "2023年3月5日至2023年4月6日"),
        (Period(date(2023, 3, 5), date(2023, 3, 5)), "2023年3月5日"),
    ],
)
def test_a_period_is_named_as_documents_name_it(period, label):
    assert period.label == label


def test_a_period_ends_early_with_the_day_asked_for():
    assert YEAR.until(date(2023, 3, 9)) == Period(date(2023, 1, 1), date(2023, 3, 9))
    assert YEAR.until(date(2030, 1, 1)) == YEAR
    assert YEAR.until(date(2020, 1, 1)) == Period(date(2023, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 16, 30, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 1, 31, 15, 59, tzinfo=UTC), date(2026, 1, 31)),
        # Summer time of 1986 to 1991.
        (datetime(1991, 6, 30, 15, 0, tzinfo=UTC), date(1991, 7, 1)),
        (datetime(2026, 1, 31, 16, 30), date(2026, 2, 1)),  # noqa: DTZ001 - taken as UTC
    ],
)
def test_the_business_date_is_the_local_day(instant, day):
    assert periods.business_date(instant) == day


def test_working_days_know_swapped_weekends():
    assert not periods.is_working_day(date(2026, 10, 1))
    assert periods.is_working_day(date(2026, 1, 4))  # a Sunday worked for New Year
    assert periods.first_working_day(2026, 10) == date(2026, 10, 8)
    assert periods.first_working_day(2026, 1) == date(2026, 1, 4)


def test_working_days_of_unknown_years_are_weekdays():
    assert periods.first_working_day(2039, 1) == date(2039, 1, 3)
    assert periods.is_working_day(date(1999, 5, 3))


@given(st.dates(date(2003, 1, 1), date(2030, 12, 31)), st.integers(0, 30))
def test_a_limit_of_working_days_ends_after_so_many(day, count):
    end = periods.add_working_days(day, count)
    passed = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    assert sum(map(periods.is_working_day, passed)) == count
    assert count == 0 or periods.is_working_day(end)


def test_a_date_in_words_has_no_leading_zeros():
    assert periods.zh_date(date(2026, 1, 2)) == "2026年1月2日"
