"""Trees kept as paths: a row's path lists the ids from the root down to itself, "/1/4/9/".

Being below is then a comparison of prefixes, which an index answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass
class Branch(Generic[Row]):
    """A row with the rows directly below it."""

    row: Row
    children: "list[Branch[Row]]" = field(default_factory=list)


def child_path(parent_path: str | None, child_id: int) -> str:
    """The path of a row below the parent; of a root when there is no parent."""
    return f"{parent_path or '/'}{child_id}/"


def parent_path(path: str) -> str | None:
    """The path of the row above; None for a root."""
    above = path[: path.rstrip("/").rfind("/") + 1]
    return above if above != "/" else None


def ids(path: str) -> list[int]:
    """The ids on the path, root first, the row itself last."""
    return [int(part) for part in path.split("/") if part]


def is_within(path: str, ancestor: str) -> bool:
    """Whether the path is the ancestor's own or lies below it."""
    return bool(ancestor) and path.startswith(ancestor)


def depth(path: str) -> int:
    """1 for a root, 2 for its children, and so on."""
    return path.count("/") - 1


def would_cycle(path: str, new_parent_path: str | None) -> bool:
    """Whether moving the row below the new parent would hang it below itself."""
    return new_parent_path is not None and is_within(new_parent_path, path)


def as_tree(
    rows: Iterable[Row], path: Callable[[Row], str] = attrgetter("path")
) -> list[Branch[Row]]:
    """The rows as branches, siblings in the order given.

    A row whose parent is not among the rows hangs below its nearest ancestor that is, or stands
    as a root: what one may not see above does not hide what one may see.
    """
    rows = list(rows)
    branches = {path(row): Branch(row) for row in rows}
    roots: list[Branch[Row]] = []
    for own_path, branch in branches.items():
        above = parent_path(own_path)
        while above is not None and above not in branches:
            above = parent_path(above)
        (roots if above is None else branches[above].children).append(branch)
    return roots


def flatten(branches: Iterable[Branch[Row]], level: int = 0) -> list[tuple[int, Row]]:
    """Every row with its level in the tree shown, parents before children."""
    flat: list[tuple[int, Row]] = []
    for branch in branches:
        flat.append((level, branch.row))
        flat.extend(flatten(branch.children, level + 1))
    return flat
