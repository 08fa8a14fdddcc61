"""What a quota may be. Pure functions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.lib.regions import RegionGroup
from crm.plans.rules.terms import Channel, Metric, Stage

LONGEST_PERIOD = 15 * 366  # days
LARGEST_TARGET = Decimal(10**10)


@dataclass(frozen=True)
class QuotaValues:
    """What a person says of a quota.

    `target` is a number of projects, 万元 of investment, 万美元 paid in, or a capacity in its
    unit.
    """

    title: str
    milestone: Stage
    metric: Metric
    unit_id: int
    starts_on: date
    ends_on: date
    target: Decimal
    chain_id: int | None = None
    node_id: int | None = None
    foreign_only: bool = False
    region_group: RegionGroup | None = None
    channel: Channel | None = None
    least_investment_fen: int | None = None
    most_investment_fen: int | None = None
    owner_id: int | None = None
    capacity_product: str = ""
    capacity_unit: str = ""
    at_least: bool = False
    reading: str = ""


def quota_fault(values: QuotaValues) -> tuple[str, str] | None:
    """The first thing that is wrong with a quota, as field and sentence; None when it is fine."""
    if not values.title.strip():
        return "title", "请填写目标名称。"
    if values.ends_on < values.starts_on:
        return "ends_on", "截止日期早于开始日期，请检查。"
    if (values.ends_on - values.starts_on).days > LONGEST_PERIOD:
        return "ends_on", "统计期超过十五年，请检查年份。"
    if values.target < 0:
        return "target", "目标值不能是负数。"
    if values.metric is Metric.COUNT and values.target != values.target.to_integral_value():
        return "target", "按项目数计的目标请填整数。"
    if values.target > LARGEST_TARGET:
        return "target", "目标值过大，请检查单位：投资额以万元计。"
    if values.metric is Metric.CAPACITY and not values.capacity_unit:
        return "capacity_unit", "按产能计的目标请填产能单位，如 GW。"
    least, most = values.least_investment_fen, values.most_investment_fen
    if least is not None and most is not None and most < least:
        return "most_investment_fen", "总投资的上限低于下限，请检查。"
    if values.milestone is Stage.NEGOTIATING:
        return "milestone", "在谈不作为目标节点，请选签约及以后的节点。"
    return None


def part_fault(metric: Metric, target: Decimal) -> str:
    """Why a part of a quota cannot be so much, as a sentence; '' when it can."""
    if target < 0:
        return "分解数不能是负数。"
    if metric is Metric.COUNT and target != target.to_integral_value():
        return "按项目数计的目标请填整数。"
    return "分解数过大，请检查单位。" if target > LARGEST_TARGET else ""
