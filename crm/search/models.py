"""The search index: a row per record and part of it, its tokens as one text; and an index of every
activity by the pairs of characters in what was said.

How the tokens are found differs by engine: an FTS5 table that triggers keep on SQLite, a
generated tsvector with a GIN index for each kind on PostgreSQL. `search_ddl` has the statements;
creating the tables and the migration both run them. Of activities nothing is stored twice: the
database makes the pairs, by triggers over a view on SQLite, by a function in the index's
expression on PostgreSQL. So whatever writes an activity, it is found.
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
from crm.leads.models import Activity
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


# What SQLite adds for activities; the rows have their numbers.
SAID = table("search_index_said", column("rowid"), column("tokens"))
# The index that PostgreSQL adds, and what it holds: a query has to ask for the very same.
SAID_INDEX = "ix_activities_said"
SAID_PAIRS = "said_pairs(activities.summary || ' ' || activities.people || ' ' || activities.place)"

_SAID_SQLITE = (
    # Each character with its right neighbour, and the last one alone.
    """CREATE VIEW said_pairs AS SELECT id, (
        WITH RECURSIVE places(n, most) AS (
            SELECT 1, length(said) UNION ALL SELECT n + 1, most FROM places WHERE n < most
        ) SELECT group_concat(substr(said, n, 2), ' ') FROM places
    ) AS tokens
    FROM (SELECT id, summary || ' ' || people || ' ' || place AS said FROM activities)""",
    """CREATE VIRTUAL TABLE search_index_said USING fts5(
        tokens, content='', tokenize='unicode61', detail='none', columnsize=0
    )""",
    """INSERT INTO search_index_said (rowid, tokens) SELECT id, tokens FROM said_pairs""",
    """CREATE TRIGGER activities_said AFTER INSERT ON activities BEGIN
        INSERT INTO search_index_said (rowid, tokens)
        SELECT id, tokens FROM said_pairs WHERE id = new.id;
    END""",
    """CREATE TRIGGER activities_unsaid BEFORE DELETE ON activities BEGIN
        INSERT INTO search_index_said (search_index_said, rowid, tokens)
        SELECT 'delete', id, tokens FROM said_pairs WHERE id = old.id;
    END""",
    """CREATE TRIGGER activities_to_say BEFORE UPDATE OF summary, people, place ON activities
    BEGIN
        INSERT INTO search_index_said (search_index_said, rowid, tokens)
        SELECT 'delete', id, tokens FROM said_pairs WHERE id = old.id;
    END""",
    """CREATE TRIGGER activities_said_anew AFTER UPDATE OF summary, people, place ON activities
    BEGIN
        INSERT INTO search_index_said (rowid, tokens)
        SELECT id, tokens FROM said_pairs WHERE id = new.id;
    END""",
)
# The text has nothing in it but the names above.
_SAID_POSTGRESQL = (
    """CREATE FUNCTION said_pairs(said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_to_tsvector(coalesce(array_agg(DISTINCT pair), '{}'))
        FROM (SELECT substr(lower(said), n, 2) AS pair FROM generate_series(1, length(said)) AS n)
        AS pairs WHERE pair <> ''
    $$""",
    f"CREATE INDEX {SAID_INDEX} ON activities USING gin ({SAID_PAIRS})",
)
_SAID_SQLITE_UNDONE = (
    "DROP TRIGGER activities_said_anew",
    "DROP TRIGGER activities_to_say",
    "DROP TRIGGER activities_unsaid",
    "DROP TRIGGER activities_said",
    "DROP TABLE search_index_said",
    "DROP VIEW said_pairs",
)
_SAID_POSTGRESQL_UNDONE = (f"DROP INDEX {SAID_INDEX}", "DROP FUNCTION said_pairs")


def said_ddl(dialect: str) -> list[str]:
    """The statements that index activities, those that are there too."""
    return list(_SAID_SQLITE if dialect == "sqlite" else _SAID_POSTGRESQL)


def said_ddl_undone(dialect: str) -> list[str]:
    """The statements that leave nothing of it."""
    return list(_SAID_SQLITE_UNDONE if dialect == "sqlite" else _SAID_POSTGRESQL_UNDONE)


@event.listens_for(Activity.__table__, "after_create")
def _create_said(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in said_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


@event.listens_for(Activity.__table__, "before_drop")
def _drop_said(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in said_ddl_undone(connection.dialect.name):
        connection.exec_driver_sql(statement)
