"""What foreign capital paid in and capacities may be. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.projects.rules.order import Fault

MOST_CENTS = 10**14
MOST_CAPACITY = Decimal(10**9)


@dataclass(frozen=True)
class PaidInValues:
    """Foreign capital that came in during a month (any day of it), in US cents."""

    month: date
    cents: int
    note: str = ""


@dataclass(frozen=True)
class CapacityValues:
    """What a project will produce of a product in a year; a `value` of None takes it away."""

    product: str
    value: Decimal | None
    unit: str = ""
    note: str = ""


def paid_in_fault(
    values: PaidInValues, standing: Collection[tuple[date, int]], files: int, today: date
) -> Fault | None:
    """Why an amount may not be reported; `standing` are the months and amounts that are."""
    first = values.month.replace(day=1)
    if first > today:
        return Fault("到账月份还没有到，请填实际到账的月份。", "month")
    if not 0 < values.cents <= MOST_CENTS:
        return Fault("到账金额请填大于 0 的数，并检查单位。", "cents")
    if (first, values.cents) in standing:
        return Fault("这个月已填报过同样金额的到账外资，请核对是否重复。", "cents")
    if not files:
        return Fault("请上传到账依据，如银行进账单、验资报告或外汇登记凭证。", "files")
    return None


def capacity_fault(values: CapacityValues) -> Fault | None:
    """Why a capacity cannot be so."""
    if values.value is None:
        return None
    if not 0 < values.value <= MOST_CAPACITY:
        return Fault("产能请填大于 0 的数，并检查单位。", "value")
    if not values.unit:
        return Fault("请填写产能单位，如 GW、万片/年。", "unit")
    return None
