"""What the plans want of a chain or a node: quotas and indicators, by plan and year."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.rules import Viewer
from crm.plans.models import Indicator, IndicatorValue, Plan, Quota
from crm.plans.queries.quotas import visible_to
from crm.plans.rules import Figure, Metric, place_of

METRIC_UNITS = {Metric.COUNT: "个", Metric.INVESTMENT: "万元", Metric.PAID_IN: "万美元"}


@dataclass(frozen=True)
class Wanted:
    """One target: of what, how much in which years, where it stands written.

    `figures` maps a year to (text, kind), kind being baseline, target or actual; a quota stands
    at the last year of its period.
    """

    title: str
    unit: str
    whose: str
    url: str
    figures: dict[int, list[tuple[str, str]]]
    source: str
    reading: str
    node_id: int | None


@dataclass(frozen=True)
class PlanTargets:
    """The targets of one plan; of none for those that the zone set itself."""

    title: str
    code: str
    is_reference: bool
    years: list[int]
    rows: list[Wanted]


def targets_of(
    session: Session, viewer: Viewer, chain_id: int | None, node_ids: Collection[int]
) -> list[PlanTargets]:
    """Everything that plans want of a chain (None for nodes alone) and of nodes, plan by plan."""
    by_plan: dict[int, list[Wanted]] = {}
    plans: dict[int, Plan | None] = {}
    for quota in _quotas(session, viewer, chain_id, node_ids):
        plans[quota.plan_id or 0] = quota.plan
        by_plan.setdefault(quota.plan_id or 0, []).append(_of_quota(quota))
    found = _indicators(session, chain_id, node_ids)
    for indicator, values in found.values():
        plans[indicator.plan_id] = indicator.plan
        wanted = _of_indicator(indicator, values)
        by_plan.setdefault(indicator.plan_id, []).append(wanted)
    return sorted(
        (_plan_targets(plans[number], rows) for number, rows in by_plan.items()),
        key=lambda one: (one.is_reference, one.code == "", one.code),
    )


def _plan_targets(plan: Plan | None, rows: list[Wanted]) -> PlanTargets:
    years = sorted({year for row in rows for year in row.figures})
    if plan is None:
        return PlanTargets("本区自行设定", "", False, years, rows)
    return PlanTargets(plan.title, plan.code, plan.is_reference, years, rows)


def _quotas(
    session: Session, viewer: Viewer, chain_id: int | None, node_ids: Collection[int]
) -> list[Quota]:
    about = [Quota.node_id.in_(node_ids)]
    if chain_id is not None:
        about.append(Quota.chain_id == chain_id)
    wanted = (
        visible_to(viewer)
        .where(or_(*about))
        .options(contains_eager(Quota.unit), joinedload(Quota.plan))
        .order_by(Quota.position, Quota.ends_on, Quota.id)
    )
    return list(session.scalars(wanted))


def _of_quota(quota: Quota) -> Wanted:
    first, last = quota.starts_on.year, quota.ends_on.year
    amount = Figure(last, Decimal(quota.target), quota.at_least).text
    span = f"（{first}—{last}年累计）" if first != last else ""
    return Wanted(
        title=f"{quota.title}{span}",
        unit=quota.capacity_unit or METRIC_UNITS.get(quota.metric, ""),
        whose=quota.subject or (quota.unit.name if quota.unit.parent_id else ""),
        url=f"/quotas/{quota.id}",
        figures={last: [(amount, "target")]},
        source=place_of(quota.chapter, quota.section, quota.table_name),
        reading=quota.reading,
        node_id=quota.node_id,
    )


def _indicators(
    session: Session, chain_id: int | None, node_ids: Collection[int]
) -> dict[int, tuple[Indicator, list[IndicatorValue]]]:
    about = [Indicator.node_id.in_(node_ids)]
    if chain_id is not None:
        about.append(Indicator.chain_id == chain_id)
    wanted = (
        select(Indicator, IndicatorValue)
        .join(IndicatorValue, IndicatorValue.indicator_id == Indicator.id)
        .where(or_(*about), IndicatorValue.counts)
        .options(joinedload(Indicator.plan))
        .order_by(Indicator.position, Indicator.id, IndicatorValue.year, IndicatorValue.id)
    )
    found: dict[int, tuple[Indicator, list[IndicatorValue]]] = {}
    for indicator, value in session.execute(wanted):
        found.setdefault(indicator.id, (indicator, []))[1].append(value)
    return found


def _of_indicator(indicator: Indicator, values: list[IndicatorValue]) -> Wanted:
    figures: dict[int, list[tuple[str, str]]] = {}
    for one in values:
        text = Figure(one.year, one.value, one.at_least).text
        figures.setdefault(one.year, []).append((text, one.kind))
    return Wanted(
        title=indicator.name,
        unit=indicator.unit,
        whose=indicator.subject,
        url="",
        figures=figures,
        source=place_of(indicator.chapter, indicator.section, indicator.table_name),
        reading=indicator.reading,
        node_id=indicator.node_id,
    )
