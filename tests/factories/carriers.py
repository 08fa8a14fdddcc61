"""Land, workshops and buildings."""

from decimal import Decimal
from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.carriers.models import Carrier
from crm.carriers.rules import AreaUnit, CarrierKind

_numbers = count(1)


def make_carrier(
    session: Session, unit: OrgUnit | None = None, area: str = "", unit_of_area=None, **given
) -> Carrier:
    """Land that can be had; elsewhere when no unit is given. `area` in 亩 unless said otherwise."""
    number = next(_numbers)
    given = {
        "code": f"carrier-{number}",
        "name": f"第{number}号地块",
        "kind": CarrierKind.LAND,
        **given,
    }
    if area:
        given |= {"area": Decimal(area), "area_unit": unit_of_area or AreaUnit.MU}
    row = Carrier(unit_id=unit.id if unit else None, **given)
    session.add(row)
    session.flush()
    return row
