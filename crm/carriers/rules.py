"""Kinds and states of carriers, and their areas. Pure functions."""

from decimal import Decimal

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
