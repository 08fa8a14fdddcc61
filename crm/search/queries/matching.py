"""Which records have the tokens of a query, newest first, as either engine finds them fastest.

SQLite's index hands out its newest matches first and stops when there are enough. PostgreSQL's
knows no order and fetches all of them: for words that many records have, the newest few are looked
at first, and the index is asked only when these were not enough.

On both, what was said about records is asked for last, and only when what they are called did not
give enough: it lies in documents of their own, in a room of their own.
"""

from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    CompoundSelect,
    Select,
    bindparam,
    case,
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
from crm.search.models import ARE_NOTES, BRIEF, FTS, SearchDocument
from crm.search.queries.commonness import common
from crm.search.rules import NOTED, SHARED, Kind, Part, notes_room, reach, room

# Enough for a word that one record in a hundred has; rarer ones the index finds quickly.
NEWEST = 1_000
# Times as many of a kind whose documents are short and lie in many units.
MORE = {Kind.LEAD: 3}
NEWEST_NOTES = 160  # ten times as long as names
FEW = frozenset({Kind.CARRIER, Kind.TASK})  # a zone has hundreds of them: the index is as quick
Document = SearchDocument.__table__.c
VECTOR = literal_column("search_documents.tokens_vector", TSVECTOR)
# Whether a record was found by notes.
BY_NAME, BY_NOTES = literal_column("0"), literal_column("1")


def newest(
    session: Session, viewer: Viewer, tokens: Sequence[QueryToken], most: int
) -> dict[Kind, dict[int, bool]]:
    """By kind the numbers of the newest records with the tokens, at most `most` of each, and
    whether only what was said about them has the tokens; those come last.

    What lies outside of the viewer's scope may be among them; what he may not find is not.
    """
    dialect = session.get_bind().dialect.name
    asked = {
        kind.value: _asked(session, viewer, kind, tokens, _rooms(viewer, kind)) for kind in Kind
    }
    asked |= {
        _notes(kind): _asked(session, viewer, kind, tokens, [notes_room(kind)], mixed=True)
        for kind in NOTED
    }
    # A record has several documents, all of which may match.
    given = {"user": viewer.id, "most": most * 2, "enough": most, **asked}
    if dialect == "postgresql":
        given["common"] = common(session, tokens)
    with one_plan(session):
        rows = session.execute(_statement(dialect), given).all()
    found: dict[Kind, dict[int, bool]] = {}
    for kind, number, by_notes in sorted(rows, key=lambda row: row.by_notes):
        found.setdefault(Kind(kind), {}).setdefault(number, bool(by_notes))
    return {kind: dict(islice(found[kind].items(), most)) for kind in Kind if kind in found}


def having(
    session: Session,
    viewer: Viewer,
    kind: Kind,
    tokens: Sequence[QueryToken],
    *,
    called: bool = False,
) -> Select[tuple[int]]:
    """The numbers of all records of a kind with the tokens, as a selection; with `called` only
    those that are called so."""
    asked = literal(_all(session, viewer, kind, tokens, kind in NOTED and not called))
    wanted = select(Document.subject_id).where(_open_to(viewer.id))
    if session.get_bind().dialect.name == "sqlite":
        # Of common words tens of thousands are looked up.
        brief = wanted.with_hint(SearchDocument.__table__, f"INDEXED BY {BRIEF}", "sqlite")
        return brief.select_from(_fts()).where(_matches(asked))
    return wanted.where(_holds(asked))


def _rooms(viewer: Viewer, kind: Kind) -> list[str]:
    return [room(kind), room(kind, viewer.unit_id)]


def _notes(kind: Kind) -> str:
    return f"{kind.value}_notes"


def _all(
    session: Session, viewer: Viewer, kind: Kind, tokens: Sequence[QueryToken], noted: bool
) -> str:
    """The query for what records are called, and for what was said about them besides."""
    rooms = _rooms(viewer, kind)
    if noted and len({token.word for token in tokens}) == 1:
        rooms, noted = [*rooms, notes_room(kind)], False
    found = _asked(session, viewer, kind, tokens, rooms)
    if not noted:
        return found
    said = _asked(session, viewer, kind, tokens, [notes_room(kind)], mixed=True)
    either = " OR " if session.get_bind().dialect.name == "sqlite" else " | "
    return f"({found}){either}({said})"


