"""Protection and states of leads."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules import (
    MOVES,
    TERMS,
    LeadState,
    Move,
    ProtectionTerms,
    WrongMove,
    after,
    is_possible,
    protection,
    terms_fault,
)
from crm.leads.rules.protection import LONGEST_DAYS

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
terms = st.builds(
    ProtectionTerms,
    protection_days=st.integers(1, 400),
    follow_up_days=st.integers(1, 400),
    warning_days=st.integers(0, 30),
)


@given(days, st.none() | days, terms)
def test_a_lead_falls_on_the_earlier_of_both_days(start, followed, given_terms):
    found = protection(start, followed, given_terms)
    assert found.falls_on in (found.ends_on, found.follow_up_by)
    assert found.falls_on <= found.ends_on
    assert found.falls_on <= found.follow_up_by


@given(days, days, days)
def test_following_up_later_never_shortens_it(start, one, other):
    earlier, later = sorted((one, other))
    assert protection(start, earlier).falls_on <= protection(start, later).falls_on


@given(days, st.none() | days)
def test_it_is_protected_at_first_and_not_for_ever(start, followed):
    found = protection(start, followed)
    assert found.days_left(start) > 0
    assert found.days_left(found.falls_on) == 0
    assert found.falls_on <= start + timedelta(days=TERMS.protection_days)


@given(days, days)
def test_what_was_done_before_does_not_shorten_it(start, followed):
    if followed <= start:
        assert protection(start, followed) == protection(start, None)


def test_the_default_is_ninety_days_with_a_follow_up_every_thirty():
    found = protection(date(2026, 1, 1), date(2026, 2, 10))
    assert found.ends_on == date(2026, 4, 1)
    assert found.follow_up_by == date(2026, 3, 12)
    assert found.falls_on == date(2026, 3, 12)
    assert found.days_left(date(2026, 3, 10)) == 2


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(LeadState))
def test_a_move_leads_from_its_states_only(state, move):
    allowed, end = MOVES[move]
    if state in allowed:
        assert after(state, move) is end
        assert is_possible(state, move)
    else:
        assert not is_possible(state, move)
        with pytest.raises(WrongMove, match=state.label):
            after(state, move)


def test_what_has_become_a_project_never_comes_back():
    assert not any(is_possible(LeadState.CONVERTED, move) for move in Move)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((90, 30, 7), None),
        ((LONGEST_DAYS, LONGEST_DAYS, 1), None),
        ((2, 2, 1), None),
        ((LONGEST_DAYS + 1, 30, 7), "protection_days"),
        ((0, 30, 7), "protection_days"),
        ((30, 31, 7), "follow_up_days"),
        ((30, 0, 7), "follow_up_days"),
        ((30, 30, 30), "warning_days"),
        ((30, 30, 0), "warning_days"),
        ((1, 1, 1), "warning_days"),
    ],
)
def test_terms_leave_time_to_warn_and_to_follow_up(days, field):
    assert (terms_fault(ProtectionTerms(*days)) or (None,))[0] == field
