"""Tables of the doors: what has come in from seed files, and runs of Excel files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Timestamped
from crm.core.types import UtcDateTime, labelled
from crm.exchange.rules.runs import ImportKind, Outcome, RunState


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


class ImportRun(Timestamped, Model):
    """One file that somebody brings in: looked at, checked, written, perhaps undone.

    The file itself is an attachment of kind "import". `mapping` gives for columns of the file
    (by place, from 0, as text: JSON knows no other keys) the key of ours. Whoever works at it
    holds the lease; when that ends unrenewed he was lost, and another one goes on.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        Index("ix_import_runs_owner", "owner_id", "id"),
        Index("ix_import_runs_state", "state", "lease_until"),
    )

    kind: Mapped[ImportKind] = mapped_column(labelled(ImportKind))
    state: Mapped[RunState] = mapped_column(labelled(RunState), default=RunState.READING)
    file_name: Mapped[str] = mapped_column(String(255))
    storage_key: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(100), default="")
    head_row: Mapped[int] = mapped_column(default=0)
    titles: Mapped[list[str]] = mapped_column(JSON, default=list)
    samples: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(String(1000), default="")
    claimed_by: Mapped[str] = mapped_column(String(120), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_units.id", ondelete="RESTRICT"), index=True
    )


class ImportRow(Model):
    """A row of a file as it was read, what is to become of it, and what became of it.

    `cells` are kept of rows that come back to be corrected. `subject_id` and `subject_version`
    are those of the record when the row was written, `before` what stood in it.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        Index("ix_import_rows_outcome", "run_id", "outcome", "number"),
        Index("ix_import_rows_open", "run_id", "subject_id", "outcome", "number"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(labelled(Outcome))
    title: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(2000), default="")
    read: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)
    seen_id: Mapped[int | None]
    seen_version: Mapped[int | None]
    subject_id: Mapped[int | None]
    subject_version: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ImportLayout(Timestamped, Model):
    """How a unit has matched the columns of a layout, to be proposed again."""

    __tablename__ = "import_layouts"
    __table_args__ = (UniqueConstraint("unit_id", "kind", "signature"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="CASCADE"))
    kind: Mapped[ImportKind] = mapped_column(labelled(ImportKind))
    signature: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
