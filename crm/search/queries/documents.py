"""Search documents in SQL: which of them are meant, what they hold, for whom they are."""

from typing import Any

from sqlalchemy import and_, cast, exists, literal_column, not_, or_, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from crm.accounts.models import Clearance
from crm.search.models import FTS, SearchDocument
from crm.search.rules import Kind

Document = SearchDocument.__table__.c
VECTOR = literal_column("search_documents.tokens_vector", TSVECTOR)
ARE_NAMES = text("part <> 'notes'")
# Whether a record was found by notes.
BY_NAME, BY_NOTES = literal_column("0"), literal_column("1")


def notes(kind: Kind) -> str:
    """What the query for a kind's notes is called among a statement's values."""
    return f"{kind.value}_notes"


def named(kind: Kind) -> Any:
    """The column that says what was found."""
    return written(kind.value).label("kind")


def written(value: object) -> Any:
    """A value of our own that stands in the statement, for the planner to reckon with."""
    return literal_column(f"'{value}'" if isinstance(value, str) else str(value))


def of(kind: Kind, part: Any) -> Any:
    """The documents of a kind that are, or are not, notes: those of one index on PostgreSQL."""
    return and_(Document.kind == written(kind.value), part)


def fts() -> Any:
    """The documents with SQLite's index over them."""
    return SearchDocument.__table__.join(FTS, FTS.c.rowid == Document.id)


def matches(asked: Any) -> Any:
    """By the table's name: without positions there are no columns to ask."""
    return literal_column("search_index").op("MATCH")(asked)


def holds(asked: Any, vector: Any = VECTOR) -> Any:
    """Whether a vector has what is asked in PostgreSQL's words."""
    return vector.op("@@")(asked)


def tsquery_of(asked: Any) -> Any:
    """Text as what a vector can be asked."""
    return cast(asked, TSQUERY)


def open_to(user: Any, document: Any = Document) -> Any:
    """Whether a document is for everybody, or for somebody on the record's list."""
    listed = exists().where(
        Clearance.kind == document.kind,
        Clearance.subject_id == document.subject_id,
        Clearance.user_id == user,
    )
    return or_(not_(document.cleared), listed)
