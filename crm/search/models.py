"""The search index: one row per record and audience, its tokens as one text.

How the tokens are found differs by engine and stands in the migration: an FTS5 table that
triggers keep on SQLite, a generated tsvector with a GIN index on PostgreSQL.
"""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Timestamped


class SearchDocument(Timestamped, Model):
    """What a record is found by.

    A confidential record has two rows: one by its code name for everybody in scope
    (`cleared_only` false), one by its real names for the people on its list.
    """

    __tablename__ = "search_documents"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "cleared_only"),)

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    cleared_only: Mapped[bool] = mapped_column(default=False)
    tokens: Mapped[str] = mapped_column(Text)
