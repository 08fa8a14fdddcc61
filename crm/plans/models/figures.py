"""Tables of what plans measure: indicators with their figures, and how figures must agree."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import Scaled, UtcDateTime, labelled
from crm.plans.models.documents import Plan, Sourced
from crm.plans.rules import CheckKind, Side


class Indicator(Sourced, Versioned, Model):
    """A measured quantity of a plan."""

    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(60), info={"label": "代码"})
    name: Mapped[str] = mapped_column(String(120), info={"label": "指标"})
    unit: Mapped[str] = mapped_column(String(20), info={"label": "单位"})
    position: Mapped[int] = mapped_column(default=0)
    # Whose figure it is, when not the plan's whole territory: a park, a city.
    subject: Mapped[str] = mapped_column(String(80), default="", info={"label": "主体"})
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("clusters.id", ondelete="RESTRICT"), index=True
    )
    chain_id: Mapped[int | None] = mapped_column(
        ForeignKey("chains.id", ondelete="RESTRICT"), index=True
    )
    node_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True
    )

    plan: Mapped[Plan] = relationship(lazy="raise")


class IndicatorValue(Timestamped, Model):
    """A figure of an indicator in one year: baseline, target or actual.

    A plan that gives two different ones for the same has two rows with different `source`, of
    which one `counts`; a person may decide for the other with a reason.
    """

    __tablename__ = "indicator_values"
    __table_args__ = (
        UniqueConstraint("indicator_id", "year", "kind", "source"),
        CheckConstraint("kind in ('baseline', 'target', 'actual')", name="kind"),
    )

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id", ondelete="CASCADE"))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[Decimal] = mapped_column(Scaled(4), info={"label": "数值"})
    at_least: Mapped[bool] = mapped_column(default=False, info={"label": "以上"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "出处"})
    counts: Mapped[bool] = mapped_column(default=True, info={"label": "采用"})
    decision_reason: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "采用理由"}
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True
    )


class FigureCheck(Versioned, Model):
    """Figures that must agree with one another: the parts with the whole.

    `decision` says which side counts when they do not, `rate` is the yearly growth in per cent of
    a growth, the factor of a product.
    """

    __tablename__ = "figure_checks"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(60), info={"label": "代码"})
    title: Mapped[str] = mapped_column(String(120), info={"label": "核对"})
    kind: Mapped[CheckKind] = mapped_column(labelled(CheckKind), info={"label": "方式"})
    rate: Mapped[Decimal | None] = mapped_column(Scaled(4), info={"label": "比率"})
    reading: Mapped[str] = mapped_column(String(500), default="", info={"label": "说明"})
    position: Mapped[int] = mapped_column(default=0, info={"noise": True})
    decision: Mapped[Side | None] = mapped_column(labelled(Side), info={"label": "采用"})
    decision_reason: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "采用理由"}
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True
    )
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})

    plan: Mapped[Plan] = relationship(lazy="raise")


class FigureReference(Timestamped, Model):
    """A figure that a check looks at: of an indicator, a quota, or a project's capacity.

    Kind and number instead of a foreign key: projects stand above.
    """

    __tablename__ = "figure_references"
    __table_args__ = (
        CheckConstraint("kind in ('indicator', 'quota', 'capacity')", name="kind"),
        Index("ix_figure_references_check", "check_id", "position"),
        Index("ix_figure_references_subject", "kind", "subject_id"),
    )

    check_id: Mapped[int] = mapped_column(ForeignKey("figure_checks.id", ondelete="CASCADE"))
    is_whole: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    year: Mapped[int | None]
    value_kind: Mapped[str] = mapped_column(String(10), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    product: Mapped[str] = mapped_column(String(40), default="")
