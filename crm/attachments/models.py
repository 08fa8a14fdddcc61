"""Tables of attachments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Timestamped
from crm.core.types import UtcDateTime


class Attachment(Timestamped, Model):
    """A file that belongs to a record, named by kind and number.

    `name` is what people called it; it lies in the storage under a random key.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_subject", "kind", "subject_id", "id"),)

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(255), info={"label": "文件名", "secret": True})
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_reason: Mapped[str] = mapped_column(String(200), default="")
