"""Milestones, quotas, how they stand against time. Pure functions.

The milestones stand here, below the projects, because quotas and definitions speak of them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

from crm.lib.currencies import Currency
from crm.lib.labelled import Labelled
from crm.lib.periods import Period, remaining_months, time_progress
from crm.lib.regions import RegionGroup


class Stage(Labelled):
    """The milestones of a project in their order."""

    NEGOTIATING = "negotiating", "在谈"
    SIGNED = "signed", "签约"
    REGISTERED = "registered", "注册"
    STARTED = "started", "开工"
    PRODUCTION = "production", "投产"
    CAPACITY = "capacity", "达产"


STAGES = list(Stage)


# Kinds of an indicator's figures.
VALUE_KINDS = {"baseline": "现状", "target": "目标", "actual": "实际"}


class Metric(Labelled):
    """What a quota counts."""

    COUNT = "count", "项目数"
    INVESTMENT = "investment", "投资额"


class ProjectKind(Labelled):
    """What a project is; the definitions say which kinds are left out of the count."""

    NEW = "new", "新建"
    EXPANSION = "expansion", "增资扩产"
    RELOCATION = "relocation", "区内迁建"
    REAL_ESTATE = "real_estate", "房地产"
    FISCAL = "fiscal", "财政投资"
    HEADQUARTERS = "headquarters", "总部及研发"


class Agreement(Labelled):
    """What kind of paper was signed."""

    CONTRACT = "contract", "正式合同"
    FRAMEWORK = "framework", "框架/意向协议"


class Channel(Labelled):
    """How the company was found (招引方式)."""

    REFERRAL = "referral", "以商引商"
    OFFICE = "office", "驻点招商"
    CHAIN = "chain", "产业链招商"
    FUND = "fund", "基金招商"
    AGENT = "agent", "委托招商"
    EVENT = "event", "会展活动"
    ALUMNI = "alumni", "乡贤校友"
    SUPERIOR = "superior", "上级推介"
    SELF = "self", "企业自荐"
    MERGER = "merger", "并购合作"


class Progress(Labelled):
    """How a quota stands against time."""

    AHEAD = "ahead", "超序时"
    EVEN = "even", "达序时"
    BEHIND = "behind", "滞后"
    FAR_BEHIND = "far_behind", "严重滞后"


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


def standing(counted: Decimal | int, target: Decimal | int, period: Period, on: date) -> Standing:
    """How a target stands at the end of the day `on`.

    Time progress is linear by months, as published bulletins compute it. `each_month` is what
    every remaining month must bring, rounded up to one decimal; None when the target is reached
    or no month is left.
    """
    counted, target = Decimal(counted), Decimal(target)
    time = time_progress(period, on)
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


def cumulative(period: Period) -> bool:
    """Whether a target runs over more than one calendar year (累计), rather than within one."""
    return period.start.year != period.end.year


def place_of(chapter: str, section: str = "", table: str = "") -> str:
    """Where a figure stands in its plan, as the source mark says it."""
    return " · ".join(part for part in (chapter, section, table) if part)


def in_fen(minor: int, currency: Currency, rate: Decimal) -> int:
    """An amount in minor units of its currency as 分, at so many yuan for one unit."""
    yuan = Decimal(minor).scaleb(-currency.digits) * rate
    return int((yuan * 100).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class QuotaValues:
    """What a person says of a quota. `target` is a number of projects, or 万元 for amounts."""

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
    if values.milestone is Stage.NEGOTIATING:
        return "milestone", "在谈不作为目标节点，请选签约及以后的节点。"
    return None


LONGEST_PERIOD = 15 * 366  # days
LARGEST_TARGET = Decimal(10**10)
