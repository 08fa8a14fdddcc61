"""Pages: of what is ranked in memory by number, of tables by cursor.

A cursor is made of the sort values of the last row seen, as one opaque word.

A cursor is not a secret and grants nothing: the page it leads to is fetched through the same
permission as the first. It is only checked to be well formed, so that garbage gives a sentence
instead of a failing query.
"""

import base64
import json
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

LONGEST = 2_000
_INT64 = 2**63
_YEARS = range(1800, 3000)

Thing = TypeVar("Thing")
Value = None | bool | int | float | str | date | datetime | Decimal


class BadCursor(ValueError):
    """The text is not a cursor that this site has made."""

    def __init__(self) -> None:
        super().__init__("页码标记无效，请从第一页重新查看")


def encode_cursor(*values: Value) -> str:
    """The values as a word of letters, digits, `-` and `_`."""
    packed = json.dumps([_pack(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode_cursor(text: str, *kinds: type) -> tuple[Value, ...]:
    """The values again; with `kinds` given, as many values, each of its kind or None.

    Raises BadCursor for anything else, whatever the text holds.
    """
    try:
        values = tuple(_unpack(packed) for packed in _loads(text))
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise BadCursor from None
    if kinds and not _fits(values, kinds):
        raise BadCursor
    return values


def _loads(text: str) -> list:
    if len(text) > LONGEST or not text.isascii():
        raise ValueError
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    packed = json.loads(raw.decode())
    if not isinstance(packed, list) or not packed:
        raise ValueError
    return packed


def _fits(values: tuple[Value, ...], kinds: tuple[type, ...]) -> bool:
    if len(values) != len(kinds):
        return False
    return all(
        value is None or type(value) is kind for value, kind in zip(values, kinds, strict=True)
    )


def _pack(value: Value) -> list:
    """A value with a letter for its kind; JSON alone would lose dates and decimals."""
    match value:
        case None:
            return ["n"]
        case bool():
            return ["b", int(value)]
        case int():
            return ["i", value]
        case float():
            return ["f", value.hex()]
        case Decimal():
            return ["d", str(value)]
        case datetime():
            return ["t", value.isoformat()]
        case date():
            return ["a", value.isoformat()]
        case str():
            return ["s", str(value)]
    raise TypeError(f"a cursor cannot hold {type(value).__name__}")


def _unpack(packed: object) -> Value:
    match packed:
        case ["n"]:
            return None
        case ["b", 0 | 1 as flag]:
            return bool(flag)
        case ["i", int(number)] if -_INT64 <= number < _INT64:
            return int(number)
        case ["f", str(text)] if math.isfinite(number := float.fromhex(text)):
            return number
        case ["d", str(text)] if (exact := Decimal(text)).is_finite():
            return exact
        case ["t", str(text)] if (instant := datetime.fromisoformat(text)).year in _YEARS:
            return instant
        case ["a", str(text)] if (day := date.fromisoformat(text)).year in _YEARS:
            return day
        case ["s", str(text)] if "\0" not in text:
            text.encode()
            return text
    raise ValueError


def ranked_page(
    things: Sequence[Thing], number: int | None, size: int, url: Callable[[int], str]
) -> tuple[Sequence[Thing], dict[str, Any]]:
    """A page of what is ranked in memory, and what the pager says of it; `url` gives the address
    of a page. A number beyond the last page shows the last one."""
    last = max(1, -(-len(things) // size))
    number = min(max(number or 1, 1), last)
    shown = things[(number - 1) * size : number * size]
    first = (number - 1) * size + 1 if shown else 0
    return shown, {
        "first": first,
        "last": first + len(shown) - 1 if shown else 0,
        "total": len(things),
        "previous_url": url(number - 1) if number > 1 else "",
        "next_url": url(number + 1) if number < last else "",
    }
