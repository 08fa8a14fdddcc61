"""What counts (口径): the same decision in Python that `queries.counting` makes in SQL."""

from collections.abc import Collection
from typing import Protocol

from crm.plans.rules import Agreement, ProjectKind


class Definition(Protocol):
    """The part of a definition of counting that speaks of exclusions."""

    framework_counts: bool
    kinds_left_out: Collection[str]


def counts(agreement: Agreement | None, kind: ProjectKind, definition: Definition) -> bool:
    """Whether a milestone counts at all, given the kind of its agreement and of its project."""
    if kind.value in definition.kinds_left_out:
        return False
    return agreement is not Agreement.FRAMEWORK or definition.framework_counts


def counted_amount(kind: ProjectKind, total: int | None, increment: int | None) -> int | None:
    """The amount of a milestone: the investment; of a capital increase, what is added."""
    if kind is ProjectKind.EXPANSION and increment is not None:
        return increment
    return total
