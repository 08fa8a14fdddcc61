"""Tables of plans: what they are, what they say of the taxonomy, the tasks that they give."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit, User
from crm.chains.models import Chain, ChainNode, Cluster
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import labelled
from crm.plans.rules import TaskState


class Plan(Versioned, Model):
    """An official plan or opinion."""

    __tablename__ = "plans"

    code: Mapped[str] = mapped_column(String(40), unique=True, info={"label": "代码"})
    title: Mapped[str] = mapped_column(String(200), info={"label": "标题"})
    issuer: Mapped[str] = mapped_column(String(120), default="", info={"label": "发文机关"})
    document_number: Mapped[str] = mapped_column(String(60), default="", info={"label": "文号"})
    issued_on: Mapped[date | None] = mapped_column(info={"label": "成文日期"})
    starts_on: Mapped[date] = mapped_column(info={"label": "规划期起"})
    ends_on: Mapped[date] = mapped_column(info={"label": "规划期止"})
    is_draft: Mapped[bool] = mapped_column(default=False, info={"label": "征求意见稿"})
    # Of the province or another city: its targets are looked at, not owed.
    is_reference: Mapped[bool] = mapped_column(default=False, info={"label": "仅供参照"})
    territory: Mapped[str] = mapped_column(String(80), default="", info={"label": "适用范围"})
    note: Mapped[str] = mapped_column(String(1000), default="", info={"label": "说明"})


class Sourced:
    """Where a planned figure stands: plan, chapter, section, table; how it was read."""

    chapter: Mapped[str] = mapped_column(
        String(80), default="", info={"label": "章"}, sort_order=80
    )
    section: Mapped[str] = mapped_column(
        String(120), default="", info={"label": "节"}, sort_order=81
    )
    table_name: Mapped[str] = mapped_column(
        String(80), default="", info={"label": "表/专栏"}, sort_order=82
    )
    reading: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "口径说明"}, sort_order=83
    )


class Mention(Sourced, Timestamped, Model):
    """What a plan calls a part of the taxonomy, and what it wants of it at a place (规划提法).

    It maps the plan's own words: exactly one of cluster, chain and node is set.
    """

    __tablename__ = "plan_mentions"
    __table_args__ = (
        CheckConstraint(
            "case when cluster_id is null then 0 else 1 end"
            " + case when chain_id is null then 0 else 1 end"
            " + case when node_id is null then 0 else 1 end = 1",
            name="one_subject",
        ),
        Index("ix_plan_mentions_plan", "plan_id", "position"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(80), info={"label": "规划提法"})
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("clusters.id", ondelete="RESTRICT"), index=True
    )
    chain_id: Mapped[int | None] = mapped_column(
        ForeignKey("chains.id", ondelete="RESTRICT"), index=True
    )
    node_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True
    )
    level: Mapped[str] = mapped_column(String(40), default="", info={"label": "级别"})
    place: Mapped[str] = mapped_column(String(80), default="", info={"label": "布局"})
    focus: Mapped[str] = mapped_column(String(500), default="", info={"label": "发展重点"})
    companies: Mapped[list[str]] = mapped_column(JSON, default=list, info={"label": "龙头企业"})
    position: Mapped[int] = mapped_column(default=0, info={"noise": True})

    plan: Mapped[Plan] = relationship(lazy="raise")
    cluster: Mapped[Cluster | None] = relationship(lazy="raise")
    chain: Mapped[Chain | None] = relationship(lazy="raise")
    node: Mapped[ChainNode | None] = relationship(lazy="raise")


class PlanTask(Sourced, Versioned, Model):
    """A numbered task of a plan (任务)."""

    __tablename__ = "plan_tasks"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(info={"label": "序号"})
    group_name: Mapped[str] = mapped_column(String(80), default="", info={"label": "分类"})
    title: Mapped[str] = mapped_column(String(120), info={"label": "任务"})
    content: Mapped[str] = mapped_column(String(1000), default="", info={"label": "内容"})
    due_on: Mapped[date | None] = mapped_column(info={"label": "完成时限"})

    plan: Mapped[Plan] = relationship(lazy="raise")


class TaskDepartment(Timestamped, Model):
    """A department that leads or helps with a task, in the plan's words; perhaps a unit of ours."""

    __tablename__ = "task_departments"
    __table_args__ = (UniqueConstraint("task_id", "name"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("plan_tasks.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80), index=True, info={"label": "部门"})
    leads: Mapped[bool] = mapped_column(default=True, info={"label": "牵头"})
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("org_units.id", ondelete="SET NULL"), index=True, info={"label": "对应机构"}
    )
    position: Mapped[int] = mapped_column(default=0, info={"noise": True})

    unit: Mapped[OrgUnit | None] = relationship(lazy="raise")


class TaskReport(Versioned, Model):
    """How a task stood at the end of a month; one for each month."""

    __tablename__ = "task_reports"
    __table_args__ = (UniqueConstraint("task_id", "month"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("plan_tasks.id", ondelete="RESTRICT"))
    month: Mapped[date] = mapped_column(info={"label": "月份"})
    state: Mapped[TaskState] = mapped_column(labelled(TaskState), info={"label": "状态"})
    text: Mapped[str] = mapped_column(String(1000), info={"label": "进展"})
    reported_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "填报人"}
    )

    task: Mapped[PlanTask] = relationship(lazy="raise")
    reported_by: Mapped[User | None] = relationship(lazy="raise")
