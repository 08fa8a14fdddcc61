"""Tables of projects, their nodes, milestones and planned dates."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit, User
from crm.chains.models import ChainNode
from crm.chains.rules import Mark
from crm.companies.models import Company
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import UtcDateTime, labelled
from crm.leads.models import Lead
from crm.leads.rules import DropReason
from crm.lib.currencies import AmountUnit, Currency
from crm.plans.rules import STAGES, Agreement, Channel, ProjectKind, Stage
from crm.projects.rules import DateBasis, MilestoneState, ProjectState

# What lists are sorted by: nothing can be learnt of a confidential amount from its place.
AMOUNT_RANK = "case when confidential or investment_fen is null then -1 else investment_fen end"
STAGE_RANK = (
    "case stage "
    + " ".join(f"when '{stage.value}' then {place}" for place, stage in enumerate(STAGES))
    + " end"
)
LISTED = "ix_projects_listed"


class Project(Versioned, Model):
    """An investment being negotiated or carried out.

    `stage` repeats the latest verified milestone (`rules.stage_of`) so that lists can be sorted
    and counted by it; only `operations.milestones` writes it, always together with a milestone.
    `investment_minor` is in whole minor units of `currency`, `investment_fen` the same in 分.
    """

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("not confidential or code_name <> ''", name="code_name"),
        Index("ix_projects_updated_at_id", "updated_at", "id"),
        Index("ix_projects_company_updated", "company_id", "updated_at", "id"),
        Index("ix_projects_unit_updated", "unit_id", "updated_at", "id"),
        Index("ix_projects_by_stage", "stage", "updated_at", "id"),
        Index("ix_projects_stage_updated", "state", "stage", "updated_at", "id"),
        Index(
            "ix_projects_funnel",
            "state", "stage", "node_id", "unit_id", "confidential", "kind", "investment_fen",
        ),
        Index("ix_projects_owner_state", "owner_id", "state", "last_moved_on"),
        # The latest of a node, by stage, are found and counted without the table.
        Index(
            "ix_projects_node",
            "node_id", "state", "stage", "updated_at", "id", "unit_id", "owner_id",
        ),
        Index("ix_projects_amount", "amount_rank", "id"),
        Index("ix_projects_stage_rank", "stage_rank", "id"),
        Index("ix_projects_moved", "last_moved_on", "id"),
        Index("ix_projects_state_moved", "state", "last_moved_on", "id"),
        Index("ix_projects_step", "state", "next_step_on"),
        # Whatever a list is narrowed or sorted by that stands in the table: see `queries.ways`.
        Index(
            LISTED,
            "unit_id", "owner_id", "confidential", "stage", "state", "node_id", "kind", "channel",
            "is_foreign", "country", "region_code", "investment_fen", "amount_rank", "stage_rank",
            "last_moved_on", "updated_at", "id",
        ),
    )  # fmt: skip

    name: Mapped[str] = mapped_column(String(120), info={"label": "项目名称", "secret": True})
    sound: Mapped[str] = mapped_column(String(120), default="", info={"noise": True})
    code_name: Mapped[str] = mapped_column(String(80), default="", info={"label": "代号"})
    confidential: Mapped[bool] = mapped_column(default=False, info={"label": "涉密"})
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), info={"label": "投资方", "secret": True}
    )
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("leads.id", ondelete="RESTRICT"), unique=True, info={"label": "来自线索"}
    )
    node_id: Mapped[int] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), info={"label": "主环节"}
    )
    mark: Mapped[Mark | None] = mapped_column(labelled(Mark), info={"label": "补强延"})
    kind: Mapped[ProjectKind] = mapped_column(
        labelled(ProjectKind), default=ProjectKind.NEW, info={"label": "项目类型"}
    )
    investment_minor: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "总投资", "secret": True}
    )
    currency: Mapped[Currency] = mapped_column(
        labelled(Currency), default=Currency.CNY, info={"label": "币种"}
    )
    amount_unit: Mapped[AmountUnit] = mapped_column(
        labelled(AmountUnit), default=AmountUnit.WAN, info={"noise": True}
    )
    investment_fen: Mapped[int | None] = mapped_column(BigInteger, info={"noise": True})
    fixed_assets_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "固定资产投资", "secret": True}
    )
    land_mu_hundredths: Mapped[int | None] = mapped_column(info={"label": "用地(百分之一亩)"})
    country: Mapped[str] = mapped_column(String(2), default="CN", info={"label": "国别地区"})
    region_code: Mapped[str | None] = mapped_column(
        String(6), info={"label": "投资方地区", "secret": True}
    )
    is_foreign: Mapped[bool] = mapped_column(default=False, info={"label": "外资"})
    channel: Mapped[Channel | None] = mapped_column(labelled(Channel), info={"label": "招引方式"})
    description: Mapped[str] = mapped_column(
        String(2000), default="", info={"label": "建设内容", "secret": True}
    )
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})
    stage: Mapped[Stage] = mapped_column(
        labelled(Stage), default=Stage.NEGOTIATING, info={"noise": True}
    )
    state: Mapped[ProjectState] = mapped_column(
        labelled(ProjectState), default=ProjectState.ACTIVE, info={"label": "状态"}
    )
    state_reason: Mapped[DropReason | None] = mapped_column(
        labelled(DropReason), info={"label": "原因"}
    )
    state_note: Mapped[str] = mapped_column(String(500), default="", info={"label": "原因说明"})
    state_on: Mapped[date | None] = mapped_column(info={"label": "状态日期"})
    next_step: Mapped[str] = mapped_column(
        String(200), default="", info={"label": "下一步", "secret": True}
    )
    next_step_on: Mapped[date | None] = mapped_column(info={"label": "下一步日期"})
    # The day of the last milestone or activity: how long it has stood still.
    last_moved_on: Mapped[date] = mapped_column(info={"noise": True})
    amount_rank: Mapped[int] = mapped_column(
        BigInteger, Computed(AMOUNT_RANK, persisted=True), info={"noise": True}
    )
    stage_rank: Mapped[int] = mapped_column(
        SmallInteger, Computed(STAGE_RANK, persisted=True), info={"noise": True}
    )
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "负责人"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "单位"}
    )

    company: Mapped[Company] = relationship(lazy="raise")
    lead: Mapped[Lead | None] = relationship(lazy="raise")
    node: Mapped[ChainNode] = relationship(lazy="raise")
    owner: Mapped[User | None] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class ProjectNode(Timestamped, Model):
    """The share of a project that lies on a node, in hundredths of a per cent; they sum to 10000.

    Counts go to the main node (`Project.node_id`), amounts are split by share.
    """

    __tablename__ = "project_nodes"
    __table_args__ = (
        UniqueConstraint("project_id", "node_id"),
        CheckConstraint("share > 0 and share <= 10000", name="share"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    node_id: Mapped[int] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True
    )
    share: Mapped[int]


class Milestone(Versioned, Model):
    """A dated fact of a project with what it rests on.

    `amount_fen` is what counts for it: the total investment at the rate of its month, for a
    capital increase the increment.
    """

    __tablename__ = "milestones"
    __table_args__ = (
        # One that is reported or verified per project and kind; what was returned or revoked
        # stays beside it as history.
        Index(
            "uq_milestones_live",
            "project_id",
            "stage",
            unique=True,
            sqlite_where=text("state in ('reported', 'verified')"),
            postgresql_where=text("state in ('reported', 'verified')"),
        ),
        Index("ix_milestones_project", "project_id", "state", "stage"),
        # Covers the counting of quotas, which is thus spared the table.
        Index(
            "ix_milestones_counted",
            "state", "stage", "occurred_on", "project_id", "agreement", "amount_fen",
        ),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="RESTRICT"))
    stage: Mapped[Stage] = mapped_column(labelled(Stage), info={"label": "节点"})
    occurred_on: Mapped[date] = mapped_column(info={"label": "日期"})
    basis: Mapped[DateBasis] = mapped_column(
        labelled(DateBasis), default=DateBasis.EXACT, info={"label": "日期依据"}
    )
    state: Mapped[MilestoneState] = mapped_column(
        labelled(MilestoneState), default=MilestoneState.REPORTED, info={"label": "状态"}
    )
    amount_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "计入金额", "secret": True}
    )
    agreement: Mapped[Agreement | None] = mapped_column(
        labelled(Agreement), info={"label": "协议类型"}
    )
    document_number: Mapped[str] = mapped_column(
        String(80), default="", info={"label": "协议文号/证照号", "secret": True}
    )
    parties: Mapped[str] = mapped_column(
        String(200), default="", info={"label": "甲乙双方", "secret": True}
    )
    credit_code: Mapped[str | None] = mapped_column(
        String(18), info={"label": "新公司统一社会信用代码", "secret": True}
    )
    company_name: Mapped[str] = mapped_column(
        String(200), default="", info={"label": "新公司名称", "secret": True}
    )
    capital_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "注册资本", "secret": True}
    )
    note: Mapped[str] = mapped_column(String(500), default="", info={"label": "说明"})
    # A manager allows an order of dates that the rules refuse, and says why.
    exception_reason: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "例外理由"}
    )
    reported_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "填报人"}
    )
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "认定人"}
    )
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"noise": True})
    decision_reason: Mapped[str] = mapped_column(
        String(500), default="", info={"label": "退回或撤销原因"}
    )
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})

    project: Mapped[Project] = relationship(lazy="raise")
    reported_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[reported_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


class PlannedDate(Timestamped, Model):
    """When a milestone is planned, beside the day on which it happened."""

    __tablename__ = "planned_dates"
    __table_args__ = (
        UniqueConstraint("project_id", "stage"),
        Index("ix_planned_dates_day", "planned_on"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    stage: Mapped[Stage] = mapped_column(labelled(Stage), info={"label": "节点"})
    planned_on: Mapped[date] = mapped_column(info={"label": "计划日期"})
