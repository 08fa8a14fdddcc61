"""Tables of quotas, of the definitions of counting, and of exchange rates."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit, User
from crm.chains.models import Chain, ChainNode
from crm.core.db import Model, Versioned
from crm.core.types import Scaled, labelled
from crm.lib.currencies import Currency
from crm.lib.periods import Period
from crm.lib.regions import RegionGroup
from crm.plans.models.documents import Plan, Sourced
from crm.plans.rules import Channel, Metric, Stage


class Quota(Sourced, Versioned, Model):
    """A target that is counted from the pipeline.

    The filter columns narrow what counts; empty ones do not. `target` is a number of projects,
    万元 for amounts, 万美元 for foreign capital paid in, `capacity_unit` for capacities. The
    period is inclusive. `unit_id` is the unit whose projects count (with the units below it), the
    zone's root for all.
    """

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("target >= 0", name="target_not_negative"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index("ix_quotas_unit_period", "unit_id", "starts_on", "ends_on"),
    )

    code: Mapped[str] = mapped_column(String(80), info={"label": "代码"})
    title: Mapped[str] = mapped_column(String(120), info={"label": "名称"})
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("plans.id", ondelete="RESTRICT"), index=True, info={"label": "规划"}
    )
    metric: Mapped[Metric] = mapped_column(labelled(Metric), info={"label": "计量"})
    milestone: Mapped[Stage] = mapped_column(labelled(Stage), info={"label": "节点"})
    chain_id: Mapped[int | None] = mapped_column(
        ForeignKey("chains.id", ondelete="RESTRICT"), index=True, info={"label": "产业链"}
    )
    node_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True, info={"label": "环节"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "责任单位"}
    )
    foreign_only: Mapped[bool] = mapped_column(default=False, info={"label": "仅外资"})
    region_group: Mapped[RegionGroup | None] = mapped_column(
        labelled(RegionGroup), info={"label": "投资来源"}
    )
    channel: Mapped[Channel | None] = mapped_column(labelled(Channel), info={"label": "招引方式"})
    least_investment_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "总投资不低于"}
    )
    most_investment_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "总投资不高于"}
    )
    # What capacities are counted of and in: 电池 in GW.
    capacity_product: Mapped[str] = mapped_column(String(40), default="", info={"label": "产品"})
    capacity_unit: Mapped[str] = mapped_column(String(20), default="", info={"label": "产能单位"})
    # Whose duty it is when not this zone's: a city, a park elsewhere.
    subject: Mapped[str] = mapped_column(String(80), default="", info={"label": "主体"})
    # The quota that this one is a part of (分解).
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("quotas.id", ondelete="RESTRICT"), index=True, info={"label": "上级目标"}
    )
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "责任人"}
    )
    starts_on: Mapped[date] = mapped_column(info={"label": "起"})
    ends_on: Mapped[date] = mapped_column(info={"label": "止"})
    target: Mapped[Decimal] = mapped_column(Scaled(4), info={"label": "目标值"})
    # The plan says 以上 or 不少于.
    at_least: Mapped[bool] = mapped_column(default=False, info={"label": "以上"})
    position: Mapped[int] = mapped_column(default=0, info={"label": "顺序"})

    plan: Mapped[Plan | None] = relationship(lazy="raise")
    chain: Mapped[Chain | None] = relationship(lazy="raise")
    node: Mapped[ChainNode | None] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")
    owner: Mapped[User | None] = relationship(lazy="raise")

    @property
    def period(self) -> Period:
        """The days on which milestones count."""
        return Period(self.starts_on, self.ends_on)


class Definition(Versioned, Model):
    """One version of what is counted and how (口径), in force from a day on.

    `milestones` maps each stage to {"meaning", "evidence": [..], "fields": [..], "files": n};
    `weights` maps each stage to the share of projects there that will land, in per cent.
    """

    __tablename__ = "definitions"

    name: Mapped[str] = mapped_column(String(80), info={"label": "名称"})
    effective_from: Mapped[date] = mapped_column(unique=True, info={"label": "施行日期"})
    landed_stage: Mapped[Stage] = mapped_column(labelled(Stage), info={"label": "落地口径"})
    framework_counts: Mapped[bool] = mapped_column(
        default=False, info={"label": "框架协议计入签约"}
    )
    kinds_left_out: Mapped[list[str]] = mapped_column(JSON, info={"label": "不计入的项目类型"})
    milestones: Mapped[dict[str, Any]] = mapped_column(JSON, info={"label": "节点定义"})
    weights: Mapped[dict[str, int]] = mapped_column(JSON, info={"label": "落地概率"})


class ExchangeRate(Versioned, Model):
    """What one unit of a currency was worth in yuan in a month; kept by the administrator."""

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("currency", "month"),)

    currency: Mapped[Currency] = mapped_column(labelled(Currency), info={"label": "币种"})
    month: Mapped[date] = mapped_column(info={"label": "月份"})
    rate: Mapped[Decimal] = mapped_column(Scaled(6), info={"label": "折合人民币"})
