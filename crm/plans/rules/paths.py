"""The path from a baseline to the targets of an indicator, and what was reached. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crm.plans.rules.figures import Figure

PLACES = Decimal("0.0001")
LONGEST = 60  # years


@dataclass(frozen=True)
class PathYear:
    """A year on the path: what the plan writes or what lies evenly between, and the actual.

    `written` tells whether the plan itself gives the figure; `gap` is actual minus path.
    """

    year: int
    path: Decimal | None
    written: bool
    at_least: bool
    actual: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """How far the actual is above the path."""
        if self.path is None or self.actual is None:
            return None
        return self.actual - self.path


def path(planned: Sequence[Figure], actuals: Mapping[int, Decimal]) -> list[PathYear]:
    """Every year from the first figure to the last.

    `planned` are baseline and targets; between two of them the path rises or falls by the same
    amount each year, which is our reading and not the plan's word. A span of more than LONGEST
    years shows only the years that have a figure.
    """
    fixed = {one.year: one for one in sorted(planned, key=lambda one: one.year)}
    years = sorted({*fixed, *actuals})
    if not years:
        return []
    if years[-1] - years[0] <= LONGEST:
        years = list(range(years[0], years[-1] + 1))
    return [
        PathYear(
            year=year,
            path=fixed[year].value if year in fixed else _between(fixed, year),
            written=year in fixed,
            at_least=year in fixed and fixed[year].at_least,
            actual=actuals.get(year),
        )
        for year in years
    ]


def _between(fixed: Mapping[int, Figure], year: int) -> Decimal | None:
    before = max((one for one in fixed if one < year), default=None)
    after = min((one for one in fixed if one > year), default=None)
    if before is None or after is None:
        return None
    start, end = fixed[before].value, fixed[after].value
    value = start + (end - start) * (year - before) / (after - before)
    return value.quantize(PLACES, ROUND_HALF_UP)
