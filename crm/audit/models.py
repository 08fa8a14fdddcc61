"""Tables of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model
from crm.core.types import UtcDateTime


class AuditEntry(Model):
    """One line of the log; `id` counts without gaps, `hash` chains it to the one before.

    The subject is kept by kind, number and title, without a foreign key: the log outlives it
    and stands below it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "kind", "subject_id", "id"),
        Index("ix_audit_entries_actor", "actor_id", "id"),
        Index("ix_audit_entries_action", "action", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200))
    confidential: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The end of the chain, one row: number and hash of the last entry. Locked to append."""

    __tablename__ = "audit_head"

    last_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
