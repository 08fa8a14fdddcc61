"""Kinds and states of carriers, and their areas. Pure functions."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crm.lib.labelled import Labelled

SQUARE_METRES_PER_MU = Decimal("666.67")


class CarrierKind(Labelled):
    """What is offered."""

    LAND = "land", "地块"
    WORKSHOP = "workshop", "厂房"
    BUILDING = "building", "楼宇"
    INCUBATOR = "incubator", "孵化器"
    PLATFORM = "platform", "创新平台"
    ZONE = "zone", "园区"


class CarrierState(Labelled):
    """Whether something can be let or sold now."""

    AVAILABLE = "available", "可供"
    IDLE = "idle", "闲置待盘活"
    PARTLY = "partly", "部分占用"
    OCCUPIED = "occupied", "已占用"
    IN_WORKS = "in_works", "在建"
    PLANNED = "planned", "规划中"


class AreaUnit(Labelled):
    """In what an area is written: 1 亩 = 666.67 m²."""

    MU = "mu", "亩"
    SQM = "sqm", "平方米"
    WAN_SQM = "wan_sqm", "万平方米"
    SQ_KM = "sq_km", "平方公里"


# What can be given to an investor now, or after what stands idle has been put in order.
OFFERED = (CarrierState.AVAILABLE, CarrierState.IDLE)
# The kinds whose areas are added up.
MEASURED = (CarrierKind.LAND, CarrierKind.WORKSHOP, CarrierKind.BUILDING)
SQUARE_METRES = {
    AreaUnit.MU: SQUARE_METRES_PER_MU,
    AreaUnit.SQM: Decimal(1),
    AreaUnit.WAN_SQM: Decimal(10_000),
    AreaUnit.SQ_KM: Decimal(1_000_000),
}
LARGEST_MU = Decimal(10**8)  # two thirds of the province


def in_mu(area: Decimal, unit: AreaUnit) -> Decimal:
    """An area in 亩, so that areas can be compared; rounded to two places."""
    if unit is AreaUnit.MU:
        return area
    mu = area * SQUARE_METRES[unit] / SQUARE_METRES_PER_MU
    return mu.quantize(Decimal("0.01"), ROUND_HALF_UP)


def number_words(value: Decimal) -> str:
    """A figure with thousands separators and without the zeros that its column carries."""
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def area_words(area: Decimal | None, unit: AreaUnit | None) -> str:
    """An area in its own unit: 15 万平方米; '' for none."""
    return "" if area is None or unit is None else f"{number_words(area)} {unit.label}"


@dataclass(frozen=True)
class CarrierValues:
    """What a person says of a carrier. `unit_id` is empty for one that lies elsewhere."""

    name: str
    kind: CarrierKind
    state: CarrierState
    unit_id: int | None = None
    place: str = ""
    area: Decimal | None = None
    area_unit: AreaUnit | None = None
    price: str = ""
    chain_id: int | None = None
    description: str = ""
    source: str = ""


def carrier_fault(values: CarrierValues) -> tuple[str, str] | None:
    """The first thing that is wrong with a carrier, as field and sentence; None when it is fine."""
    if not values.name.strip():
        return "name", "请填写载体名称。"
    if values.area is not None and values.area_unit is None:
        return "area_unit", "填了面积，请选择面积单位。"
    if values.area is None and values.area_unit is not None:
        return "area", "选了面积单位，请填写面积；没有面积就不选单位。"
    if (
        values.area is not None
        and values.area_unit is not None
        and not (values.area > 0 and in_mu(values.area, values.area_unit) <= LARGEST_MU)
    ):
        return "area", "面积请填大于 0 的数，并检查单位。"
    return None
