"""Where the parts of a quota bar stand: shares of its width, and the words beside it.

The figures themselves (completion, time progress, gap) come from the rules that count; here is
only geometry and wording, so that the page, the brief and a spreadsheet say the same.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Figure = int | Decimal


@dataclass(frozen=True)
class QuotaBar:
    """One bar. Shares are percent of the full width, from 0 to 100, with one decimal.

    The full width is the target, or the largest figure where that lies beyond the target; then
    `goal` tells where the target stands, else it is None.
    """

    verified: float
    reported: float
    time: float
    low: float | None
    high: float | None
    goal: float | None
    counted_text: str
    target_text: str
    unit: str
    completion_text: str
    gap_text: str
    spoken: str
    state: Any = None

    @property
    def range(self) -> float:
        """How wide the forecast is; at least a hair, so that it can be seen."""
        if self.low is None or self.high is None:
            return 0.0
        return max(round(self.high - self.low, 1), 0.4)


def quota_bar(
    verified: Figure,
    reported: Figure,
    target: Figure,
    time: Decimal | float,
    completion: Decimal | float | None,
    gap: Decimal | float | None,
    *,
    forecast: tuple[Figure, Figure] | None = None,
    unit: str = "",
    places: int = 0,
    state: Any = None,
) -> QuotaBar:
    """The bar of one target.

    `verified` and `reported` are in the target's unit, `time` (time progress) and `completion`
    in percent, `gap` in percentage points, `forecast` the two ends of the interval at the end
    of the period, `state` the labelled progress against the time.
    """
    full = max(target, verified + reported, *(forecast or (0, 0)), 0) or 1

    def share(value: Figure) -> float:
        return round(100 * max(float(value), 0.0) / float(full), 1)

    low, high = (share(forecast[0]), share(forecast[1])) if forecast else (None, None)
    solid = share(verified)
    goal = share(target)
    counted, wanted = f"{verified:,.{places}f}", f"{target:,.{places}f}"
    spoken = f"目标 {wanted}{unit}，已认定 {counted}，待认定 {reported:,.{places}f}，" + (
        f"时间已过 {float(time):.1f}%"
    )
    return QuotaBar(
        verified=solid,
        reported=round(min(share(reported), 100 - solid), 1),
        time=round(min(max(float(time), 0.0), 100.0) * goal / 100, 1),
        low=low,
        high=high,
        goal=goal if goal < 100 else None,
        counted_text=counted,
        target_text=wanted,
        unit=f" {unit}" if unit else "",
        completion_text="—" if completion is None else f"{float(completion):.1f}%",
        gap_text="—" if gap is None else f"{float(gap):+.1f}".replace("-", "−"),
        spoken=spoken,
        state=state,
    )
