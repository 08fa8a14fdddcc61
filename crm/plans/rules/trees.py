"""The order in which quotas are listed: by period, unit and chain, the longest period first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.lib.periods import Period


@dataclass(frozen=True)
class Place:
    """A quota in the list: its headings, and how many parts it has that are folded away."""

    quota_id: int
    period: Period
    unit_id: int
    chain_id: int | None
    parts: int


def places_of(
    lines: Sequence[Any],
    unit_order: Callable[[int], Any],
    chain_order: Callable[[int | None], Any],
) -> list[Place]:
    """The quotas that no other one of the list is broken down to, the latest period first.

    `lines` are `plans.queries.QuotaLine`. A part is listed on its own only where its whole is
    not among them.
    """
    known = {line.id for line in lines}
    parts: dict[int, int] = {}
    for line in lines:
        if line.parent_id in known:
            parts[line.parent_id] = parts.get(line.parent_id, 0) + 1
    tops = [line for line in lines if line.parent_id not in known]
    tops.sort(key=lambda one: (
        -one.period.end.toordinal(), one.period.start, unit_order(one.unit_id),
        chain_order(one.chain_id), one.position, one.id,
    ))  # fmt: skip
    return [
        Place(one.id, one.period, one.unit_id, one.chain_id, parts.get(one.id, 0)) for one in tops
    ]
