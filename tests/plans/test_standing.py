"""How a target stands against time."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.periods import Period
from crm.plans.rules import Progress, progress_of, standing

YEAR = Period.year(2023)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)),
    days,
    st.integers(0, 2000),
)
figures = st.integers(0, 10_000).map(Decimal)


@pytest.mark.parametrize(
    ("month_end", "percent", "gap"),
    [
        # Bulletins of 三明三元, 宁德 and two other cities: completion and lead over the pace.
        (date(2023, 8, 31), "74", "7.33"),
        (date(2023, 8, 31), "77.2", "10.53"),
        (date(2023, 4, 30), "43.2", "9.87"),
        (date(2023, 4, 30), "37.8", "4.47"),
        (date(2023, 10, 31), "85.1", "1.77"),
    ],
)
def test_published_leads_over_time_come_out(month_end, percent, gap):
    found = standing(Decimal(percent), 100, YEAR, month_end)
    assert round(float(found.gap), 2) == float(gap)


def test_the_words_change_at_two_and_ten_points():
    words = {
        2.01: Progress.AHEAD,
        2: Progress.EVEN,
        0: Progress.EVEN,
        -2: Progress.EVEN,
        -2.01: Progress.BEHIND,
        -10: Progress.BEHIND,
        -10.01: Progress.FAR_BEHIND,
    }
    assert {gap: progress_of(gap) for gap in words} == words


def test_what_is_missing_is_spread_over_the_months_left():
    found = standing(42, 60, YEAR, date(2023, 9, 30))
    assert (found.remaining, found.months_left, found.each_month) == (18, 3, Decimal(6))
    assert found.completion == Fraction(7, 10)
    assert found.gap == -5
    assert found.progress is Progress.BEHIND


def test_the_month_at_hand_still_counts_until_its_last_day():
    assert standing(0, 60, YEAR, date(2023, 12, 30)).months_left == 1
    assert standing(0, 60, YEAR, date(2023, 12, 31)).months_left == 0


def test_a_rate_that_does_not_divide_is_rounded_up():
    assert standing(0, 10, YEAR, date(2023, 9, 30)).each_month == Decimal("3.4")


def test_a_target_of_zero_asks_for_nothing():
    found = standing(0, 0, YEAR, date(2023, 6, 30))
    assert (found.completion, found.gap, found.progress, found.each_month) == (None,) * 4
    assert found.remaining == 0


def test_before_its_period_a_target_is_even():
    found = standing(0, 60, YEAR, date(2022, 6, 1))
    assert (found.time, found.gap, found.progress) == (0, 0, Progress.EVEN)
    assert found.months_left == 12


def test_after_its_period_there_is_no_month_left():
    found = standing(50, 60, YEAR, date(2024, 3, 1))
    assert (found.time, found.months_left, found.each_month) == (1, 0, None)
    assert found.progress is Progress.FAR_BEHIND


def test_a_cumulative_target_has_its_whole_span_as_time():
    found = standing(30, 60, Period.years(2021, 2023), date(2022, 6, 30))
    assert found.time == Fraction(1, 2)
    assert found.gap == 0


def test_a_leap_year_is_as_long_as_another():
    february = standing(0, 12, Period.year(2024), date(2024, 2, 29))
    assert february.time == Fraction(1, 6)


@given(figures, figures, periods, days)
def test_parts_of_a_standing_agree(counted, target, period, on):
    found = standing(counted, target, period, on)
    assert 0 <= found.time <= 1
    assert found.remaining == max(target - counted, 0)
    if found.completion is not None:
        assert found.gap == (found.completion - found.time) * 100
        assert (found.completion >= 1) == (found.remaining == 0)
    if found.each_month is not None:
        assert found.each_month * found.months_left >= found.remaining
        assert (found.each_month - Decimal("0.1")) * found.months_left < found.remaining


@given(figures, figures, periods, days)
def test_more_counted_never_stands_worse(counted, target, period, on):
    one, more = standing(counted, target, period, on), standing(counted + 1, target, period, on)
    assert more.remaining <= one.remaining
    if one.gap is not None:
        assert more.gap > one.gap


@given(figures, periods, days)
def test_time_only_goes_on(counted, period, on):
    today, tomorrow = (standing(counted, 60, period, day) for day in (on, on + timedelta(days=1)))
    assert tomorrow.time >= today.time
    assert tomorrow.months_left <= today.months_left
