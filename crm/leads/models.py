"""Tables of leads, activities and to-dos."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.accounts.models import OrgUnit, User
from crm.chains.models import ChainNode
from crm.companies.models import Company, Named, keyed
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import UtcDateTime, labelled
from crm.leads.rules import ActivityKind, DropReason, LeadState, Rhythm
from crm.leads.rules.events import EventKind
from crm.lib.currencies import AmountUnit, Currency
from crm.plans.rules import Channel

LISTED = "ix_leads_listed"
WITHDRAWN = text("withdrawn_at is not null")


def _reported_on(context: DefaultExecutionContext) -> date:
    return context.get_current_parameters()["reported_on"]


class Lead(Named, Versioned, Model):
    """A piece of information about a possible investment.

    `amount_minor` is in whole minor units of `currency`; `amount_fen` the same in 分 at the rate
    of the month it was entered, for comparing. A lead in the pool has no owner; `unit_id` stays
    the unit that has it or had it last.
    """

    __tablename__ = "leads"
    __table_args__ = (
        *keyed("leads"),
        CheckConstraint("not confidential or code_name <> ''", name="code_name"),
        Index("ix_leads_updated_at_id", "updated_at", "id"),
        Index("ix_leads_company_updated", "company_id", "updated_at", "id"),
        Index("ix_leads_unit_updated", "unit_id", "updated_at", "id"),
        Index("ix_leads_state_updated", "state", "updated_at", "id", "confidential"),
        Index("ix_leads_owner_state", "owner_id", "state", "falls_on"),
        Index(
            "ix_leads_node_latest", "node_id", "state", "updated_at", "id", "unit_id", "owner_id"
        ),
        # Open leads by node are counted without the table.
        Index("ix_leads_state_node", "state", "node_id", "unit_id", "owner_id"),
        Index("ix_leads_falls_on", "state", "falls_on"),
        Index("ix_leads_step", "state", "next_step_on"),
        # Whatever a list is narrowed or sorted by that stands in the table: see `queries.lists`.
        Index(
            LISTED,
            "unit_id", "owner_id", "confidential", "state", "node_id", "channel", "amount_fen",
            "falls_on", "next_step_on", "updated_at", "id",
        ),
    )  # fmt: skip

    company_name: Mapped[str] = mapped_column(
        String(200), info={"label": "企业名称", "secret": True}
    )
    sound: Mapped[str] = mapped_column(String(200), index=True, info={"noise": True})
    credit_code: Mapped[str | None] = mapped_column(
        String(18), index=True, info={"label": "统一社会信用代码", "secret": True}
    )
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), info={"label": "企业", "secret": True}
    )
    intent: Mapped[str] = mapped_column(
        String(1000), default="", info={"label": "投资意向", "secret": True}
    )
    node_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), info={"label": "产业链环节"}
    )
    amount_minor: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "意向投资额", "secret": True}
    )
    currency: Mapped[Currency] = mapped_column(
        labelled(Currency), default=Currency.CNY, info={"label": "币种"}
    )
    amount_unit: Mapped[AmountUnit] = mapped_column(
        labelled(AmountUnit), default=AmountUnit.WAN, info={"noise": True}
    )
    amount_fen: Mapped[int | None] = mapped_column(BigInteger, info={"noise": True})
    country: Mapped[str] = mapped_column(String(2), default="CN", info={"label": "国别地区"})
    region_code: Mapped[str | None] = mapped_column(String(6), info={"label": "投资方地区"})
    channel: Mapped[Channel | None] = mapped_column(labelled(Channel), info={"label": "招引方式"})
    contact_name: Mapped[str] = mapped_column(
        String(40), default="", index=True, info={"label": "联系人", "secret": True}
    )
    contact_phone: Mapped[str] = mapped_column(
        String(40), default="", index=True, info={"label": "联系电话", "personal": True}
    )
    contact_email: Mapped[str] = mapped_column(
        String(120), default="", info={"label": "电子邮箱", "personal": True}
    )
    state: Mapped[LeadState] = mapped_column(
        labelled(LeadState), default=LeadState.OPEN, info={"label": "状态"}
    )
    drop_reason: Mapped[DropReason | None] = mapped_column(
        labelled(DropReason), info={"label": "放弃原因"}
    )
    drop_note: Mapped[str] = mapped_column(String(500), default="", info={"label": "说明"})
    confidential: Mapped[bool] = mapped_column(default=False, info={"label": "涉密"})
    code_name: Mapped[str] = mapped_column(String(80), default="", info={"label": "代号"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})
    reported_on: Mapped[date] = mapped_column(info={"label": "首报日期"})
    # Protection runs from the report, and anew from each claim or transfer to another unit.
    protected_from: Mapped[date] = mapped_column(default=_reported_on, info={"label": "保护起算日"})
    last_followed_on: Mapped[date | None] = mapped_column(info={"label": "最近跟进"})
    # The day on which it returns to the pool (rules.protection), kept for lists to sort by.
    falls_on: Mapped[date] = mapped_column(info={"noise": True})
    # Of which such day the owner has been warned: of each once.
    warned_of: Mapped[date | None] = mapped_column(info={"noise": True})
    next_step: Mapped[str] = mapped_column(
        String(200), default="", info={"label": "下一步", "secret": True}
    )
    next_step_on: Mapped[date | None] = mapped_column(info={"label": "下一步日期"})
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "负责人"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "单位"}
    )

    company: Mapped[Company | None] = relationship(lazy="raise")
    node: Mapped[ChainNode | None] = relationship(lazy="raise")
    owner: Mapped[User | None] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")

    @validates("company_name")
    def _follow_name(self, _key: str, name: str) -> str:
        self.take_keys(name)
        return name


class ProtectionVersion(Timestamped, Model):
    """The administrator's terms of first-report protection, in force from a day on."""

    __tablename__ = "protection_versions"
    __table_args__ = (
        CheckConstraint("protection_days >= follow_up_days", name="follow_up"),
        CheckConstraint("follow_up_days > warning_days", name="warning"),
        CheckConstraint("warning_days > 0", name="positive"),
    )

    effective_from: Mapped[date] = mapped_column(unique=True, info={"label": "施行日期"})
    protection_days: Mapped[int] = mapped_column(info={"label": "保护期（天）"})
    follow_up_days: Mapped[int] = mapped_column(info={"label": "跟进期限（天）"})
    warning_days: Mapped[int] = mapped_column(info={"label": "提前提醒（天）"})
    reason: Mapped[str] = mapped_column(String(200), info={"label": "说明"})


