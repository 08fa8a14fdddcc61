"""Quota bars: shares that fit into the bar, words that agree with the figures."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm.lib.bars import quota_bar

counts = st.integers(0, 10**6)


def test_the_target_is_the_full_width():
    bar = quota_bar(42, 5, 60, Decimal("78.5"), Decimal("70.0"), Decimal("-8.5"), unit="个")
    assert (bar.verified, bar.reported, bar.time) == (70.0, 8.3, 78.5)
    assert bar.goal is None
    assert (bar.counted_text, bar.target_text, bar.unit) == ("42", "60", " 个")
    assert (bar.completion_text, bar.gap_text) == ("70.0%", "−8.5")


def test_what_goes_beyond_the_target_moves_it_inwards():
    bar = quota_bar(90, 10, 50, 50, 180, 130)
    assert (bar.verified, bar.reported, bar.goal, bar.time) == (90.0, 10.0, 50.0, 25.0)
    assert bar.gap_text == "+130.0"


def test_a_target_of_nothing_draws_an_empty_bar():
    bar = quota_bar(0, 0, 0, 40, None, None)
    assert (bar.verified, bar.reported, bar.completion_text) == (0.0, 0.0, "—")


def test_amounts_keep_their_places():
    bar = quota_bar(
        Decimal("505.3"), Decimal(0), Decimal(912), 50, 55.4, 5.4, unit="亿元", places=1
    )
    assert (bar.counted_text, bar.target_text) == ("505.3", "912.0")
    assert "目标 912.0亿元" in bar.spoken


@given(counts, counts, counts, st.floats(0, 100), st.tuples(counts, counts) | st.none())
def test_every_part_lies_within_the_bar(verified, reported, target, time, ends):
    forecast = (min(ends), max(ends)) if ends else None
    bar = quota_bar(verified, reported, target, time, 0, 0, forecast=forecast)
    assert 0 <= bar.verified <= 100
    assert 0 <= bar.verified + bar.reported <= 100.05
    assert 0 <= bar.time <= 100
    if forecast:
        assert 0 <= bar.low <= bar.high <= 100
        assert bar.range > 0
