"""How lists of lower packages find words by the index that the search package keeps above them.

`crm.search` says for a kind of record how its numbers are found; a list narrows itself by
`found_by`. So imports keep pointing down, and a list finds what the search finds. What is written
many rows at a time, past the objects that the search package follows, is indexed by `index`.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, false
from sqlalchemy.orm import Session

# The last says whether only by what the records are called, not by what was said about them.
Finder = Callable[[Session, Any, str, bool], Select[tuple[int]] | None]

Indexer = Callable[[Session, Collection[int], Collection[int]], None]
Listener = Callable[[Session, Collection[int]], None]
Sayer = Callable[[Session, str], Select[tuple[int]] | None]

_finders: dict[str, Finder] = {}
_indexers: dict[str, Indexer] = {}
_listeners: dict[str, Listener] = {}
_sayers: list[Sayer] = []


def finds(kind: str, finder: Finder) -> None:
    """Say how records of a kind are found; called when the search package loads."""
    _finders[kind] = finder


def found_by(
    session: Session,
    viewer: Any,
    kind: str,
    number: ColumnElement[int],
    q: str,
    *,
    called: bool = False,
) -> ColumnElement[bool]:
    """Whether a record is found by the words, by this viewer; `number` is its key column.

    Words that say nothing, such as a lone comma, find nothing. Pickers ask for what is `called`
    so: who chooses a record does not look for what was said about others.
    """
    chosen = _finders[kind](session, viewer, q, called)
    return false() if chosen is None else number.in_(chosen)


def indexes(kind: str, indexer: Indexer) -> None:
    """Say how records of a kind are indexed; called when the search package loads."""
    _indexers[kind] = indexer


def index(
    session: Session, kind: str, numbers: Collection[int], fresh: Collection[int] = ()
) -> None:
    """Index records that were written past the session's own objects, or that are gone.

    `fresh` are those that were not there before.
    """
    _indexers[kind](session, numbers, fresh)


def hears(kind: str, listener: Listener) -> None:
    """Say how what is said about records of a kind is indexed."""
    _listeners[kind] = listener


def index_said(session: Session, kind: str, numbers: Collection[int]) -> None:
    """Index anew what was said about records, where that was written past the session's objects."""
    _listeners[kind](session, numbers)


def finds_said(sayer: Sayer) -> None:
    """Say how activities are found by what was said; called when the search package loads."""
    _sayers[:] = [sayer]


def said(session: Session, word: str) -> Select[tuple[int]] | None:
    """The numbers of the activities that may have a word in what was said; None when the index
    cannot tell."""
    return _sayers[0](session, word)
