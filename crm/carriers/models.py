"""Table of carriers."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit
from crm.carriers.rules import AreaUnit, CarrierKind, CarrierState
from crm.chains.models import Chain
from crm.core.db import Model, Versioned
from crm.core.types import Scaled, labelled


class Carrier(Versioned, Model):
    """Land, a workshop, a building or an institution that can be offered to an investor (载体).

    `unit_id` is the unit of this zone that offers it; empty for those elsewhere that a plan names.
    """

    __tablename__ = "carriers"
    __table_args__ = (Index("ix_carriers_kind", "kind", "state", "updated_at", "id"),)

    code: Mapped[str] = mapped_column(String(60), unique=True, info={"label": "代码"})
    name: Mapped[str] = mapped_column(String(120), info={"label": "名称"})
    kind: Mapped[CarrierKind] = mapped_column(labelled(CarrierKind), info={"label": "类型"})
    state: Mapped[CarrierState] = mapped_column(
        labelled(CarrierState), default=CarrierState.AVAILABLE, info={"label": "状态"}
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), index=True, info={"label": "单位"}
    )
    place: Mapped[str] = mapped_column(String(120), default="", info={"label": "位置"})
    area: Mapped[Decimal | None] = mapped_column(Scaled(4), info={"label": "面积"})
    area_unit: Mapped[AreaUnit | None] = mapped_column(
        labelled(AreaUnit), info={"label": "面积单位"}
    )
    price: Mapped[str] = mapped_column(String(80), default="", info={"label": "价格"})
    chain_id: Mapped[int | None] = mapped_column(
        ForeignKey("chains.id", ondelete="RESTRICT"), index=True, info={"label": "适合产业链"}
    )
    description: Mapped[str] = mapped_column(String(1000), default="", info={"label": "说明"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})

    unit: Mapped[OrgUnit | None] = relationship(lazy="raise")
    chain: Mapped[Chain | None] = relationship(lazy="raise")
