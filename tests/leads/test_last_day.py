"""What is kept of a record's days when something logged is corrected."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules import last_day, revives

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(DAYS, min_size=1, max_size=6), st.integers(0, 5), st.none() | DAYS)
def test_it_is_the_last_of_all_that_counts(days, which, now):
    which %= len(days)
    others = [day for number, day in enumerate(days) if number != which]
    kept, rest = max(days), max(others, default=None)
    after = [*others, now] if now else others
    assert last_day(kept, days[which], rest, now) == max(after, default=None)


@given(DAYS, DAYS)
def test_what_is_brought_back_counts_again(kept, now):
    assert last_day(kept, None, None, now) == max(kept, now)
    assert last_day(None, None, None, now) == now


def test_a_protection_comes_back_only_after_its_last_day():
    on = date(2026, 11, 20)
    day = timedelta(days=1)
    assert revives(on - day, on, on)
    assert not revives(on, on + day, on)  # it has not ended yet
    assert not revives(on - 2 * day, on - day, on)  # and here it stays ended