class Activity(Versioned, Model):
    """A call, a visit, a meeting: something that was done for a lead, a project or a company."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_subject", "kind", "subject_id", "happened_on", "id"),
        Index("ix_activities_happened", "happened_on", "id"),
        Index("ix_activities_owner", "owner_id", "happened_on", "id"),
        Index("ix_activities_unit", "unit_id", "happened_on", "id"),
        # Few of many: asked for alone.
        Index(
            "ix_activities_withdrawn",
            "happened_on",
            "id",
            sqlite_where=WITHDRAWN,
            postgresql_where=WITHDRAWN,
        ),
        CheckConstraint("withdrawn_at is null or withdrawn_reason <> ''", name="withdrawn"),
    )

    # Kind ("lead", "project", "company") and number: projects stand above this package, and
    # nothing is ever deleted, so a dangling number cannot come about.
    # Whoever follows changes is told whose it was before.
    kind: Mapped[str] = mapped_column(String(20), active_history=True)
    subject_id: Mapped[int] = mapped_column(active_history=True)
    activity: Mapped[ActivityKind] = mapped_column(
        labelled(ActivityKind), info={"label": "跟进方式"}
    )
    happened_on: Mapped[date] = mapped_column(info={"label": "日期"})
    summary: Mapped[str] = mapped_column(String(4000), info={"label": "内容", "secret": True})
    people: Mapped[str] = mapped_column(
        String(200), default="", info={"label": "参加人员", "secret": True}
    )
    place: Mapped[str] = mapped_column(
        String(120), default="", info={"label": "地点", "secret": True}
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="RESTRICT"))
    # What was logged by mistake is not deleted: it stays with its record and counts nowhere.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")

    owner: Mapped[User] = relationship(lazy="raise", foreign_keys=[owner_id])


class Todo(Versioned, Model):
    """A next step with an owner and a due date."""

    __tablename__ = "todos"
    __table_args__ = (
        Index("ix_todos_owner_due", "owner_id", "done_at", "due_on"),
        Index("ix_todos_subject", "kind", "subject_id"),
        Index("ix_todos_assigned", "assigned_by_id", "done_at", "due_on"),
        CheckConstraint("repeats is null or repeats_from is not null", name="repeats_from"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(200), info={"label": "事项", "secret": True})
    due_on: Mapped[date] = mapped_column(info={"label": "期限"})
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": "完成时间"})
    # Of one that comes again: the rhythm, the day that it is reckoned from, and the first of all.
    repeats: Mapped[Rhythm | None] = mapped_column(labelled(Rhythm), info={"label": "重复"})
    repeats_from: Mapped[date | None] = mapped_column(info={"noise": True})
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("todos.id", ondelete="RESTRICT"), index=True, info={"noise": True}
    )
    # Who has asked the owner for it; empty for one's own.
    assigned_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "交办人"}
    )
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "负责人"}
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="RESTRICT"))


class Event(Versioned, Model):
    """A delegation that was received, or a promotion event, with the companies met there."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("ix_events_unit_starts", "unit_id", "starts_on", "id"),
        Index("ix_events_owner_starts", "owner_id", "starts_on", "id"),
        Index("ix_events_starts", "starts_on", "id"),
    )

    name: Mapped[str] = mapped_column(String(120), info={"label": "名称"})
    kind: Mapped[EventKind] = mapped_column(labelled(EventKind), info={"label": "类型"})
    starts_on: Mapped[date] = mapped_column(info={"label": "开始日期"})
    ends_on: Mapped[date] = mapped_column(info={"label": "结束日期"})
    place: Mapped[str] = mapped_column(String(120), default="", info={"label": "地点"})
    organiser: Mapped[str] = mapped_column(String(120), default="", info={"label": "主办或带队"})
    people: Mapped[str] = mapped_column(String(200), default="", info={"label": "我方参加"})
    note: Mapped[str] = mapped_column(String(2000), default="", info={"label": "情况"})
    cancelled: Mapped[bool] = mapped_column(default=False, info={"label": "已取消"})
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "负责人"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "单位"}
    )

    owner: Mapped[User] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class EventCompany(Timestamped, Model):
    """A company met at an event, and the lead that was logged from there."""

    __tablename__ = "event_companies"
    __table_args__ = (UniqueConstraint("event_id", "company_name"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="RESTRICT"))
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), index=True
    )
    company_name: Mapped[str] = mapped_column(String(200), info={"label": "企业"})
    person: Mapped[str] = mapped_column(String(60), default="", info={"label": "见面的人"})
    note: Mapped[str] = mapped_column(String(500), default="", info={"label": "情况"})
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("leads.id", ondelete="RESTRICT"), index=True
    )
