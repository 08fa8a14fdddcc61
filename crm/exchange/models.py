"""Tables of the doors: what has come in from seed files."""

from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Timestamped


class SeededRecord(Timestamped, Model):
    """An entry of a seed file and the row that was made of it.

    So an entry is known again after people have renamed its row, and does not come back after
    they have removed it. Kind and number instead of foreign keys: rows of a dozen tables.
    """

    __tablename__ = "seeded_records"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    subject_id: Mapped[int]


class SeedLoad(Timestamped, Model):
    """The seed files as they were last loaded, one row: unchanged files need no second look."""

    __tablename__ = "seed_loads"

    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
