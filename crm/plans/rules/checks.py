"""Whether figures of plans agree with one another, by arithmetic. Pure functions.

What is compared is what is written. Two rules say how strictly:

- A written figure stands for everything that is rounded to it: 533.7 agrees with 534. The
  tolerance is half a unit of the last digit written. Zeros before the decimal point count as
  written (1000 is exact to 1), those behind it do not (5.0 is 5). Where figures are compared or
  added the coarsest of them decides; where they are multiplied or grow, the whole decides, and
  of a growth its rate besides: 45 % may be anything from 44.5 to 45.5.
- 以上 and 超过 excuse no difference: 80 以上 and 60 以上 of the same thing are two targets. Equal
  figures agree, whichever of them carry the mark. But a difference which the marks allow for,
  because both can come true, is said to be `reachable`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import prod

from crm.lib.labelled import Labelled
from crm.plans.rules.terms import CheckKind

HALF = Decimal("0.5")
PLACES = Decimal("0.0001")
LONGEST_GROWTH = 60  # years
EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


class Outcome(Labelled):
    """What a check finds."""

    AGREES = "agrees", "相符"
    DISAGREES = "disagrees", "不符"
    UNKNOWN = "unknown", "无法核对"


@dataclass(frozen=True)
class Term:
    """A figure as a check takes it; `at_least` where the plan says 以上 or 超过."""

    value: Decimal
    at_least: bool = False
    year: int | None = None


@dataclass(frozen=True)
class Finding:
    """What a check finds: what the parts give, and by how much that is more than the whole."""

    outcome: Outcome
    computed: Decimal | None = None
    difference: Decimal | None = None
    reachable: bool = False


def half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last digit written."""
    exponent = value.normalize().as_tuple().exponent
    return HALF.scaleb(min(int(exponent), 0))


def agree(one: Decimal, other: Decimal) -> bool:
    """Whether two figures of the same thing are the same but for rounding."""
    return abs(one - other) <= max(half_unit(one), half_unit(other))


def check(
    kind: CheckKind,
    parts: Sequence[Term | None],
    whole: Term | None,
    rate: Decimal | None = None,
) -> Finding:
    """Whether the parts agree with the whole; None stands for a figure that is not there.

    Of several parts that must equal the whole the one furthest from it speaks for all.
    """
    known = [part for part in parts if part is not None]
    if whole is None or not known or len(known) < len(parts):
        return Finding(Outcome.UNKNOWN)
    if kind is CheckKind.EQUAL:
        found = [_compared((part,), whole, part.value, _coarsest(part, whole)) for part in known]
        return max(found, key=lambda one: (one.outcome is Outcome.DISAGREES, _distance(one)))
    if kind is CheckKind.GROWTH:
        return _grown(known, whole, rate)
    if kind is CheckKind.PRODUCT:
        return _compared(known, whole, _product(known, rate), half_unit(whole.value))
    total = sum((part.value for part in known), Decimal(0))
    tolerance = _coarsest(*known, whole)
    if kind is CheckKind.AT_MOST and total <= whole.value + tolerance:
        return Finding(Outcome.AGREES, total, total - whole.value)
    return _compared(known, whole, total, tolerance, at_most=kind is CheckKind.AT_MOST)


def _product(parts: Sequence[Term], rate: Decimal | None) -> Decimal:
    """With all digits, so that the order makes no difference at the edge of the tolerance."""
    with localcontext(EXACT):
        return prod((part.value for part in parts), start=Decimal(1) if rate is None else rate)


def _coarsest(*terms: Term) -> Decimal:
    return max(half_unit(term.value) for term in terms)


def _distance(finding: Finding) -> Decimal:
    return abs(finding.difference or Decimal(0))


def _grown(parts: Sequence[Term], whole: Term, rate: Decimal | None) -> Finding:
    """The first part grown by `rate` per cent a year until the year of the whole."""
    start = parts[0]
    if rate is None or start.year is None or whole.year is None or len(parts) > 1:
        return Finding(Outcome.UNKNOWN)
    years = whole.year - start.year
    if not 0 <= years <= LONGEST_GROWTH:
        return Finding(Outcome.UNKNOWN)

    def after(by: Decimal) -> Decimal:
        return start.value * (1 + by / 100) ** years

    computed, slack = after(rate), half_unit(rate)
    reach = max(after(rate + slack) - computed, computed - after(rate - slack), Decimal(0))
    return _compared(parts, whole, computed, half_unit(whole.value) + reach)


def _compared(
    parts: Sequence[Term],
    whole: Term,
    computed: Decimal,
    tolerance: Decimal,
    *,
    at_most: bool = False,
) -> Finding:
    with localcontext(EXACT):
        difference = computed - whole.value
        shown = computed.quantize(PLACES), difference.quantize(PLACES)
    if abs(difference) <= tolerance:
        return Finding(Outcome.AGREES, *shown)
    open_parts = any(part.at_least for part in parts)
    reachable = whole.at_least if difference > 0 else open_parts and not at_most
    return Finding(Outcome.DISAGREES, *shown, reachable or (open_parts and whole.at_least))
