"""Since when a project stands still, and whether a target will be met."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics.rules.quotas import Tally
from crm.analytics.rules.scores import score
from crm.lib.periods import Period, is_working_day
from crm.plans.rules import Metric, Stage
from crm.workbench.rules import last_day_in_time, moved_since, outlook_words

YEAR = Period.year(2026)


def words(net, target, on, metric=Metric.COUNT, *, partial=False):
    counted = Tally(net=net, net_fen=net * 10**6)
    return outlook_words(score(metric, Decimal(target), YEAR, counted, on, partial=partial))


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_it_stands_still_when_more_working_days_have_passed(on, limit):
    first = last_day_in_time(on, limit)
    passed = [first + timedelta(days=n) for n in range(1, (on - first).days + 1)]
    worked = sum(map(is_working_day, passed))
    assert worked <= limit
    assert worked + is_working_day(first) > limit or first == on


def test_holidays_do_not_count():
    # 2026-10-01 to 10-07 were days off.
    assert last_day_in_time(date(2026, 10, 9), 3) < date(2026, 10, 1)


def test_what_produces_does_not_stand_still():
    assert Stage.PRODUCTION not in moved_since(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("net", "target", "on", "said"),
    [
        (30, 60, date(2026, 6, 30), "照此进度到期末约 60 个，可以完成"),
        (29, 60, date(2026, 6, 30), "照此进度到期末约 58 个，差 2；每月需 5.2"),
        (60, 60, date(2026, 6, 30), "已完成"),
        (59, 60, date(2026, 12, 31), "到期未完成，差 1 个"),
        (5, 60, date(2025, 12, 31), ""),
        (5, 0, date(2026, 6, 30), ""),
    ],
)
def test_the_outlook_in_words(net, target, on, said):
    assert words(net, target, on) == said


def test_large_amounts_are_told_in_yi():
    said = words(30_000, 120_000, date(2026, 6, 30), Metric.INVESTMENT)
    assert said == "照此进度到期末约 6.00 亿元，差 6.00；每月需 1.50"


def test_whoever_counts_a_part_is_told_nothing():
    assert words(1, 60, date(2026, 6, 30), partial=True) == ""
