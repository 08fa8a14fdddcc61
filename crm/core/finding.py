"""How lists of lower packages find words by the index that the search package keeps above them.

`crm.search` says for a kind of record how its numbers are found; a list narrows itself by
`found_by`. So imports keep pointing down, and a list finds what the search finds.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, false
from sqlalchemy.orm import Session

Finder = Callable[[Session, Any, str], Select[tuple[int]] | None]

_finders: dict[str, Finder] = {}


def finds(kind: str, finder: Finder) -> None:
    """Say how records of a kind are found; called when the search package loads."""
    _finders[kind] = finder


def found_by(
    session: Session, viewer: Any, kind: str, number: ColumnElement[int], q: str
) -> ColumnElement[bool]:
    """Whether a record is found by the words, by this viewer; `number` is its key column.

    Words that say nothing, such as a lone comma, find nothing.
    """
    chosen = _finders[kind](session, viewer, q)
    return false() if chosen is None else number.in_(chosen)
