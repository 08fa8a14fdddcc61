"""Which records have the tokens of a query, as either engine finds them fastest.

SQLite's index hands out its newest matches first and stops when there are enough. PostgreSQL's
knows no order: the words of every second company would make it fetch them all. So the newest
documents are looked through first, and the index is asked only for kinds in which that found too
little: there the words are rare.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from crm.lib.search_tokens import QueryToken, fts5_match, tsquery
from crm.search.models import FTS, SearchDocument
from crm.search.rules import Audience, Kind, room

Candidates = dict[Audience, list[int]]
# How many times as many candidates are looked at as results are wanted, in turn: most of the
# newest matches of a common word lie outside of a narrow scope.
REACHES = (10, 1000)
NEWEST = 500
VECTOR: ColumnElement[Any] = literal_column("tokens_vector", TSVECTOR)
SHOWN = (SearchDocument.kind, SearchDocument.subject_id, SearchDocument.audience)


def candidates(
    session: Session,
    unit_id: int,
    kinds: Sequence[Kind],
    tokens: Sequence[QueryToken],
    limit: int,
    *,
    first: bool,
) -> tuple[dict[Kind, Candidates], set[Kind]]:
    """The numbers of the newest matching records by kind and audience, in one statement.

    `unit_id` is the viewer's: what is found within a unit only is found in his. Comes with the
    kinds in which there may be more than these. `first` asks for a quick look.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    make = _fts if sqlite else _window if first else _gin
    parts = []
    for kind in kinds:
        rooms = (room(kind), room(kind, unit_id))
        part = make(kind, rooms, tokens).limit(limit).subquery()
        parts.append(select(part.c.kind, part.c.subject_id, part.c.audience))
    found: dict[Kind, Candidates] = {}
    count: dict[Kind, int] = {}
    for name, number, audience in session.execute(union_all(*parts)):
        kind = Kind(name)
        found.setdefault(kind, {}).setdefault(audience, []).append(number)
        count[kind] = count.get(kind, 0) + 1
    partial = first and not sqlite
    return found, {kind for kind in kinds if partial or count.get(kind, 0) == limit}


def _fts(kind: Kind, rooms: tuple[str, str], tokens: Sequence[QueryToken]) -> Select[Any]:
    """Matched by the table's name: without positions there are no columns to ask."""
    match = f"({rooms[0]} OR {rooms[1]}) AND {fts5_match(tokens)}"
    return (
        select(*SHOWN)
        .select_from(FTS)
        .join(SearchDocument, SearchDocument.id == FTS.c.rowid)
        .where(literal_column("search_index").op("MATCH")(match))
        .order_by(FTS.c.rowid.desc())
    )


def _window(kind: Kind, rooms: tuple[str, str], tokens: Sequence[QueryToken]) -> Select[Any]:
    newest = (
        select(*SHOWN, VECTOR)
        .where(SearchDocument.kind == kind.value)
        .order_by(SearchDocument.subject_id.desc())
        .limit(NEWEST)
        .subquery()
    )
    wanted = select(newest.c.kind, newest.c.subject_id, newest.c.audience)
    has = _has(newest.c.tokens_vector, rooms, tokens)
    return wanted.where(has).order_by(newest.c.subject_id.desc())


def _gin(_kind: Kind, rooms: tuple[str, str], tokens: Sequence[QueryToken]) -> Select[Any]:
    # The sum keeps the planner from walking the documents one by one for the sake of their order.
    place = (SearchDocument.subject_id + 0).desc()
    return select(*SHOWN).where(_has(VECTOR, rooms, tokens)).order_by(place)


def _has(
    vector: ColumnElement[Any], rooms: tuple[str, str], tokens: Sequence[QueryToken]
) -> ColumnElement[bool]:
    asked = f"({rooms[0]} | {rooms[1]}) & {tsquery(tokens)}"
    return vector.op("@@")(cast(literal(asked), TSQUERY))
