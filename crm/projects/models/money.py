"""Tables of what a project brings: capacity, and foreign capital paid in."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import Scaled, UtcDateTime, labelled
from crm.projects.models.records import Project
from crm.projects.rules import MilestoneState


class ProjectCapacity(Timestamped, Model):
    """What a project will produce in a year: 12 GW of 组件."""

    __tablename__ = "project_capacities"
    __table_args__ = (
        UniqueConstraint("project_id", "product"),
        CheckConstraint("value > 0", name="value"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    product: Mapped[str] = mapped_column(String(40), info={"label": "产品"})
    value: Mapped[Decimal] = mapped_column(Scaled(4), info={"label": "产能"})
    unit: Mapped[str] = mapped_column(String(20), info={"label": "产能单位"})
    note: Mapped[str] = mapped_column(String(200), default="", info={"label": "说明"})


class PaidIn(Versioned, Model):
    """Foreign capital of a project that came in during a month (到账外资), in US cents.

    Reported with its evidence and verified like a milestone; only what is verified counts.
    """

    __tablename__ = "paid_in_amounts"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents"),
        Index("ix_paid_in_amounts_project", "project_id", "month"),
        Index("ix_paid_in_amounts_counted", "state", "month", "project_id", "cents"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="RESTRICT"))
    month: Mapped[date] = mapped_column(info={"label": "月份"})
    cents: Mapped[int] = mapped_column(BigInteger, info={"label": "到账外资", "secret": True})
    state: Mapped[MilestoneState] = mapped_column(
        labelled(MilestoneState), default=MilestoneState.REPORTED, info={"label": "状态"}
    )
    note: Mapped[str] = mapped_column(String(500), default="", info={"label": "说明"})
    reported_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "填报人"}
    )
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "认定人"}
    )
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})
    decision_reason: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "退回或撤销原因"}
    )

    project: Mapped[Project] = relationship(lazy="raise")
    reported_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[reported_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
