"""Tables of briefs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit
from crm.core.db import Model, Versioned
from crm.core.types import UtcDateTime, labelled
from crm.lib.labelled import Labelled


class BriefState(Labelled):
    """How far a brief has come."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已签发"


class Brief(Versioned, Model):
    """A numbered report on one month for one unit, made from a frozen snapshot.

    `snapshot` holds every figure that is printed (see `rules.snapshot`); the PDF is drawn from
    it alone, so that it stays as it was issued.
    """

    __tablename__ = "briefs"
    __table_args__ = (UniqueConstraint("unit_id", "month"),)

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "单位"}
    )
    month: Mapped[date] = mapped_column(info={"label": "月份"})
    year_number: Mapped[int] = mapped_column(info={"label": "期号"})
    total_number: Mapped[int] = mapped_column(info={"label": "总期号"})
    title: Mapped[str] = mapped_column(String(120), info={"label": "标题"})
    opening: Mapped[str] = mapped_column(String(2000), default="", info={"label": "导语"})
    state: Mapped[BriefState] = mapped_column(
        labelled(BriefState), default=BriefState.DRAFT, info={"label": "状态"}
    )
    dated_on: Mapped[date] = mapped_column(info={"label": "成文日期"})
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, info={"noise": True})
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime, info={"label": "数据时间"})
    issued_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "签发人"}
    )
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})

    unit: Mapped[OrgUnit] = relationship(lazy="raise")
