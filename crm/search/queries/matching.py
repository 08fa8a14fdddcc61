"""Which records have the tokens of a query, as either engine finds them fastest.

SQLite's index hands out its newest matches first and stops when there are enough. PostgreSQL's
knows no order: the words of every second company would make it fetch them all. So the newest
documents are looked through first, and the index is asked only for kinds in which that found too
little: there the words are rare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from crm.lib.search_tokens import QueryToken, fts5_match, tsquery
from crm.search.models import FTS, SearchDocument
from crm.search.rules import Audience, Kind

NEWEST = 500
VECTOR: ColumnElement[Any] = literal_column("tokens_vector", TSVECTOR)
Audiences = Mapping[Audience, ColumnElement[bool]]


@dataclass(frozen=True)
class Matches:
    """Selections of the keys of what was found, the newest first: of all, and, where that is
    quicker, of what is among the newest documents. A key may come several times."""

    all: Select[Any]
    newest: Select[Any] | None = None


def matches(
    session: Session,
    visible: Select[Any],
    number: ColumnElement[int],
    rooms: tuple[str, str],
    tokens: Sequence[QueryToken],
    audiences: Audiences,
    limit: int,
) -> Matches:
    """Of the visible records those with the tokens.

    `number` is their key, `rooms` are the first words of the documents in question; a document
    counts when the condition of its audience holds.
    """
    if session.get_bind().dialect.name == "sqlite":
        match = f"({rooms[0]} OR {rooms[1]}) AND {fts5_match(tokens)}"
        return Matches(_fts(visible, number, match, audiences).limit(limit))
    asked = cast(literal(f"({rooms[0]} | {rooms[1]}) & {tsquery(tokens)}"), TSQUERY)
    kind = rooms[0].removeprefix("k")  # as `rules.room` makes the first room
    return Matches(
        _gin(visible, number, asked, audiences).limit(limit),
        _window(visible, number, asked, audiences, kind).limit(limit),
    )


def enough_of_the_newest(
    session: Session, found: Mapping[Kind, Matches], limit: int
) -> dict[Kind, Select[Any] | list[int]]:
    """What to look the rows up by: the keys themselves of kinds of which the newest documents
    have more than `limit`, in one statement for all; else the selection of all."""
    chosen: dict[Kind, Select[Any] | list[int]] = {kind: one.all for kind, one in found.items()}
    looks = [
        select(literal(kind.value), one.newest.subquery())
        for kind, one in found.items()
        if one.newest is not None
    ]
    if looks:
        keys: dict[Kind, dict[int, None]] = {}
        for name, key in session.execute(union_all(*looks)).all():
            keys.setdefault(Kind(name), {})[key] = None
        chosen |= {kind: list(some) for kind, some in keys.items() if len(some) > limit}
    return chosen


def _fts(
    visible: Select[Any], number: ColumnElement[int], match: str, audiences: Audiences
) -> Select[Any]:
    """Matched by the table's name: without positions there are no columns to ask."""
    return (
        visible.join(SearchDocument, SearchDocument.subject_id == number)
        .join(FTS, FTS.c.rowid == SearchDocument.id)
        .where(literal_column("search_index").op("MATCH")(match))
        .where(_open_to(SearchDocument.audience, audiences))
        .order_by(FTS.c.rowid.desc())
    )


def _window(
    visible: Select[Any],
    number: ColumnElement[int],
    asked: ColumnElement[Any],
    audiences: Audiences,
    kind: str,
) -> Select[Any]:
    newest = (
        select(SearchDocument.subject_id, SearchDocument.audience, VECTOR)
        .where(SearchDocument.kind == kind)
        .order_by(SearchDocument.subject_id.desc())
        .limit(NEWEST)
        .subquery()
    )
    return (
        visible.join(newest, newest.c.subject_id == number)
        .where(newest.c.tokens_vector.op("@@")(asked), _open_to(newest.c.audience, audiences))
        .order_by(newest.c.subject_id.desc())
    )


def _gin(
    visible: Select[Any],
    number: ColumnElement[int],
    asked: ColumnElement[Any],
    audiences: Audiences,
) -> Select[Any]:
    # The sum keeps the planner from walking the documents one by one for the sake of their order.
    return (
        visible.join(SearchDocument, SearchDocument.subject_id == number)
        .where(VECTOR.op("@@")(asked), _open_to(SearchDocument.audience, audiences))
        .order_by((SearchDocument.subject_id + 0).desc())
    )


def _open_to(audience: ColumnElement[Any], audiences: Audiences) -> ColumnElement[bool]:
    return or_(*(and_(audience == one, condition) for one, condition in audiences.items()))
