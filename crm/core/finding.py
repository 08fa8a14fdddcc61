"""How lists of lower packages find words by the index that the search package keeps above them.

`crm.search` says for a kind of record how its numbers are found; a list narrows itself by
`found_by`. So imports keep pointing down, and a list finds what the search finds. What is written
many rows at a time, past the objects that the search package follows, is indexed by `index`.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    any_,
    bindparam,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from crm.core import kept, lists
from crm.core.db import read
from crm.core.lists import Listing, first
from crm.core.ways import on_sqlite

# Documents that are looked at to see whether more records have some words than are counted. Some
# have two of them; if so many do that this is too few, the list is only slower.
ENOUGH = lists.MOST_COUNTED * 5 // 4
# Of words that a tenth more records have than are counted that is known for so many seconds: so
# many records are not gone by then.
LASTING, SPARE = 600.0, 1.1
# Rows of a list that are tested for such words, and if these do not fill a page: confidential ones,
# whose words nobody finds, may all stand in front.
WALKED = 600, 5_000


@dataclass(frozen=True)
class Words:
    """The numbers of all records that have some words, and whether one of a number has them."""

    numbers: Select[tuple[int]]
    has: Callable[[ColumnElement[int]], ColumnElement[bool]]


# The last says whether only by what the records are called, not by what was said about them.
Finder = Callable[[Session, Any, str, bool], Words | None]

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
    words = _finders[kind](session, viewer, q, called)
    return false() if words is None else number.in_(words.numbers)


class _Common:
    """Words that many more records have than are counted, each as one person finds them."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._until: dict[Hashable, float] = {}
        kept.register(self)

    def holds(self, asked: Hashable) -> bool:
        return self._until.get(asked, 0.0) > monotonic()

    def note(self, asked: Hashable) -> None:
        if len(self._until) >= self._most:
            self.forget()
        self._until[asked] = monotonic() + LASTING

    def forget(self) -> None:
        """Hold nothing."""
        self._until = {}


_common = _Common()


class Worded(Listing):
    """A list narrowed by words alone; `listing` is the whole list, of which `keys` has the numbers.

    Records that have the words are gathered, counted and sorted. If they are more than are counted,
    most of that would be for nothing: then the list is walked in its own order, and each row is
    tested, until the page is full.
    """

    def __init__(
        self, session: Session, viewer: Any, kind: str, q: str, listing: Listing, keys: Select[Any]
    ) -> None:
        self._listing, self._keys, self._asked = listing, keys, (kind, q, viewer.sight)
        self._words = words = _finders[kind](session, viewer, q, False)
        wanted = false() if words is None else listing.number.in_(words.numbers)
        super().__init__(
            listing.rows, listing.order, listing.number, keys.where(wanted), gathered=True
        )

    def found(
        self,
        session: Session,
        values: Mapping[str, Any],
        *,
        marked: bool,
        falling: bool,
        counted: bool = True,
    ) -> Sequence[Row[Any]]:
        """The first rows beyond the mark, `most` of them."""
        if self._words is not None and self._many(session, values, self._words):
            for most in WALKED:
                walk = self._walk(self._words, most, marked=marked, falling=falling)
                found = read(session, walk, values)
                if len(found) == values["most"]:
                    return found
        return super().found(session, values, marked=marked, falling=falling, counted=counted)

    def _many(self, session: Session, values: Mapping[str, Any], words: Words) -> bool:
        """Whether more have them than are counted, as far as the first documents tell."""
        if _common.holds(self._asked):
            return True
        some = words.numbers.limit(ENOUGH)
        if not on_sqlite(session):
            # As an array: PostgreSQL then asks the table's own index in its order.
            array = func.array(some.scalar_subquery(), type_=ARRAY(BigInteger))
            keys = self._keys.where(self.number == any_(array))
        else:
            keys = self._keys.where(self.number.in_(some))
        count = read(session, select(func.count()).select_from(keys.subquery()), values)[0][0]
        if count > lists.MOST_COUNTED * SPARE:
            _common.note(self._asked)
        return count > lists.MOST_COUNTED

    def _walk(self, words: Words, most: int, *, marked: bool, falling: bool) -> Select[Any]:
        keys, key = self._listing.keys, self.order.key
        some = first(keys, key, self.number, marked=marked, falling=falling, most=most)
        # Not sorted once more: SQLite would test them all before it stops.
        having = select(some).where(words.has(some.c.sort_number)).limit(bindparam("most"))
        return self.whole(having.subquery(), literal(lists.MOST_COUNTED + 1), falling=falling)


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
