"""How a quota stands: what was counted, against the target and against time. Pure functions."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm.accounts.rules import Scope, Viewer
from crm.analytics.rules.quotas import Tally, Terms
from crm.lib.bars import QuotaBar, quota_bar
from crm.lib.periods import Period, month_end
from crm.lib.trees import depth, is_within
from crm.plans.rules import Curve, Metric, Standing, standing

# How many of the smallest unit (分, US cent, ten thousandth) make one of the quota's own.
SMALLEST = {Metric.INVESTMENT: 10**6, Metric.PAID_IN: 10**6, Metric.CAPACITY: 10**4}
WAN_PER_YI = 10_000


@dataclass(frozen=True)
class Unit:
    """In what a quota's figures are shown: the word, the divisor, the decimals."""

    word: str
    divisor: int = 1
    places: int = 0


PROJECTS, WAN, YI = Unit("个"), Unit("万元"), Unit("亿元", WAN_PER_YI, 2)
WAN_DOLLARS = Unit("万美元")


def unit_of(metric: Metric, target: Decimal, measure: str = "") -> Unit:
    """Projects; large amounts in 亿元, others in 万元; 万美元; capacities in their `measure`."""
    if metric is Metric.COUNT:
        return PROJECTS
    if metric is Metric.PAID_IN:
        return WAN_DOLLARS
    if metric is Metric.CAPACITY:
        return Unit(measure, 1, 2)
    return YI if target >= WAN_PER_YI else WAN


@dataclass(frozen=True)
class Score:
    """A quota's figures in its own unit (projects, 万元, 万美元, or that of its capacities).

    `verified` is net. `partial` when the viewer's data scope is narrower than the quota's unit,
    so that only a part is counted. Of `unknown` projects the viewer may not know the amount.
    """

    verified: Decimal
    gross: Decimal
    reported: Decimal
    standing: Standing
    unit: Unit
    partial: bool = False
    unknown: int = 0
    by_curve: bool = False

    @property
    def bar(self) -> QuotaBar:
        """The bar that pages draw. A part of what counts is not held against the whole's time."""
        stand, unit = self.standing, self.unit
        return quota_bar(
            self.shown(self.verified),
            self.shown(self.reported),
            self.shown(stand.target),
            float(stand.time) * 100,
            None if stand.completion is None else float(stand.completion) * 100,
            None if stand.gap is None or self.partial else float(stand.gap),
            unit=unit.word,
            places=unit.places,
            state=None if self.partial else stand.progress,
        )

    @property
    def outlook(self) -> Decimal | None:
        """What there will be at the end if it goes on at this pace; None before the beginning."""
        time = self.standing.time
        if not time:
            return None
        return self.verified * time.denominator / time.numerator

    def shown(self, value: Decimal) -> Decimal:
        """A figure in the unit in which it is shown, rounded."""
        smallest = Decimal(1).scaleb(-self.unit.places)
        return (value / self.unit.divisor).quantize(smallest, ROUND_HALF_UP)

    @property
    def time_text(self) -> str:
        """Time progress as per cent."""
        return f"{float(self.standing.time) * 100:.1f}%"

    @property
    def missing(self) -> str:
        """What is still missing; a dash for somebody who counts a part only."""
        return "—" if self.partial else self.text(self.standing.remaining)

    @property
    def each_month(self) -> str:
        """What each remaining month must bring, or a dash."""
        need = self.standing.each_month
        if need is None or self.partial:
            return "—"
        return f"{need:,.1f}" if self.unit is PROJECTS else self.text(need)

    def text(self, value: Decimal | None) -> str:
        """A figure with separators, or a dash."""
        return "—" if value is None else f"{self.shown(value):,.{self.unit.places}f}"


def score(
    metric: Metric,
    target: Decimal,
    period: Period,
    counted: Tally,
    on: date,
    *,
    partial: bool,
    measure: str = "",
    curve: Curve | None = None,
) -> Score:
    """The figures of a quota at the end of the day `on`; `curve` is its own pace, if it has one."""
    amount = metric is not Metric.COUNT
    sums = (counted.net_fen, counted.gross_fen, counted.reported_fen)
    numbers = (counted.net, counted.gross, counted.reported)
    net, gross, reported = (
        (Decimal(one) / SMALLEST[metric] for one in sums) if amount else map(Decimal, numbers)
    )
    return Score(
        verified=net,
        gross=gross,
        reported=reported,
        standing=standing(net, target, period, on, curve),
        unit=unit_of(metric, target, measure),
        partial=partial,
        unknown=counted.unknown if amount else 0,
        by_curve=curve is not None,
    )


def covers(viewer: Viewer | None, unit_path: str, *, leaf: bool = False) -> bool:
    """Whether the viewer's data scope holds everything that counts for a unit.

    `leaf` tells that there is no unit below the viewer's own.
    """
    if viewer is None or viewer.scope is Scope.ZONE:
        return True
    if viewer.scope is Scope.UNIT:
        return leaf and unit_path == viewer.unit_path
    return viewer.scope is Scope.BELOW and is_within(unit_path, viewer.unit_path)


def sees_all(viewer: Viewer | None) -> bool:
    """Whether nothing in the zone lies outside the viewer's data scope."""
    if viewer is None or viewer.scope is Scope.ZONE:
        return True
    return viewer.scope is Scope.BELOW and depth(viewer.unit_path) == 1


def by_month(terms: Terms) -> list[Terms]:
    """The quota month by month, each numbered by its place; the ends of the period may cut one."""
    months = []
    for place, first in enumerate(terms.period.months()):
        start, end = max(first, terms.period.start), min(month_end(first), terms.period.end)
        months.append(replace(terms, quota_id=place, period=Period(start, end)))
    return months
