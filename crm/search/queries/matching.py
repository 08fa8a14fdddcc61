"""Which records have the tokens of a query, newest first, as either engine finds them fastest.

SQLite's index hands out its newest matches first and stops when there are enough. PostgreSQL's
knows no order and fetches all of them: for words that every second record has, the newest few are
looked at first, and the index is asked only when these were not enough.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import directory
from crm.accounts.rules import Viewer
from crm.core.engines import one_plan
from crm.lib.search_tokens import QueryToken, fts5_match, tsquery
from crm.search.models import FTS, SearchDocument
from crm.search.rules import SHARED, Kind, reach, room

# Enough for a word that one record in a hundred has; rarer ones the index finds quickly.
NEWEST = 1_000
Document = SearchDocument.__table__.c
VECTOR = literal_column("search_documents.tokens_vector", TSVECTOR)


def newest(
    session: Session, viewer: Viewer, tokens: Sequence[QueryToken], most: int
) -> dict[Kind, list[int]]:
    """By kind the numbers of the newest records with the tokens, at most `most` of each.

    What lies outside of the viewer's scope may be among them; what he may not find is not.
    """
    dialect = session.get_bind().dialect.name
    asked = {kind.value: _asked(session, viewer, kind, tokens) for kind in Kind}
    # A record has several documents, all of which may match.
    given = {"user": viewer.id, "most": most * 2, "enough": most, **asked}
    found: dict[Kind, dict[int, None]] = {}
    with one_plan(session):
        rows = session.execute(_statement(dialect), given).all()
    for kind, number in rows:
        found.setdefault(Kind(kind), {})[number] = None
    return {kind: list(found[kind])[:most] for kind in Kind if kind in found}


def having(
    session: Session, viewer: Viewer, kind: Kind, tokens: Sequence[QueryToken]
) -> Select[tuple[int]]:
    """The numbers of all records of a kind with the tokens, as a selection."""
    asked = literal(_asked(session, viewer, kind, tokens))
    wanted = select(Document.subject_id).where(_open_to(viewer.id))
    if session.get_bind().dialect.name == "sqlite":
        return wanted.select_from(_fts()).where(_matches(asked))
    return wanted.where(_holds(asked))


def _asked(session: Session, viewer: Viewer, kind: Kind, tokens: Sequence[QueryToken]) -> str:
    """The query in the engine's own words: the kind, where the viewer may look, the tokens."""
    rooms = [room(kind), room(kind, viewer.unit_id)]
    units = [unit.id for unit in directory(session, viewer).within(viewer)]
    places = [] if kind in SHARED else reach(viewer.scope, viewer.id, units)
    if session.get_bind().dialect.name == "sqlite":
        groups = [f"({' OR '.join(group)})" for group in (rooms, places) if group]
        return " AND ".join([*groups, fts5_match(tokens)])
    groups = [f"({' | '.join(group)})" for group in (rooms, places) if group]
    return " & ".join([*groups, tsquery(tokens)])


@cache
def _statement(dialect: str) -> CompoundSelect[Any]:
    """All kinds in one statement, each with a query of its own."""
    one = _sqlite_kind if dialect == "sqlite" else _postgresql_kind
    return union_all(*(select(one(kind).subquery()) for kind in Kind))


def _sqlite_kind(kind: Kind) -> Select[Any]:
    return (
        select(literal(kind.value).label("kind"), Document.subject_id)
        .select_from(_fts())
        .where(_matches(bindparam(kind.value)), _open_to(bindparam("user")))
        .order_by(FTS.c.rowid.desc())
        .limit(bindparam("most"))
    )


def _postgresql_kind(kind: Kind) -> CompoundSelect[Any]:
    asked = bindparam(kind.value)
    vector = VECTOR.label("tokens_vector")
    shown = (Document.subject_id, Document.kind, Document.cleared, vector)
    few = (
        select(*shown)
        .where(Document.kind == kind.value)
        .order_by(Document.subject_id.desc())
        .limit(NEWEST)
        .subquery()
    )
    hits = (
        select(few.c.subject_id)
        .where(_holds(asked, few.c.tokens_vector), _open_to(bindparam("user"), few.c))
        .cte(f"newest_{kind.value}")
    )
    counted = select(func.count()).select_from(hits).scalar_subquery()
    found = (
        select(literal(kind.value).label("kind"), Document.subject_id)
        .where(_holds(asked), _open_to(bindparam("user")), counted < bindparam("enough"))
        # The sum keeps the planner from walking the documents for the sake of their order.
        .order_by((Document.subject_id + 0).desc())
        .limit(bindparam("most"))
    )
    return union_all(
        select(literal(kind.value).label("kind"), hits.c.subject_id),
        select(found.subquery()),
    )


def _fts() -> Any:
    return SearchDocument.__table__.join(FTS, FTS.c.rowid == Document.id)


def _matches(asked: Any) -> Any:
    """By the table's name: without positions there are no columns to ask."""
    return literal_column("search_index").op("MATCH")(asked)


def _holds(asked: Any, vector: Any = VECTOR) -> Any:
    return vector.op("@@")(cast(asked, TSQUERY))


def _open_to(user: Any, document: Any = Document) -> Any:
    """Whether a document is for everybody, or for somebody on the record's list."""
    listed = exists().where(
        Clearance.kind == document.kind,
        Clearance.subject_id == document.subject_id,
        Clearance.user_id == user,
    )
    return or_(not_(document.cleared), listed)
