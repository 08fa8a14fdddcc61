"""Tables of people: units, users, their sessions, failed sign-ins, clearances."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.rules import Role, Scope, UnitKind
from crm.core.db import Model, Timestamped, Versioned, now
from crm.core.types import UtcDateTime, labelled


class OrgUnit(Versioned, Model):
    """A unit of the organisation tree; the zone is its root. `path` is `/1/4/`."""

    __tablename__ = "org_units"

    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), index=True, info={"label": "上级机构"}
    )
    path: Mapped[str] = mapped_column(String(200), index=True, info={"noise": True})
    name: Mapped[str] = mapped_column(String(80), unique=True, info={"label": "机构名称"})
    kind: Mapped[UnitKind] = mapped_column(labelled(UnitKind), info={"label": "类型"})
    position: Mapped[int] = mapped_column(default=0, info={"label": "顺序"})
    active: Mapped[bool] = mapped_column(default=True, info={"label": "启用"})


class User(Versioned, Model):
    """An account; belongs to one unit and has one role."""

    __tablename__ = "users"

    username: Mapped[str] = mapped_column(String(40), unique=True, info={"label": "登录名"})
    name: Mapped[str] = mapped_column(String(40), info={"label": "姓名"})
    role: Mapped[Role] = mapped_column(labelled(Role), info={"label": "角色"})
    scope: Mapped[Scope] = mapped_column(labelled(Scope), info={"label": "数据范围"})
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), index=True, info={"label": "所属机构"}
    )
    phone: Mapped[str | None] = mapped_column(String(40), info={"label": "手机", "personal": True})
    password_hash: Mapped[str] = mapped_column(String(200), info={"noise": True})
    password_changed_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"noise": True}
    )
    must_change_password: Mapped[bool] = mapped_column(
        default=True, info={"label": "下次登录须改密码"}
    )
    active: Mapped[bool] = mapped_column(default=True, info={"label": "启用"})

    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class LoginSession(Timestamped, Model):
    """One signed-in browser; deleting the row ends it on every host at the next request."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))


class FeedToken(Timestamped, Model):
    """The secret of a person's calendar feed; deleting the row closes the address."""

    __tablename__ = "feed_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class LoginFailure(Model):
    """A failed sign-in, kept for as long as it counts."""

    __tablename__ = "login_failures"
    __table_args__ = (
        Index("ix_login_failures_username_at", "username", "at"),
        Index("ix_login_failures_address_at", "address", "at"),
    )

    username: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Clearance(Timestamped, Model):
    """Who sees a confidential record by name (知悉名单)."""

    __tablename__ = "clearances"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "user_id"),)

    # Kind and number instead of a foreign key: leads, projects and companies stand above.
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
