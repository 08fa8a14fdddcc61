"""Which records have the tokens of a query, newest first, as either engine finds them fastest.

SQLite's index hands out its newest matches first and stops when there are enough. PostgreSQL's
knows no order and fetches all of them: for words that many records have, the newest few are looked
at first, and the index is asked only when these were not enough.

On both, what was said about records is asked for last, and only when what they are called did not
give enough: it lies in documents of their own, in a room of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.orm import Session

from crm.accounts.queries import directory
from crm.accounts.rules import Viewer
from crm.core.finding import Words
from crm.lib.search_tokens import QueryToken, fts5_match, tsquery
from crm.search.models import ARE_NOTES, BRIEF, FTS, SearchDocument
from crm.search.queries import on_postgresql, on_sqlite
from crm.search.queries.commonness import common
from crm.search.queries.documents import (
    ARE_NAMES,
    Document,
    fts,
    holds,
    matches,
    notes,
    of,
    open_to,
    tsquery_of,
    written,
)
from crm.search.rules import NOTED, SHARED, Kind, notes_room, reach, room


def newest(
    session: Session, viewer: Viewer, tokens: Sequence[QueryToken], most: int
) -> dict[Kind, dict[int, bool]]:
    """By kind the numbers of the newest records with the tokens, at most `most` of each, and
    whether only what was said about them has the tokens; those come last.

    What lies outside of the viewer's scope may be among them; what he may not find is not.
    """
    search = _Search.of(session, viewer, tokens)
    asked: dict[str, Any] = {kind.value: search.called(kind) for kind in Kind}
    asked |= {notes(kind): search.said(kind) for kind in NOTED}
    if search.fts5:
        # A record has several documents, all of which may match.
        statement, limits = on_sqlite.statement(), {"most": most * 2, "enough": most}
    else:
        is_common = common(session, tokens)
        statement = on_postgresql.statement(most, is_common, viewer.scope if is_common else None)
        limits = {"units": search.units}
    rows = session.execute(statement, {"user": viewer.id, **limits, **asked}).all()
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
) -> Words:
    """All records of a kind with the tokens; with `called` only those that are called so."""
    search = _Search.of(session, viewer, tokens)
    noted = kind in NOTED and not called
    wanted = select(Document.subject_id).where(open_to(viewer.id))
    if search.fts5:
        asked = matches(literal(search.all(kind, noted=noted)))
        # Of common words tens of thousands are looked up.
        brief = wanted.with_hint(SearchDocument.__table__, f"INDEXED BY {BRIEF}", "sqlite")
        # To ask the index about a single row takes longer than to have it list them all once.
        listed = Document.id.in_(select(FTS.c.rowid).where(asked))
        return Words(brief.select_from(fts()).where(asked), _tested(kind, wanted.where(listed)))
    ways = [and_(of(kind, ARE_NAMES), holds(tsquery_of(search.called(kind))))]
    if noted:
        ways.append(and_(of(kind, ARE_NOTES), holds(tsquery_of(search.said(kind)))))
    numbers = wanted.where(or_(*ways))
    return Words(numbers, _tested(kind, numbers))


def _tested(
    kind: Kind, wanted: Select[tuple[int]]
) -> Callable[[ColumnElement[int]], ColumnElement[bool]]:
    """Tests rows one by one; with the offset PostgreSQL does not make one join of it."""

    def has(number: ColumnElement[int]) -> ColumnElement[bool]:
        own = wanted.where(Document.kind == written(kind.value), Document.subject_id == number)
        return own.offset(written(0)).exists()

    return has


@dataclass(frozen=True)
class _Search:
    """A query in the engine's own words: the rooms, where the viewer may look, the tokens."""

    viewer: Viewer
    tokens: Sequence[QueryToken]
    units: list[int]
    fts5: bool

    @classmethod
    def of(cls, session: Session, viewer: Viewer, tokens: Sequence[QueryToken]) -> "_Search":
        units = [unit.id for unit in directory(session, viewer).within(viewer)]
        return cls(viewer, tokens, units, session.get_bind().dialect.name == "sqlite")

    def called(self, kind: Kind) -> str:
        """For what records are called."""
        return self._in(kind, room(kind), room(kind, self.viewer.unit_id))

    def said(self, kind: Kind) -> str:
        """For what was said about them."""
        return self._in(kind, notes_room(kind), mixed=True)

    def all(self, kind: Kind, *, noted: bool) -> str:
        """For what records are called, with `noted` for what was said about them besides."""
        if not noted:
            return self.called(kind)
        if len({token.word for token in self.tokens}) == 1:
            rooms = room(kind), room(kind, self.viewer.unit_id), notes_room(kind)
            return self._in(kind, *rooms)
        return f"({self.called(kind)}) OR ({self.said(kind)})"

    def _in(self, kind: Kind, *rooms: str, mixed: bool = False) -> str:
        places = () if kind in SHARED else self._reach
        either, both = (" OR ", " AND ") if self.fts5 else (" | ", " & ")
        words = self._mixed if mixed else self._plain
        return both.join(
            [*(f"({either.join(group)})" for group in (rooms, places) if group), words]
        )

    @cached_property
    def _reach(self) -> list[str]:
        return reach(self.viewer.scope, self.viewer.id, self.units)

    @cached_property
    def _plain(self) -> str:
        return (fts5_match if self.fts5 else tsquery)(self.tokens)

    @cached_property
    def _mixed(self) -> str:
        return (fts5_match if self.fts5 else tsquery)(self.tokens, mixed=True)
