"""When jobs are due."""

# ruff: noqa: DTZ001  local times without a zone are what the rules take
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.periods import first_working_day
from crm.scheduler.rules import Hour, Rhythm, due_period, next_due

DAILY = Hour(Rhythm.DAILY, time(2, 30))
MONTHLY = Hour(Rhythm.MONTHLY, time(7, 0))
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2026, 12, 31))


@pytest.mark.parametrize(
    ("local", "period"),
    [
        (datetime(2026, 11, 20, 2, 29), None),
        (datetime(2026, 11, 20, 2, 30), "2026-11-20"),
        (datetime(2026, 11, 20, 23, 59), "2026-11-20"),
        (datetime(2026, 12, 31, 23, 59), "2026-12-31"),
        (datetime(2027, 1, 1, 0, 0), None),
    ],
)
def test_a_daily_job_is_due_from_its_hour_to_midnight(local, period):
    assert due_period(DAILY, local) == period


@pytest.mark.parametrize(
    ("local", "period"),
    [
        # 1 October 2026 begins the holidays; 8 October is the first working day.
        (datetime(2026, 10, 1, 12, 0), None),
        (datetime(2026, 10, 8, 6, 59), None),
        (datetime(2026, 10, 8, 7, 0), "2026-10"),
        (datetime(2026, 10, 31, 23, 0), "2026-10"),
        (datetime(2026, 11, 1, 7, 0), None),  # a Sunday
        (datetime(2026, 11, 2, 7, 0), "2026-11"),
    ],
)
def test_a_monthly_job_is_due_from_the_first_working_day_on(local, period):
    assert due_period(MONTHLY, local) == period


@given(MOMENTS, st.sampled_from([DAILY, MONTHLY]))
def test_what_comes_next_lies_ahead_and_is_then_due(local, hour):
    coming = next_due(hour, local)
    assert coming > local
    assert due_period(hour, coming) is not None


@given(MOMENTS)
def test_a_monthly_period_is_the_month_of_the_day(local):
    period = due_period(MONTHLY, local)
    begins = datetime.combine(first_working_day(local.year, local.month), MONTHLY.at)
    assert (period is not None) == (local >= begins)
    assert period in (None, f"{local:%Y-%m}")


@given(st.dates(date(2021, 1, 1), date(2026, 12, 30)))
def test_each_day_has_one_daily_period(day):
    times = [datetime.combine(day, DAILY.at) + timedelta(hours=h) for h in range(22)]
    assert {due_period(DAILY, moment) for moment in times} <= {None, day.isoformat()}
