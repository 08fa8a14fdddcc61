"""How a target stands against time. Pure functions."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from crm.lib.periods import Period, remaining_months, time_progress
from crm.plans.rules.parts import Curve
from crm.plans.rules.terms import Progress

EVEN_WITHIN, BEHIND_WITHIN = 2, 10  # percentage points


@dataclass(frozen=True)
class Standing:
    """How far a target is reached on a day, and what that means against time.

    `counted`, `target`, `remaining` and `each_month` are in the quota's own unit; `completion`
    and `time` are shares of one, `gap` is in percentage points. A target of 0 asks for nothing:
    then there is no completion, no gap and no word.
    """

    counted: Decimal
    target: Decimal
    time: Fraction
    completion: Fraction | None
    gap: Fraction | None
    progress: Progress | None
    remaining: Decimal
    months_left: int
    each_month: Decimal | None


def standing(
    counted: Decimal | int,
    target: Decimal | int,
    period: Period,
    on: date,
    curve: Curve | None = None,
) -> Standing:
    """How a target stands at the end of the day `on`.

    Time progress is linear by months, as published bulletins compute it, unless the target has
    a `curve` of its own. `each_month` is what
    every remaining month must bring, rounded up to one decimal; None when the target is reached
    or no month is left.
    """
    counted, target = Decimal(counted), Decimal(target)
    time = time_progress(period, on) if curve is None else curve.progress(on)
    completion = Fraction(counted) / Fraction(target) if target else None
    gap = None if completion is None else (completion - time) * 100
    remaining = max(target - counted, Decimal(0))
    months_left = len(remaining_months(period, on))
    each_month = None
    if remaining and months_left:
        each_month = (remaining / months_left).quantize(Decimal("0.1"), ROUND_UP)
    return Standing(
        counted=counted,
        target=target,
        time=time,
        completion=completion,
        gap=gap,
        progress=None if gap is None else progress_of(gap),
        remaining=remaining,
        months_left=months_left,
        each_month=each_month,
    )


def progress_of(gap: Fraction | Decimal | float) -> Progress:
    """The word for a gap in percentage points; the edges belong to the milder word."""
    if gap > EVEN_WITHIN:
        return Progress.AHEAD
    if gap >= -EVEN_WITHIN:
        return Progress.EVEN
    return Progress.BEHIND if gap >= -BEHIND_WITHIN else Progress.FAR_BEHIND
