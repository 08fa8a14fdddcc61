"""Reads of carriers. What can be offered is no secret: every reader sees all of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session, joinedload

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Permission, Viewer
from crm.carriers.models import Carrier
from crm.carriers.rules import (
    MEASURED,
    OFFERED,
    SQUARE_METRES,
    CarrierKind,
    CarrierState,
    in_mu,
)
from crm.chains.models import Chain
from crm.core.errors import NotFound
from crm.core.lists import Order, Page, page
from crm.lib.trees import depth, is_within

COLUMNS = (
    Carrier.id,
    Carrier.code,
    Carrier.name,
    Carrier.kind,
    Carrier.state,
    Carrier.unit_id,
    Carrier.place,
    Carrier.area,
    Carrier.area_unit,
    Carrier.price,
    Carrier.chain_id,
    Carrier.description,
    Carrier.source,
    Carrier.updated_at,
)
# In hundredths of a square metre times the column's own scale; those without an area come last.
_SIZE = func.coalesce(
    type_coerce(Carrier.area, BigInteger)
    * case(
        {unit.value: int(metres * 100) for unit, metres in SQUARE_METRES.items()},
        value=Carrier.area_unit,
        else_=0,
    ),
    0,
)
BY_SIZE = Order(type_coerce(_SIZE, BigInteger), int)


@dataclass(frozen=True)
class CarrierFilter:
    """What the list is narrowed to; what is empty does not matter.

    `unit` takes the units below it in; `local` keeps those of this zone (True) or elsewhere;
    `offered` those that can be had now.
    """

    q: str = ""
    kind: CarrierKind | None = None
    state: CarrierState | None = None
    offered: bool = False
    unit: int | None = None
    chain: str = ""
    local: bool | None = None


@dataclass(frozen=True)
class Offer:
    """What of a kind can be had in this zone: how many, how large together in 亩.

    `unmeasured` of them have no area, and are not in the sum.
    """

    kind: CarrierKind
    count: int
    mu: Decimal
    unmeasured: int


def listed(wanted: CarrierFilter) -> Select[Any]:
    """The carriers that the filter leaves."""
    return select(*COLUMNS).where(*_conditions(wanted))


def page_of(session: Session, wanted: CarrierFilter, cursor: str) -> Page:
    """A page of the list, the largest first."""
    return page(session, listed(wanted), BY_SIZE, Carrier.id, cursor)


def exported(session: Session, wanted: CarrierFilter) -> list[Any]:
    """Everything that the filter leaves, in the order of the list."""
    order = (BY_SIZE.key.desc(), Carrier.id.desc())
    return list(session.execute(listed(wanted).order_by(*order)))


def _conditions(wanted: CarrierFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q:
        columns = (Carrier.name, Carrier.place, Carrier.description)
        found.append(or_(*(column.icontains(wanted.q, autoescape=True) for column in columns)))
    if wanted.kind:
        found.append(Carrier.kind == wanted.kind)
    if wanted.state:
        found.append(Carrier.state == wanted.state)
    if wanted.offered:
        found.append(Carrier.state.in_(OFFERED))
    if wanted.unit:
        path = select(OrgUnit.path).where(OrgUnit.id == wanted.unit).scalar_subquery()
        below = select(OrgUnit.id).where(OrgUnit.path.startswith(path))
        found.append(Carrier.unit_id.in_(below))
    if wanted.chain:
        found.append(Carrier.chain_id.in_(select(Chain.id).where(Chain.code == wanted.chain)))
    if wanted.local is not None:
        unit = Carrier.unit_id
        found.append(unit.is_not(None) if wanted.local else unit.is_(None))
    return found


def offers(session: Session) -> list[Offer]:
    """What land, workshops and buildings of this zone can be had."""
    rows = session.execute(
        select(
            Carrier.kind, Carrier.area_unit, func.count(), func.count(Carrier.area),
            func.sum(Carrier.area),
        )
        .where(*_conditions(CarrierFilter(offered=True, local=True)), Carrier.kind.in_(MEASURED))
        .group_by(Carrier.kind, Carrier.area_unit)
    ).all()  # fmt: skip
    return [
        Offer(
            kind=kind,
            count=sum(row[2] for row in rows if row[0] is kind),
            mu=sum(
                (in_mu(row[4], row[1]) for row in rows if row[0] is kind and row[1] and row[3]),
                Decimal(0),
            ),
            unmeasured=sum(row[2] - row[3] for row in rows if row[0] is kind),
        )
        for kind in MEASURED
    ]


def get_carrier(session: Session, carrier_id: int, *, lock: bool = False) -> Carrier:
    """The carrier with its unit and chain; NotFound when there is none.

    With `lock` nobody else can change it until the transaction ends.
    """
    wanted = (
        select(Carrier)
        .where(Carrier.id == carrier_id)
        .options(joinedload(Carrier.unit), joinedload(Carrier.chain))
    )
    if lock:
        wanted = wanted.with_for_update(of=Carrier)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def may_keep(viewer: Viewer, unit_id: int | None, unit_path: str) -> bool:
    """Whether the viewer keeps a unit's carriers: its staff, the managers of it and above.

    Those that lie elsewhere belong to no unit: managers of the zone itself keep them.
    """
    if unit_id is None:
        return viewer.may(Permission.MANAGE) and depth(viewer.unit_path) == 1
    if viewer.may(Permission.MANAGE):
        return is_within(unit_path, viewer.unit_path)
    return viewer.may(Permission.LOG) and unit_id == viewer.unit_id


def may_edit(viewer: Viewer, carrier: Carrier) -> bool:
    """Whether the viewer may change a carrier; its unit is loaded."""
    return may_keep(viewer, carrier.unit_id, carrier.unit.path if carrier.unit else "")
