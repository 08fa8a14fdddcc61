"""The figures that checks refer to, each with where it stands: of indicators and quotas here,
of what stands above by `offer`.

A kind of figure costs a fixed number of statements, however many references there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.lists import among
from crm.plans.models import Indicator, IndicatorValue, Plan, Quota
from crm.plans.queries.quotas import visible_to
from crm.plans.rules import VALUE_KINDS, Figure, Metric, Term, place_of

NOT_THERE = "没有这个数，可能已被更改或撤销"
NOT_IN_SIGHT = "不在您的数据范围内"
METRIC_UNITS = {Metric.COUNT: "个", Metric.INVESTMENT: "万元", Metric.PAID_IN: "万美元"}


@dataclass(frozen=True)
class Cited:
    """A figure with what it is of and where it stands; `absent` says why there is none."""

    label: str
    detail: str = ""
    value: Decimal | None = None
    at_least: bool = False
    year: int | None = None
    unit: str = ""
    plan_code: str = ""
    plan: str = ""
    place: str = ""
    url: str = ""
    absent: str = ""

    @property
    def term(self) -> Term | None:
        """The figure as a check takes it."""
        return None if self.value is None else Term(self.value, self.at_least, self.year)

    @property
    def text(self) -> str:
        """The figure as it is written, with its unit: 1,000 亿元以上."""
        if self.value is None:
            return ""
        number = Figure(0, self.value).text
        return f"{number} {self.unit}{'以上' if self.at_least else ''}".strip()


Finder = Callable[[Session, Viewer, Sequence[Any]], Mapping[int, Cited]]
FINDERS: dict[str, Finder] = {}


def offer(kind: str, finder: Finder) -> None:
    """Make a kind of figure known. The finder takes references (rows with the columns of
    FigureReference) and gives what it finds and the viewer may see, by the reference's number."""
    FINDERS[kind] = finder


def cited(session: Session, viewer: Viewer, references: Sequence[Any]) -> dict[int, Cited]:
    """Every reference's figure, by its number."""
    found: dict[int, Cited] = {}
    for kind, finder in FINDERS.items():
        own = [one for one in references if one.kind == kind]
        if own:
            found |= finder(session, viewer, own)
    unknown = Cited("（未知的数）", absent=NOT_THERE)
    return {one.id: found.get(one.id, unknown) for one in references}


def counting(values: Sequence[Any]) -> Any:
    """Of several values of one indicator, year and kind the one that counts."""
    return min(values, key=lambda one: (not one.counts, one.source != "", one.id))


def cited_value(indicator: Any, value: Any, year: int | None, kind: str) -> Cited:
    """A value of an indicator (rows with its columns and its plan's title and code)."""
    own = place_of(indicator.chapter, indicator.section, indicator.table_name)
    when = f"{year}年" if year else ""
    said = [f"{when}{VALUE_KINDS.get(kind, '')}", indicator.subject]
    return Cited(
        label=indicator.name,
        detail=" · ".join(part for part in said if part),
        value=value.value if value is not None else None,
        at_least=value is not None and value.at_least,
        year=year,
        unit=indicator.unit,
        plan_code=indicator.plan_code,
        plan=indicator.plan_title,
        place=(value.source if value is not None else "") or own,
        url=f"/plans/{indicator.plan_code}/indicators/{indicator.code}",
        absent="" if value is not None else NOT_THERE,
    )


INDICATOR_COLUMNS = (
    Indicator.id, Indicator.code, Indicator.name, Indicator.unit, Indicator.subject,
    Indicator.chapter, Indicator.section, Indicator.table_name,
    Plan.code.label("plan_code"), Plan.title.label("plan_title"),
)  # fmt: skip
VALUE_COLUMNS = (
    IndicatorValue.id, IndicatorValue.indicator_id, IndicatorValue.year, IndicatorValue.kind,
    IndicatorValue.value, IndicatorValue.at_least, IndicatorValue.source, IndicatorValue.counts,
)  # fmt: skip


def _of_indicators(
    session: Session, _viewer: Viewer, references: Sequence[Any]
) -> dict[int, Cited]:
    numbers = {one.subject_id for one in references}
    wanted = select(*INDICATOR_COLUMNS).join(Indicator.plan)
    rows = session.execute(wanted.where(among(session, Indicator.id, numbers)))
    indicators = {row.id: row for row in rows}
    values: dict[tuple[int, int, str], list[Row[Any]]] = {}
    held = among(session, IndicatorValue.indicator_id, numbers)
    for row in session.execute(select(*VALUE_COLUMNS).where(held)):
        values.setdefault((row.indicator_id, row.year, row.kind), []).append(row)
    found = {}
    for one in references:
        indicator = indicators.get(one.subject_id)
        if indicator is not None:
            given = values.get((one.subject_id, one.year, one.value_kind), [])
            value = _chosen(given, one.source)
            found[one.id] = cited_value(indicator, value, one.year, one.value_kind)
    return found


def _chosen(values: Sequence[Any], source: str) -> Any:
    """The value from the source that a reference names; the one that counts when it names none."""
    if source:
        return next((one for one in values if one.source == source), None)
    return counting(values) if values else None


def _of_quotas(session: Session, viewer: Viewer, references: Sequence[Any]) -> dict[int, Cited]:
    columns = (
        Quota.id, Quota.title, Quota.metric, Quota.capacity_unit, Quota.target, Quota.at_least,
        Quota.ends_on, Quota.subject, Quota.chapter, Quota.section, Quota.table_name,
        Plan.code.label("plan_code"), Plan.title.label("plan_title"),
    )  # fmt: skip
    wanted = visible_to(viewer).outerjoin(Quota.plan).with_only_columns(*columns)
    numbers = {one.subject_id for one in references}
    quotas = {
        row.id: row for row in session.execute(wanted.where(among(session, Quota.id, numbers)))
    }
    hidden = Cited("招引目标", absent=NOT_IN_SIGHT)
    return {
        one.id: _cited_quota(quotas[one.subject_id]) if one.subject_id in quotas else hidden
        for one in references
    }


def _cited_quota(row: Row[Any]) -> Cited:
    return Cited(
        label=row.title,
        detail=" · ".join(part for part in ("招引目标", row.subject) if part),
        value=row.target,
        at_least=row.at_least,
        year=row.ends_on.year,
        unit=METRIC_UNITS.get(row.metric, row.capacity_unit),
        plan_code=row.plan_code or "",
        plan=row.plan_title or "",
        place=place_of(row.chapter, row.section, row.table_name),
        url=f"/quotas/{row.id}",
    )


offer("indicator", _of_indicators)
offer("quota", _of_quotas)
