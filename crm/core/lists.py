"""Lists: pages by cursor, counts exact up to a bound, filters in addresses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote_plus

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    any_,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from crm.core.db import Model
from crm.lib.labelled import Labelled
from crm.lib.paging import BadCursor, decode_cursor, encode_cursor

PAGE_SIZE = 50
MOST_COUNTED = 10_000
MANY = 20_000
LONGEST_QUERY = 100
# Behind every text that begins with what stands before it.
LAST = "\U0010ffff"

Choice = TypeVar("Choice", bound=Labelled)


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


def page(
    session: Session,
    wanted: Select[Any],
    order: Order,
    number: ColumnElement[int],
    cursor: str = "",
    size: int = PAGE_SIZE,
    keys: Select[Any] | None = None,
    *,
    gathered: bool = False,
) -> Page:
    """The page at the cursor, the first one without; `number` is the rows' key column.

    Reaches any page at the cost of the first: it looks for rows beyond the last one seen instead
    of counting past those before it. `keys` selects the numbers of the same rows without the
    tables that only name things; these are sorted first, and `wanted` is asked for the rows shown
    alone: where an index cannot give the order, whole rows would be fetched to be thrown away.
    All of it, the total too, is one statement. Raises BadCursor.

    `gathered` keys are found once, counted and sorted: for conditions that take long to answer
    and that no index has in the list's order. Else they are counted and sorted each by itself.
    """
    before, forward, mark = _read(cursor, order.kind)
    falling = order.descending == forward
    if keys is None:
        keys = wanted.with_only_columns(number, maintain_column_froms=True)
    if gathered:
        every = keys.with_only_columns(*_sorted(order.key, number), maintain_column_froms=True)
        heap = every.cte("gathered")
        keys, place = select(heap), Order(heap.c.sort_key, order.kind)
        some = _some(keys, place, heap.c.sort_number, mark, size + 1, falling=falling)
    else:
        some = _some(keys, order, number, mark, size + 1, falling=falling)
    sides = _sides(some.c.sort_key, some.c.sort_number, falling=falling)
    whole = wanted.join(some, some.c.sort_number == number).order_by(*sides)
    found = session.execute(whole.add_columns(some, _counted(keys).label("total"))).all()
    more = len(found) > size
    rows = found[:size]
    if not forward:
        rows.reverse()
        before = max(before - len(rows), 0) if more else 0
    return Page(
        rows=rows,
        first=before + 1 if rows else 0,
        last=before + len(rows),
        total=_shown(rows[0].total if rows else 0),
        previous=_mark(rows[0], before, forward=False) if rows and before else "",
        next=_mark(rows[-1], before + len(rows), forward=True)
        if rows and (more or not forward)
        else "",
    )


def passing_over(wanted: Select[Any], model: type[Model], index: str) -> Select[Any]:
    """The selection made by passing over an index that holds all columns which it asks for.

    For conditions that many rows fulfil. SQLite has counted nothing: it takes any index for one
    that finds a few rows, and fetches tens of thousands. PostgreSQL knows by itself.
    """
    return wanted.with_hint(model, f"INDEXED BY {index}", "sqlite")


def _some(
    keys: Select[Any],
    order: Order,
    number: ColumnElement[int],
    mark: tuple[Any, int] | None,
    most: int,
    *,
    falling: bool,
) -> Subquery:
    """The first of the keys beyond the mark, each with what it is sorted by."""
    if mark is not None:
        place = tuple_(order.key, number)
        edge = tuple_(literal(mark[0], order.key.type), literal(mark[1], number.type))
        keys = keys.where(place < edge if falling else place > edge)
    columns = _sorted(order.key, number)
    sorted_keys = keys.with_only_columns(*columns, maintain_column_froms=True)
    return sorted_keys.order_by(*_sides(order.key, number, falling=falling)).limit(most).subquery()


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


def few_on_sqlite(session: Session, numbers: Select[tuple[int]]) -> bool:
    """Whether SQLite had better collect the rows that have one of the numbers than test each row.

    It makes a list of all of them, however many. PostgreSQL knows itself which is better.
    """
    if session.get_bind().dialect.name != "sqlite":
        return False
    some = numbers.limit(MANY + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= MANY


def member(
    numbers: Select[tuple[int]], number: ColumnElement[int], *, few: bool
) -> ColumnElement[bool]:
    """Whether a key is one of the numbers: as a list of them when they are few, else row by row."""
    if few:
        return number.in_(numbers)
    return numbers.where(numbers.selected_columns[0] == number).exists()


def begins(session: Session, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether a column begins with the text, as an index of either engine can answer it.

    SQLite's LIKE uses no index here. PostgreSQL needs one with `text_pattern_ops`, and its LIKE
    would leave it aside too once a prepared statement has a plan for any text.
    """
    if session.get_bind().dialect.name == "sqlite":
        return and_(column >= text, column < text + LAST)
    from_here, to_there = (
        column.op("~>=~", is_comparison=True),
        column.op("~<~", is_comparison=True),
    )
    return and_(from_here(text), to_there(text + LAST))


def _counted(wanted: Select[Any]) -> ScalarSelect[int]:
    some = wanted.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    few = some.limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def counted(session: Session, wanted: Select[Any]) -> int | str:
    """How many rows there are: exact up to MOST_COUNTED, "10,000+" beyond."""
    return _shown(session.scalar(select(_counted(wanted))) or 0)


def _shown(total: int) -> int | str:
    return f"{MOST_COUNTED:,}+" if total > MOST_COUNTED else total


def asked_text(args: Mapping[str, str], name: str = "q") -> str:
    """What was typed into a filter, trimmed."""
    return " ".join(args.get(name, "").replace("\0", " ").split())[:LONGEST_QUERY]


def asked_number(args: Mapping[str, str], name: str) -> int | None:
    """A record's number in an address; None for anything else."""
    text = args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def asked_choice(args: Mapping[str, str], name: str, kind: type[Choice]) -> Choice | None:
    """A member of an enumeration in an address; None for anything else."""
    text = args.get(name, "")
    return next((member for member in kind if member.value == text), None)


def asked_day(args: Mapping[str, str], name: str) -> date | None:
    """A day in an address; None for anything else."""
    try:
        return date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None


def address(path: str, asked: Mapping[str, Any], **changes: Any) -> str:
    """The address of a list with its filters; a change to None or '' leaves one out."""
    values = {
        name: value for name, value in {**asked, **changes}.items() if value not in (None, "")
    }
    return with_query(path, values)


def with_query(path: str, values: Mapping[str, Any]) -> str:
    """The path with the values as a query string; overviews make hundreds of them."""
    if not values:
        return path
    pairs = [f"{quoted(name)}={quoted(str(value))}" for name, value in values.items()]
    return f"{path}?{'&'.join(pairs)}"


quoted = lru_cache(maxsize=4096)(quote_plus)
