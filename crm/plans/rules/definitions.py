"""What a definition of counting and an exchange rate may be. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm.lib.currencies import Currency
from crm.plans.rules.terms import STAGES, ProjectKind, Stage

# Fields of a milestone that a definition may ask for, as the milestone's columns are called.
EVIDENCE_FIELDS = {
    "agreement": "协议类型",
    "document_number": "协议文号/证照号",
    "parties": "甲乙双方",
    "company_name": "新公司名称",
    "credit_code": "统一社会信用代码",
    "capital_fen": "注册资本",
}
MOST_FILES = 10
WHOLE = 100  # per cent
# Beyond this a rate was surely typed the wrong way round.
HIGHEST_RATE = Decimal(100)


@dataclass(frozen=True)
class StageTerms:
    """What a definition says of one milestone."""

    meaning: str
    evidence: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    files: int = 0


@dataclass(frozen=True)
class DefinitionValues:
    """What a person says of a new version; `weights` in per cent."""

    name: str
    effective_from: date
    landed_stage: Stage
    framework_counts: bool
    kinds_left_out: tuple[ProjectKind, ...]
    milestones: Mapping[Stage, StageTerms]
    weights: Mapping[Stage, int]


def definition_fault(values: DefinitionValues, latest: date | None) -> tuple[str, str] | None:
    """The first thing wrong with a new version, as field and sentence; None when it is fine.

    `latest` is the day from which the newest version is in force. What has been counted by an
    earlier version is not to change, so a new one begins later.
    """
    if latest is not None and values.effective_from <= latest:
        return "effective_from", f"施行日期要晚于现有的最新版（{latest.isoformat()}）。"
    if values.landed_stage is Stage.NEGOTIATING:
        return "landed_stage", "在谈不能作为落地，请选签约及以后的节点。"
    for stage in STAGES:
        weight = values.weights.get(stage, 0)
        if not 0 <= weight <= WHOLE:
            return f"{stage}_weight", "落地概率请填 0 到 100 之间的整数。"
        if stage not in values.milestones or not values.milestones[stage].meaning:
            return f"{stage}_meaning", f"请写明{stage.label}的含义。"
    ordered = [values.weights.get(stage, 0) for stage in STAGES]
    if ordered != sorted(ordered):
        place = next(n for n in range(1, len(ordered)) if ordered[n] < ordered[n - 1])
        return (
            f"{STAGES[place]}_weight",
            f"{STAGES[place].label}的落地概率低于{STAGES[place - 1].label}，请检查。",
        )
    return None


def rate_fault(currency: Currency, rate: Decimal) -> tuple[str, str] | None:
    """Why a rate cannot be right, as field and sentence; None when it can."""
    if currency is Currency.CNY:
        return "currency", "人民币不需要汇率。"
    if not 0 < rate <= HIGHEST_RATE:
        return "rate", "汇率请填 1 单位外币折合多少元人民币，如美元 7.1。"
    if rate != round(rate, 6):
        return "rate", "汇率最多六位小数。"
    return None


def in_fen(minor: int, currency: Currency, rate: Decimal) -> int:
    """An amount in minor units of its currency as 分, at so many yuan for one unit."""
    yuan = Decimal(minor).scaleb(-currency.digits) * rate
    return int((yuan * 100).to_integral_value(ROUND_HALF_UP))
