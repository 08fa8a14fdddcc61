"""Tables of companies and contacts."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit, User
from crm.chains.models import ChainNode
from crm.companies.rules import Honour, NameKind, Relation
from crm.companies.rules.dealings import ContactRole, LinkKind, TargetState
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import labelled

# So that PostgreSQL finds the names that begin with some characters.
BY_BEGINNING = {"core_name": "text_pattern_ops"}


class Company(Versioned, Model):
    """Any company: one already here, an investor, a target to attract.

    `core_name` is the name without region and legal form, `sound` its initials; both are found
    by. A confidential company is seen by the people on its list only.
    """

    __tablename__ = "companies"
    __table_args__ = (
        UniqueConstraint("name"),
        Index("ix_companies_core_name", "core_name", postgresql_ops=BY_BEGINNING),
        Index("ix_companies_updated_at_id", "updated_at", "id"),
        Index("ix_companies_relation", "relation", "updated_at", "id"),
        Index("ix_companies_unit", "unit_id", "updated_at", "id"),
        # With ix_company_nodes_main: what stands around a node is counted without the tables.
        Index("ix_companies_counted", "relation", "is_leader", "confidential"),
    )

    name: Mapped[str] = mapped_column(String(200), info={"label": "企业名称"})
    short_name: Mapped[str] = mapped_column(String(80), default="", info={"label": "简称"})
    core_name: Mapped[str] = mapped_column(String(200), info={"noise": True})
    sound: Mapped[str] = mapped_column(String(200), index=True, info={"noise": True})
    credit_code: Mapped[str | None] = mapped_column(
        String(18), unique=True, info={"label": "统一社会信用代码"}
    )
    relation: Mapped[Relation] = mapped_column(labelled(Relation), info={"label": "关系"})
    is_leader: Mapped[bool] = mapped_column(default=False, info={"label": "龙头企业"})
    # The plan names it by a code name only; who stands behind it is not known here.
    code_named: Mapped[bool] = mapped_column(default=False, info={"label": "以代号登记"})
    confidential: Mapped[bool] = mapped_column(default=False, info={"label": "涉密"})
    region_code: Mapped[str | None] = mapped_column(String(6), info={"label": "所在地区"})
    country: Mapped[str] = mapped_column(String(2), default="CN", info={"label": "国别地区"})
    industry_code: Mapped[str | None] = mapped_column(String(6), info={"label": "行业代码"})
    registered_capital_fen: Mapped[int | None] = mapped_column(
        BigInteger, info={"label": "注册资本"}
    )
    address: Mapped[str] = mapped_column(String(200), default="", info={"label": "地址"})
    website: Mapped[str] = mapped_column(String(200), default="", info={"label": "网址"})
    description: Mapped[str] = mapped_column(String(2000), default="", info={"label": "主营业务"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), index=True, info={"label": "维护人"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "维护单位"}
    )

    owner: Mapped[User | None] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class CompanyName(Timestamped, Model):
    """A short, former, foreign or code name of a company."""

    __tablename__ = "company_names"
    __table_args__ = (
        UniqueConstraint("company_id", "name"),
        Index("ix_company_names_core_name", "core_name", postgresql_ops=BY_BEGINNING),
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    kind: Mapped[NameKind] = mapped_column(labelled(NameKind), info={"label": "类型"})
    name: Mapped[str] = mapped_column(String(200), info={"label": "名称"})
    core_name: Mapped[str] = mapped_column(String(200), info={"noise": True})


class CompanyNode(Timestamped, Model):
    """A chain node on which a company works."""

    __tablename__ = "company_nodes"
    __table_args__ = (
        UniqueConstraint("company_id", "node_id"),
        Index("ix_company_nodes_main", "company_id", "is_main", "node_id"),
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    node_id: Mapped[int] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True
    )
    is_main: Mapped[bool] = mapped_column(default=True)

    node: Mapped[ChainNode] = relationship(lazy="raise")


class CompanyHonour(Timestamped, Model):
    """A rung of the ladder, or a title, that a company holds."""

    __tablename__ = "company_honours"
    __table_args__ = (UniqueConstraint("company_id", "honour"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    honour: Mapped[Honour] = mapped_column(labelled(Honour), index=True, info={"label": "资质"})
    obtained_on: Mapped[date | None] = mapped_column(info={"label": "获得日期"})
    expires_on: Mapped[date | None] = mapped_column(info={"label": "有效期至"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "来源"})


class Contact(Versioned, Model):
    """A person at a company: personal information, masked outside the unit."""

    __tablename__ = "contacts"

    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), index=True, info={"label": "企业"}
    )
    name: Mapped[str] = mapped_column(String(40), info={"label": "姓名"})
    role: Mapped[ContactRole | None] = mapped_column(labelled(ContactRole), info={"label": "角色"})
    position: Mapped[str] = mapped_column(String(60), default="", info={"label": "职务"})
    phone: Mapped[str] = mapped_column(
        String(40), default="", index=True, info={"label": "电话", "personal": True}
    )
    email: Mapped[str] = mapped_column(
        String(120), default="", info={"label": "邮箱", "personal": True}
    )
    note: Mapped[str] = mapped_column(String(1000), default="", info={"label": "备注"})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="RESTRICT"))

    company: Mapped[Company] = relationship(lazy="raise")


class CompanyLink(Timestamped, Model):
    """What one company is to another: `company_id` holds, supplies or referred `other_id`."""

    __tablename__ = "company_links"
    __table_args__ = (
        UniqueConstraint("kind", "company_id", "other_id"),
        CheckConstraint("company_id <> other_id", name="two"),
        Index("ix_company_links_other", "other_id", "kind"),
        # A company belongs to one parent at most.
        Index(
            "uq_company_links_parent",
            "other_id",
            unique=True,
            sqlite_where=text("kind = 'holds'"),
            postgresql_where=text("kind = 'holds'"),
        ),
    )

    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), index=True
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="RESTRICT"))
    kind: Mapped[LinkKind] = mapped_column(labelled(LinkKind))
    note: Mapped[str] = mapped_column(String(200), default="")


class NodeTarget(Versioned, Model):
    """A company that is to be attracted to a node: by whom, and how far that has come."""

    __tablename__ = "node_targets"
    __table_args__ = (
        UniqueConstraint("node_id", "company_id"),
        Index("ix_node_targets_updated", "updated_at", "id"),
        Index("ix_node_targets_company", "company_id"),
        Index("ix_node_targets_owner", "owner_id", "state", "updated_at", "id"),
    )

    node_id: Mapped[int] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), info={"label": "环节"}
    )
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="RESTRICT"), info={"label": "企业"}
    )
    state: Mapped[TargetState] = mapped_column(
        labelled(TargetState), default=TargetState.NEW, info={"label": "进度"}
    )
    state_on: Mapped[date] = mapped_column(info={"label": "进度日期"})
    reason: Mapped[str] = mapped_column(String(200), default="", info={"label": "为什么找它"})
    note: Mapped[str] = mapped_column(String(1000), default="", info={"label": "情况"})
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), info={"label": "负责人"}
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), info={"label": "单位"}
    )

    company: Mapped[Company] = relationship(lazy="raise")
    node: Mapped[ChainNode] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")
