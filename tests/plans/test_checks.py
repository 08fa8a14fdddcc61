"""Whether figures agree: the rules of the comparison."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.plans.rules import CheckKind, Outcome, Term, check, half_unit

EQUAL, SUM, AT_MOST = CheckKind.EQUAL, CheckKind.SUM, CheckKind.AT_MOST
GROWTH, PRODUCT = CheckKind.GROWTH, CheckKind.PRODUCT
figures = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
terms = st.builds(Term, figures, st.booleans())
kinds = st.sampled_from([EQUAL, SUM, AT_MOST, PRODUCT])


def term(text: str, at_least: bool = False, year: int | None = None) -> Term:
    return Term(Decimal(text), at_least, year)


def found(kind, parts, whole, rate=None):
    finding = check(kind, [term(part) for part in parts], term(whole), rate and Decimal(rate))
    return finding.outcome, finding.difference


@pytest.mark.parametrize(
    ("value", "half"),
    [("534", "0.5"), ("534.0000", "0.5"), ("533.7", "0.05"), ("1000", "0.5"), ("2.28", "0.005")],
)
def test_the_last_digit_written_sets_the_tolerance(value, half):
    assert half_unit(Decimal(value)) == Decimal(half)


@pytest.mark.parametrize(
    ("kind", "parts", "whole", "outcome", "difference"),
    [
        (EQUAL, ["533.7"], "534", Outcome.AGREES, "-0.3"),
        (EQUAL, ["533.4"], "534", Outcome.DISAGREES, "-0.6"),
        (EQUAL, ["56.6"], "156.6", Outcome.DISAGREES, "-100"),
        (EQUAL, ["5000", "3000"], "5000", Outcome.DISAGREES, "-2000"),
        (SUM, ["2000", "500", "400"], "3000", Outcome.DISAGREES, "-100"),
        (SUM, ["207.5", "16"], "223.5", Outcome.AGREES, "0"),
        (AT_MOST, ["300"], "200", Outcome.DISAGREES, "100"),
        (AT_MOST, ["10", "3"], "100", Outcome.AGREES, "-87"),
    ],
)
def test_figures_are_compared_as_they_are_written(kind, parts, whole, outcome, difference):
    assert found(kind, parts, whole) == (outcome, Decimal(difference))


def test_a_share_of_a_count_agrees_with_the_rounded_count():
    assert found(PRODUCT, ["1547", "34.5"], "534", "0.01")[0] is Outcome.AGREES
    assert found(PRODUCT, ["2000", "90"], "2000", "0.01")[0] is Outcome.DISAGREES
    assert found(PRODUCT, ["6"], "60000", "10000")[0] is Outcome.AGREES


def test_growth_runs_from_year_to_year_and_its_rate_is_rounded_too():
    parts, whole = [term("156.6", year=2020)], term("1000", year=2025)
    assert check(GROWTH, parts, whole, Decimal(45)).outcome is Outcome.AGREES
    assert check(GROWTH, parts, whole, Decimal(20)).outcome is Outcome.DISAGREES
    assert check(GROWTH, parts, term("1000"), Decimal(45)).outcome is Outcome.UNKNOWN
    assert check(GROWTH, parts, whole).outcome is Outcome.UNKNOWN


def test_at_least_excuses_no_difference_but_says_whether_both_can_come_true():
    equal = check(AT_MOST, [term("80", True)], term("80", True))
    assert equal.outcome is Outcome.AGREES
    below = check(EQUAL, [term("60", True)], term("80", True))
    assert (below.outcome, below.reachable) == (Outcome.DISAGREES, True)
    fixed = check(SUM, [term("1500"), term("5000")], term("5000"))
    assert (fixed.outcome, fixed.reachable) == (Outcome.DISAGREES, False)
    open_whole = check(AT_MOST, [term("300")], term("200", True))
    assert (open_whole.outcome, open_whole.reachable) == (Outcome.DISAGREES, True)
    fixed_whole = check(AT_MOST, [term("300", True)], term("200"))
    assert fixed_whole.reachable is False


def test_what_is_not_there_cannot_be_checked():
    assert check(SUM, [term("1"), None], term("1")).outcome is Outcome.UNKNOWN
    assert check(SUM, [term("1")], None).outcome is Outcome.UNKNOWN
    assert check(SUM, [], term("1")).outcome is Outcome.UNKNOWN


@given(terms, st.sampled_from([EQUAL, SUM, AT_MOST, PRODUCT]))
def test_a_figure_agrees_with_itself(one, kind):
    assert check(kind, [one], one).outcome is Outcome.AGREES


@given(st.lists(figures, min_size=1, max_size=8))
def test_parts_agree_with_their_exact_sum(values):
    parts = [Term(value) for value in values]
    assert check(SUM, parts, Term(sum(values))).outcome is Outcome.AGREES


@given(st.lists(terms, min_size=1, max_size=6), terms, kinds)
def test_the_order_of_the_parts_makes_no_difference(parts, whole, kind):
    forward, backward = check(kind, parts, whole), check(kind, parts[::-1], whole)
    assert forward.outcome is backward.outcome


def test_a_product_of_many_large_figures_is_told_in_full():
    outcome, difference = found(PRODUCT, ["999983.12"] * 6, "1")
    assert outcome is Outcome.DISAGREES
    assert len(f"{difference:.0f}") == 36


@given(terms, terms)
def test_two_figures_agree_from_either_side(one, other):
    forward, backward = check(EQUAL, [one], other), check(EQUAL, [other], one)
    assert (forward.outcome, forward.reachable) == (backward.outcome, backward.reachable)


@given(st.lists(terms, min_size=1, max_size=6), terms)
def test_a_sum_that_agrees_is_no_more_than_its_whole(parts, whole):
    if check(SUM, parts, whole).outcome is Outcome.AGREES:
        assert check(AT_MOST, parts, whole).outcome is Outcome.AGREES


@given(figures, figures)
def test_what_agrees_is_never_further_apart_than_a_digit(one, other):
    finding = check(EQUAL, [Term(one)], Term(other))
    within = abs(one - other) <= max(half_unit(one), half_unit(other))
    assert (finding.outcome is Outcome.AGREES) == within
