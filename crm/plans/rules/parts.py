"""How a quota is broken down (分解) to units and months. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Self

from crm.lib.periods import Period, month_end, time_progress


@dataclass(frozen=True)
class Part:
    """A part of a quota: of a unit or of a month, or of both."""

    unit_id: int
    period: Period
    target: Decimal


@dataclass(frozen=True)
class Curve:
    """A quota's own pace (自定曲线): what each month is to bring, in the order of the months."""

    months: tuple[Part, ...]

    @classmethod
    def of(cls, whole: Part, parts: Iterable[Part]) -> Self | None:
        """The curve that the parts by month make.

        None unless every month of the whole has one part, and these add up to it.
        """
        own = [one for one in parts if one.unit_id == whole.unit_id]
        found = {one.period: one for one in own if one.period != whole.period}
        if not whole.target or not found or len(found) != len(own):
            return None
        wanted = months_of(whole.period)
        if set(found) != set(wanted):
            return None
        in_order = tuple(found[period] for period in wanted)
        return cls(in_order) if sum(one.target for one in in_order) == whole.target else None

    def progress(self, on: date) -> Fraction:
        """The share of the target that is due at the end of a day; inside a month by its days."""
        whole = sum(Fraction(one.target) for one in self.months)
        due = sum(
            Fraction(one.target) * time_progress(one.period, on)
            for one in self.months
            if one.period.start <= on
        )
        return Fraction(due) / whole


def months_of(period: Period) -> list[Period]:
    """The months of a period; its ends may cut the first and the last."""
    return [
        Period(max(first, period.start), min(month_end(first), period.end))
        for first in period.months()
    ]


def parts_differ(target: Decimal, parts: Sequence[Decimal]) -> str:
    """By how much the parts do not make the whole, as a sentence; '' where they do."""
    total = sum(parts, Decimal(0))
    if total == target:
        return ""
    word = "少" if total < target else "多"
    return f"分解合计 {plain(total)}，比总目标{word} {plain(abs(target - total))}"


def plain(value: Decimal) -> str:
    """A number with separators, without zeros at its end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
