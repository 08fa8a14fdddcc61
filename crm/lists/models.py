"""Tables of saved views, tags, and changes of many records at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import OrgUnit, User
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import UtcDateTime, labelled
from crm.lists.rules import Deed


class SavedView(Versioned, Model):
    """Filters, order and columns of a list under a name.

    `query` holds them as they stand in an address, `hidden` the heads of the columns not shown.
    A shared one is offered to the owner's unit, `unit_id`, and to the units below it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("owner_id", "kind", "name"),
        Index("ix_saved_views_shared", "kind", "shared", "unit_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40), info={"label": "名称"})
    query: Mapped[str] = mapped_column(String(1000), default="", info={"label": "筛选和排序"})
    hidden: Mapped[list[str]] = mapped_column(JSON, default=list, info={"noise": True})
    shared: Mapped[bool] = mapped_column(default=False, info={"label": "共享"})
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="RESTRICT"))

    owner: Mapped[User] = relationship(lazy="raise")
    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class ViewDefault(Model):
    """With which view a person opens a list."""

    __tablename__ = "view_defaults"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    view_id: Mapped[int] = mapped_column(
        ForeignKey("saved_views.id", ondelete="CASCADE"), index=True
    )


class Tag(Versioned, Model):
    """A word that records of any kind can carry; one switched off is given to no more of them."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(String(20), info={"label": "标签"})
    active: Mapped[bool] = mapped_column(default=True, info={"label": "启用"})


class Tagging(Timestamped, Model):
    """A record that carries a tag; kind and number, for the records stand above this package."""

    __tablename__ = "taggings"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "tag_id"),
        Index("ix_taggings_tag", "tag_id", "kind", "subject_id"),
    )

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]


class BulkChange(Timestamped, Model):
    """Many records changed at once by one person, kept so that it can be taken back."""

    __tablename__ = "bulk_changes"
    __table_args__ = (Index("ix_bulk_changes_user", "user_id", "created_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    deed: Mapped[Deed] = mapped_column(labelled(Deed))
    # The number of the person, node or tag, and the words for it.
    value: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkItem(Model):
    """One of the records: what the change touches, before and after it."""

    __tablename__ = "bulk_items"
    __table_args__ = (UniqueConstraint("change_id", "subject_id"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("bulk_changes.id", ondelete="CASCADE"))
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
