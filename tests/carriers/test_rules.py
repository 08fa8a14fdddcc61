"""Areas, and what a carrier may be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.carriers.rules import (
    AreaUnit,
    CarrierKind,
    CarrierState,
    CarrierValues,
    area_words,
    carrier_fault,
    in_mu,
)

AREAS = st.decimals("0.0001", "1000000", places=4)


@pytest.mark.parametrize(
    ("area", "unit", "mu"),
    [
        ("1000", AreaUnit.MU, "1000"),
        ("666.67", AreaUnit.SQM, "1"),
        ("15", AreaUnit.WAN_SQM, "225.00"),
        ("1", AreaUnit.SQ_KM, "1499.99"),
        ("0.0001", AreaUnit.SQM, "0"),
    ],
)
def test_an_area_is_told_in_mu(area, unit, mu):
    assert in_mu(Decimal(area), unit) == Decimal(mu)


@given(AREAS, AREAS, st.sampled_from(AreaUnit))
def test_more_area_is_never_less_in_mu(one, other, unit):
    low, high = sorted((one, other))
    assert in_mu(low, unit) <= in_mu(high, unit)


@given(AREAS)
def test_the_units_agree_with_one_another(area):
    assert in_mu(area, AreaUnit.WAN_SQM) == in_mu(area * 10_000, AreaUnit.SQM)
    assert in_mu(area, AreaUnit.SQ_KM) == in_mu(area * 100, AreaUnit.WAN_SQM)


def test_an_area_is_written_in_its_own_unit():
    assert area_words(Decimal("15.0000"), AreaUnit.WAN_SQM) == "15 万平方米"
    assert area_words(Decimal("1200.5000"), AreaUnit.MU) == "1,200.5 亩"
    assert area_words(None, None) == ""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, None),
        ({"name": " "}, "name"),
        ({"area": Decimal(1)}, "area_unit"),
        ({"area_unit": AreaUnit.MU}, "area"),
        ({"area": Decimal(0), "area_unit": AreaUnit.MU}, "area"),
        ({"area": Decimal(-1), "area_unit": AreaUnit.SQM}, "area"),
        ({"area": Decimal(10**8), "area_unit": AreaUnit.MU}, None),
        ({"area": Decimal(10**8), "area_unit": AreaUnit.SQ_KM}, "area"),
    ],
)
def test_an_area_needs_its_unit_and_makes_sense(given, field):
    values = CarrierValues(
        **{"name": "地块", "kind": CarrierKind.LAND, "state": CarrierState.IDLE, **given}
    )
    fault = carrier_fault(values)
    assert (fault and fault[0]) == field