def _asked(
    session: Session,
    viewer: Viewer,
    kind: Kind,
    tokens: Sequence[QueryToken],
    rooms: Sequence[str],
    *,
    mixed: bool = False,
) -> str:
    """The query in the engine's own words: the rooms, where the viewer may look, the tokens."""
    units = [unit.id for unit in directory(session, viewer).within(viewer)]
    places = [] if kind in SHARED else reach(viewer.scope, viewer.id, units)
    if session.get_bind().dialect.name == "sqlite":
        groups = [f"({' OR '.join(group)})" for group in (rooms, places) if group]
        return " AND ".join([*groups, fts5_match(tokens, mixed=mixed)])
    groups = [f"({' | '.join(group)})" for group in (rooms, places) if group]
    return " & ".join([*groups, tsquery(tokens, mixed=mixed)])


@cache
def _statement(dialect: str) -> CompoundSelect[Any]:
    """All kinds in one statement, each with a query of its own."""
    one = _sqlite_kind if dialect == "sqlite" else _postgresql_kind
    return union_all(*(select(one(kind).subquery()) for kind in Kind))


def _sqlite_kind(kind: Kind) -> Select[Any] | CompoundSelect[Any]:
    most = bindparam("most")
    called = _sqlite_rows(kind.value, most).cte(f"called_{kind.value}")
    names = select(_named(kind), called.c.subject_id, BY_NAME.label("by_notes"))
    if kind not in NOTED:
        return names
    # In the limit it is looked at once and first; a condition would be, row by row, at last.
    if_lacking = case((_lacking(called), most), else_=literal_column("0"))
    noted = _sqlite_rows(_notes(kind), if_lacking).subquery()
    return union_all(names, select(_named(kind), noted.c.subject_id, BY_NOTES))


def _sqlite_rows(asked: str, most: Any) -> Select[Any]:
    return (
        select(Document.subject_id)
        .select_from(_fts())
        .where(_matches(bindparam(asked)), _open_to(bindparam("user")))
        .order_by(FTS.c.rowid.desc())
        .limit(most)
    )


def _postgresql_kind(kind: Kind) -> CompoundSelect[Any]:
    newest = NEWEST * MORE.get(kind, 1)
    named = [] if kind in FEW else [_newest(kind, kind.value, Document.part != Part.NOTES, newest)]
    named.append(_others(kind.value, named))
    ways = [select(_named(kind), one.c.subject_id, BY_NAME.label("by_notes")) for one in named]
    if kind in NOTED:
        noted = [_newest(kind, _notes(kind), ARE_NOTES, NEWEST_NOTES, named)]
        noted.append(_others(_notes(kind), [*named, *noted]))
        ways += [select(_named(kind), one.c.subject_id, BY_NOTES) for one in noted]
    return union_all(*ways)


def _newest(kind: Kind, asked: str, of_them: Any, newest: int, before: Sequence[CTE] = ()) -> CTE:
    """Matches among the newest documents, if what came before lacks; none for rare words."""
    few = (
        select(Document.subject_id, Document.kind, Document.cleared, VECTOR.label("tokens_vector"))
        .where(bindparam("common", type_=Boolean), *map(_lacking, before))
        .where(Document.kind == kind.value, of_them)
        .order_by(Document.subject_id.desc())
        .limit(newest)
        .subquery()
    )
    return (
        select(few.c.subject_id)
        .where(_holds(bindparam(asked), few.c.tokens_vector), _open_to(bindparam("user"), few.c))
        .order_by(few.c.subject_id.desc())
        .limit(bindparam("most"))
        .cte(f"newest_{asked}")
    )


def _others(asked: str, before: Sequence[CTE]) -> CTE:
    """The newest matches of all, by the index, if what came before lacks."""
    return (
        select(Document.subject_id)
        .where(_holds(bindparam(asked)), _open_to(bindparam("user")), *map(_lacking, before))
        # The sum keeps the planner from walking the documents for the sake of their order.
        .order_by((Document.subject_id + 0).desc())
        .limit(bindparam("most"))
        .cte(f"other_{asked}")
    )


def _named(kind: Kind) -> Any:
    return literal(kind.value).label("kind")


def _lacking(found: Any) -> Any:
    """Whether there is less than what is enough."""
    counted = select(func.count(found.c.subject_id.distinct())).scalar_subquery()
    return counted < bindparam("enough")


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
