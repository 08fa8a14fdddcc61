"""Which lists there are. The packages of their records stand above and say so when they load."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.errors import NotFound
from crm.lists.rules import Deed

# What a change touches of each record, by its number: {"owner_id": 3, "unit_id": 7}.
Pictures = dict[int, dict[str, Any]]
# A record, and what the picture of it shows that it was.
Before = tuple[Any, dict[str, Any]]


@dataclass(frozen=True)
class Changing:
    """How many records of a kind are changed at once, by the rules of a single one.

    `numbers` gives the records in scope that the filters of an address leave, at most so many;
    `load` those of the numbers that the viewer may see, locked. `fault` says why he may not do
    it to one of them, '' when he may; `pictures` what the deed touches, and `value_of` reads from
    a picture what the deed would set. `change` writes all, in few statements, or is refused at
    the first that a rule refuses; `restore` lets each be as its picture shows it. The value has
    been found among those that the actor may choose.
    """

    numbers: Callable[[Session, Viewer, Mapping[str, str], int], list[int]]
    load: Callable[[Session, Viewer, Sequence[int]], list[Any]]
    title: Callable[[Any], str]
    fault: Callable[[Session, Viewer, Any, Deed], str]
    pictures: Callable[[Session, Sequence[Any], Deed], Pictures]
    value_of: Callable[[dict[str, Any], Deed], int | None]
    change: Callable[[Session, Viewer, Sequence[Any], Deed, int], None]
    restore: Callable[[Session, Viewer, Sequence[Before], Deed], None]


@dataclass(frozen=True)
class Kind:
    """A list: `key` and `path` of its page, `subject` as the log calls its records."""

    key: str
    subject: str
    label: str
    measure: str
    path: str
    # The names that filters and order have in its addresses.
    names: frozenset[str]
    changing: Changing | None = None


_kinds: dict[str, Kind] = {}


def has_list(kind: Kind) -> None:
    """Say that there is a list; called when the package of its records loads."""
    _kinds[kind.key] = kind


def get_kind(key: str) -> Kind:
    """The list of that name; NotFound when there is none."""
    found = _kinds.get(key)
    if found is None:
        raise NotFound
    return found


def get_changing(key: str) -> tuple[Kind, Changing]:
    """A list whose records can be changed together; NotFound for another."""
    kind = get_kind(key)
    if kind.changing is None:
        raise NotFound
    return kind, kind.changing
