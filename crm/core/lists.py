"""Lists: pages by cursor, counts exact up to a bound, conditions by many numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    any_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from crm.core.db import NO_VALUES, read
from crm.lib.paging import BadCursor, decode_cursor, encode_cursor

PAGE_SIZE = 50
MOST_COUNTED = 10_000
# Behind every text that begins with what stands before it.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Order:
    """By what a list is sorted: `key` has no empty values and is of the Python type `kind`."""

    key: ColumnElement[Any]
    kind: type
    descending: bool = True


@dataclass(frozen=True)
class Page:
    """Some rows of a list, where they stand in it, and the cursors to its neighbours.

    `total` is how many rows there are: exact up to MOST_COUNTED, "10,000+" beyond.
    """

    rows: list[Row[Any]]
    first: int
    last: int
    total: int | str
    previous: str = ""
    next: str = ""


class Listing:
    """A list before anybody has turned to a page of it.

    `rows` selects what is shown; `number` is its key column. `keys` selects the numbers of the same
    rows without the tables that only name things; these are sorted first, and `rows` is asked for
    those shown alone: where an index cannot give the order, whole rows would be fetched to be
    thrown away. `gathered` keys are found once, counted and sorted: for conditions that take long
    to answer and that no index has in the list's order. Else they are counted and sorted each by
    itself. `counting` selects the same keys where they are found faster in no order: they are
    counted by that. `objects` says that `rows` selects more than columns. A listing that is kept
    keeps its statements.
    """

    def __init__(
        self,
        rows: Select[Any],
        order: Order,
        number: ColumnElement[int],
        keys: Select[Any] | None = None,
        *,
        gathered: bool = False,
        counting: Select[Any] | None = None,
        objects: bool = False,
    ) -> None:
        self.rows, self.order, self.number = rows, order, number
        if keys is None:
            keys = rows.with_only_columns(number, maintain_column_froms=True)
        self.keys, self.gathered, self.counting, self.objects = keys, gathered, counting, objects
        self._statements: dict[tuple[bool, bool, bool], Select[Any]] = {}
        self._count: Select[tuple[int]] | None = None

    def total(self, session: Session, values: Mapping[str, Any] = NO_VALUES) -> int:
        """How many rows there are, up to one beyond MOST_COUNTED."""
        if self._count is None:
            self._count = select(_counted(self.keys))
        return read(session, self._count, values)[0][0]

    def statement(self, *, marked: bool, falling: bool, counted: bool = True) -> Select[Any]:
        """All of a page, and the total: beyond the mark if there is one, `most` rows."""
        made = self._statements.get((marked, falling, counted))
        if made is None:
            keys, key, number = self._found()
            some = first(keys, key, number, marked=marked, falling=falling)
            total = _counted(keys if self.counting is None else self.counting)
            made = self.whole(some, total if counted else None, falling=falling)
            self._statements[marked, falling, counted] = made
        return made

    def whole(
        self, some: Subquery, total: ColumnElement[int] | None, *, falling: bool
    ) -> Select[Any]:
        """The rows of some keys in their order, and the total unless it is known."""
        sides = _sides(some.c.sort_key, some.c.sort_number, falling=falling)
        shown = self.rows.join(some, some.c.sort_number == self.number).order_by(*sides)
        return shown.add_columns(some, *([] if total is None else [total.label("total")]))

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
        made = self.statement(marked=marked, falling=falling, counted=counted)
        if self.objects:
            return session.execute(made, values).all()
        return read(session, made, values)

    def _found(self) -> tuple[Select[Any], ColumnElement[Any], ColumnElement[int]]:
        """The keys, by what they are sorted, and their numbers."""
        if not self.gathered:
            return self.keys, self.order.key, self.number
        columns = _sorted(self.order.key, self.number)
        heap = self.keys.with_only_columns(*columns, maintain_column_froms=True).cte("gathered")
        return select(heap), heap.c.sort_key, heap.c.sort_number


def page(
    session: Session,
    wanted: Select[Any],
    order: Order,
    number: ColumnElement[int],
    cursor: str = "",
    size: int = PAGE_SIZE,
    keys: Select[Any] | None = None,
) -> Page:
    """A page of a list that is asked for once, of columns or objects; see `turned_to`."""
    return turned_to(session, Listing(wanted, order, number, keys, objects=True), cursor, size)


def turned_to(
    session: Session,
    listing: Listing,
    cursor: str = "",
    size: int = PAGE_SIZE,
    values: Mapping[str, Any] = NO_VALUES,
    total: int | None = None,
) -> Page:
    """The page at the cursor, the first one without; `values` are those that the list names. A
    `total` that is known is not counted again.

    Reaches any page at the cost of the first: it looks for rows beyond the last one seen instead
    of counting past those before it. All of it, the total too, is one statement. Raises BadCursor.
    """
    before, forward, mark = _read(cursor, listing.order.kind)
    falling = listing.order.descending == forward
    place = {} if mark is None else {"mark_key": mark[0], "mark_number": mark[1]}
    given = {**values, **place, "most": size + 1}
    found = listing.found(
        session, given, marked=mark is not None, falling=falling, counted=total is None
    )
    more = len(found) > size
    rows = list(found[:size])
    if total is None:
        total = rows[0].total if rows else 0
    if not forward:
        rows.reverse()
        before = max(before - len(rows), 0) if more else 0
    return Page(
        rows=rows,
        first=before + 1 if rows else 0,
        last=before + len(rows),
        total=_shown(total),
        previous=_mark(rows[0], before, forward=False) if rows and before else "",
        next=_mark(rows[-1], before + len(rows), forward=True)
        if rows and (more or not forward)
        else "",
    )


def first(
    keys: Select[Any],
    key: Any,
    number: Any,
    *,
    marked: bool,
    falling: bool,
    most: int | None = None,
) -> Subquery:
    """The first of the keys beyond the mark, each with what it is sorted by: `most`, or as many as
    the value of that name."""
    if marked:
        mark_key = bindparam("mark_key", type_=key.type)
        edge = tuple_(mark_key, bindparam("mark_number", type_=number.type))
        place = tuple_(key, number)
        keys = keys.where(place < edge if falling else place > edge)
    keys = keys.with_only_columns(*_sorted(key, number), maintain_column_froms=True)
    keys = keys.order_by(*_sides(key, number, falling=falling))
    return keys.limit(most or bindparam("most", type_=Integer)).subquery()


def _sorted(key: ColumnElement[Any], number: ColumnElement[int]) -> tuple[Any, Any]:
    return key.label("sort_key"), number.label("sort_number")


def _sides(*columns: ColumnElement[Any], falling: bool) -> list[ColumnElement[Any]]:
    return [column.desc() if falling else column.asc() for column in columns]


def _read(cursor: str, kind: type) -> tuple[int, bool, tuple[Any, int] | None]:
    if not cursor:
        return 0, True, None
    values = decode_cursor(cursor, kind, int, int, bool)
    if None in values:
        raise BadCursor
    key, number, before, forward = values
    return max(int(before), 0), bool(forward), (key, int(number))


def _mark(row: Row[Any], before: int, *, forward: bool) -> str:
    return encode_cursor(row.sort_key, row.sort_number, before, forward)


def among(
    session: Session, column: ColumnElement[int], numbers: Collection[int]
) -> ColumnElement[bool]:
    """Whether a key column holds one of the numbers.

    PostgreSQL takes them as one array: it reads and plans that faster than fifty parameters, and
    the statement stays the same however many there are.
    """
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(numbers)
    return column == any_(literal(list(numbers), ARRAY(BigInteger)))


def named_among(engine: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same in a statement that is kept: the numbers, or texts, come as a list under a name."""
    if engine == "sqlite":
        return column.in_(bindparam(name, expanding=True))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def named_begins(engine: str, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a column begins with a text, as an index of either engine can answer it.

    The text comes as `range_of` that name. SQLite's LIKE uses no index here. PostgreSQL needs one
    with `text_pattern_ops`, and its LIKE would leave it aside too once a prepared statement has a
    plan for any text.
    """
    low, high = bindparam(name), bindparam(f"{name}_end")
    if engine == "sqlite":
        return and_(column >= low, column < high)
    from_here, to_there = (
        column.op("~>=~", is_comparison=True),
        column.op("~<~", is_comparison=True),
    )
    return and_(from_here(low), to_there(high))


def range_of(name: str, text: str) -> dict[str, str]:
    """The values of `named_begins`: where the texts that begin so lie."""
    return {name: text, f"{name}_end": text + LAST}


def _counted(wanted: Select[Any]) -> ScalarSelect[int]:
    some = wanted.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    few = some.limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def counted(session: Session, wanted: Select[Any]) -> int | str:
    """How many rows there are: exact up to MOST_COUNTED, "10,000+" beyond."""
    return _shown(session.scalar(select(_counted(wanted))) or 0)


def _shown(total: int) -> int | str:
    return f"{MOST_COUNTED:,}+" if total > MOST_COUNTED else total
