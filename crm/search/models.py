"""The search index: a row per record and part of it, its tokens as one text.

How the tokens are found differs by engine: an FTS5 table that triggers keep on SQLite, a
generated tsvector with a GIN index for each kind on PostgreSQL. `search_ddl` has the statements;
creating the tables and the migration both run them.
"""

from typing import Any

from sqlalchemy import (
    Connection,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    event,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Timestamped
from crm.core.types import labelled
from crm.search.rules import NOTED, Kind, Part

# The few columns that a match is looked up for, of rows of a thousand letters.
BRIEF = "ix_search_documents_tokens_brief"
# Written out: of a bound value the planner would not know that the index has what is asked.
ARE_NOTES = text("part = 'notes'")


class SearchDocument(Timestamped, Model):
    """What a record is found by; `cleared` when only by the people on its list.

    `tokens` are those of `crm.lib.search_tokens` with a blank between two; the first ones say what
    it is and where it lies (`rules.room`, `rules.reach`), so that the matches of other kinds and
    units are not even looked at.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "part"),
        # By which the newest notes are reached, however few of the records have any.
        Index(
            "ix_search_documents_notes",
            "kind",
            "subject_id",
            sqlite_where=ARE_NOTES,
            postgresql_where=ARE_NOTES,
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    part: Mapped[Part] = mapped_column(labelled(Part))
    cleared: Mapped[bool]
    tokens: Mapped[str] = mapped_column(Text)


# What SQLite adds. Not part of the metadata: no table of ours.
FTS = table("search_index", column("rowid"), column("tokens"))

_SQLITE = (
    f"CREATE INDEX {BRIEF} ON search_documents (id, subject_id, cleared, kind)",
    """CREATE VIRTUAL TABLE search_index USING fts5(
        tokens, content='search_documents', content_rowid='id',
        tokenize='unicode61', prefix='2 3 4', detail='none', columnsize=0
    )""",
    """CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN
        INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens);
    END""",
)
# DDL takes no parameters; the names in it are those of our own enumeration.
_POSTGRESQL = (
    """ALTER TABLE search_documents ADD COLUMN tokens_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    *(
        f"""CREATE INDEX ix_search_documents_tokens_{kind.value}_names
        ON search_documents USING gin (tokens_vector)
        WHERE kind = '{kind.value}' AND part <> 'notes'"""
        for kind in Kind
    ),
    *(
        f"""CREATE INDEX ix_search_documents_tokens_{kind.value}_notes
        ON search_documents USING gin (tokens_vector)
        WHERE kind = '{kind.value}' AND part = 'notes'"""
        for kind in Kind
        if kind in NOTED
    ),
    # What is only searched lies apart, so that the rows that are looked at stay small.
    """ALTER TABLE search_documents SET (toast_tuple_target = 128)""",
    """ALTER TABLE search_documents ALTER tokens SET STORAGE EXTERNAL""",
    # What the newest rows are searched by stays with them.
    """ALTER TABLE search_documents ALTER tokens_vector SET STORAGE MAIN""",
)
_SQLITE_UNDONE = ("DROP TABLE search_index",)


def search_ddl(dialect: str) -> list[str]:
    """The statements that make the index, to be run once the table is there."""
    return list(_SQLITE if dialect == "sqlite" else _POSTGRESQL)


def search_ddl_undone(dialect: str) -> list[str]:
    """The statements to be run before the table is dropped; what hangs on it goes with it."""
    return list(_SQLITE_UNDONE if dialect == "sqlite" else ())


@event.listens_for(SearchDocument.__table__, "after_create")
def _create(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in search_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


@event.listens_for(SearchDocument.__table__, "before_drop")
def _drop(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in search_ddl_undone(connection.dialect.name):
        connection.exec_driver_sql(statement)
