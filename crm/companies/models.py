"""Tables of companies and contacts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.accounts.models import OrgUnit, User
from crm.chains.models import ChainNode
from crm.companies.rules import Honour, NameKind, Relation, mail_domain, name_keys
from crm.companies.rules.dealings import ContactRole, LinkKind, TargetState
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import Key, UtcDateTime, labelled

# So that PostgreSQL finds the names that begin with some characters.
BY_BEGINNING = {"core_name": "text_pattern_ops"}


def keyed(table: str) -> tuple[Index, ...]:
    """The indexes by which a table's names are found."""
    return (
        Index(f"ix_{table}_core_name", "core_name", postgresql_ops=BY_BEGINNING),
        Index(f"ix_{table}_brand", "brand"),
        Index(f"ix_{table}_pinyin", "pinyin", postgresql_ops={"pinyin": "text_pattern_ops"}),
    )


class Named:
    """What a name is found by (`rules.name_keys`), kept along whenever the name is set.

    `core_name` is the name without region and legal form, `brand` what is left without the trade,
    `pinyin` brand and trade as they are spelt.
    """

    core_name: Mapped[str] = mapped_column(String(200), info={"noise": True})
    brand: Mapped[str] = mapped_column(String(200), default="", info={"noise": True})
    pinyin: Mapped[str] = mapped_column(String(200), default="", info={"noise": True})

    def take_keys(self, name: str) -> None:
        """Keep what the name is found by."""
        keys = name_keys(name)
        self.core_name, self.brand, self.pinyin = keys.core, keys.brand, keys.pinyin
        if hasattr(type(self), "sound"):
            self.sound = keys.sound


class Company(Named, Versioned, Model):
    """Any company: one already here, an investor, a target to attract.

    `sound` are the initials of `core_name`. A confidential company is seen by the people on its
    list only.
    """

    __tablename__ = "companies"
    __table_args__ = (
        UniqueConstraint("name"),
        *keyed("companies"),
        Index("ix_companies_updated_at_id", "updated_at", "id"),
        Index("ix_companies_relation", "relation", "updated_at", "id"),
        Index("ix_companies_unit", "unit_id", "updated_at", "id"),
        # With ix_company_nodes_main: what stands around a node is counted without the tables.
        Index("ix_companies_counted", "relation", "is_leader", "confidential"),
        # SQLite would give the number of a company that was merged away to the next one.
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str] = mapped_column(String(200), info={"label": "企业名称"})
    short_name: Mapped[str] = mapped_column(String(80), default="", info={"label": "简称"})
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

    @validates("name")
    def _follow_name(self, _key: str, name: str) -> str:
        self.take_keys(name)
        return name


class CompanyName(Named, Timestamped, Model):
    """A short, former, foreign or code name of a company."""

    __tablename__ = "company_names"
    __table_args__ = (
        UniqueConstraint("company_id", "name"),
        *keyed("company_names"),
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    kind: Mapped[NameKind] = mapped_column(labelled(NameKind), info={"label": "类型"})
    name: Mapped[str] = mapped_column(String(200), info={"label": "名称"})

    @validates("name")
    def _follow_name(self, _key: str, name: str) -> str:
        self.take_keys(name)
        return name


class CompanyNode(Timestamped, Model):
    """A chain node on which a company works."""

    __tablename__ = "company_nodes"
    __table_args__ = (
        UniqueConstraint("company_id", "node_id"),
        Index("ix_company_nodes_main", "company_id", "is_main", "node_id"),
        Index("ix_company_nodes_node", "node_id", "is_main", "company_id"),
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    node_id: Mapped[int] = mapped_column(ForeignKey("chain_nodes.id", ondelete="RESTRICT"))
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
    __table_args__ = (Index("ix_contacts_name", "name"),)

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
    # The domain of the company's own mail, empty for free mail: `rules.mail_domain`.
    mail_domain: Mapped[str] = mapped_column(
        String(200), default="", index=True, info={"noise": True}
    )
    note: Mapped[str] = mapped_column(String(1000), default="", info={"label": "备注"})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="RESTRICT"))

    company: Mapped[Company] = relationship(lazy="raise")

    @validates("email")
    def _follow_email(self, _key: str, email: str) -> str:
        self.mail_domain = mail_domain(email)
        return email


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


class CompanyMerge(Timestamped, Model):
    """A company that was found to be another one: what is needed to undo that.

    `merged_id` is the number that the merged company had; its row is gone, so that it is in no
    list, and stands in `undo` with everything that went over. `undone_at` ends it.
    """

    __tablename__ = "company_merges"
    __table_args__ = (
        Index("ix_company_merges_merged", "merged_id", "undone_at"),
        Index("ix_company_merges_kept", "kept_id", "undone_at"),
    )

    # Both without a foreign key: the one is gone, the other may itself be merged later.
    kept_id: Mapped[int] = mapped_column(Key)
    merged_id: Mapped[int] = mapped_column(Key)
    merged_name: Mapped[str] = mapped_column(String(200))
    undo: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))

    by: Mapped[User] = relationship(lazy="raise", foreign_keys=[by_id])
