"""How facts are given to the quotas for which they count. Pure functions.

`counts_for` decides; here is only how five hundred quotas come to cost little more than five.
Quotas that look at the same things (node, origin, size …) are taken together: the facts are first
merged by nothing but these, a node and a unit standing for the nearest one above that some quota
asks for, and only what is left meets the few quotas of its place.
"""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from crm.analytics.rules.quotas import Fact, Tally, Terms, boundaries, counts_for, lineage
from crm.lib.trees import parent_path

# Places of a fact's fields: thousands of facts are merged, and a place is found faster than a name.
STAGE, DAY, VERIFIED, DROPPED, NODE, CHAIN, UNIT = range(7)
COUNT, AMOUNT, UNKNOWN = range(len(Fact._fields) - 3, len(Fact._fields))
# Each thing that a quota may look at, by the place of the fact's field that tells it.
LOOKS: tuple[tuple[int, Callable[[Terms], bool]], ...] = (
    (CHAIN, lambda one: one.chain_id is not None),
    (7, lambda one: one.foreign_only),
    (8, lambda one: one.region_group is not None),
    (9, lambda one: one.channel is not None),
    (10, lambda one: one.least_fen is not None or one.most_fen is not None),
    (11, lambda one: one.owner_id is not None),
    (12, lambda one: bool(one.product)),
    (13, lambda one: True),  # what is counted in GW is no project, nor the other way round
)
BLANK = Fact(None, date.min, False, False, "", 0, "")
Shape = tuple[bool, tuple[int, ...]]


def tally(
    terms: Sequence[Terms], facts: Iterable[Fact], shares: Iterable[Fact] = ()
) -> dict[int, Tally]:
    """What counts for each quota, by its number; every quota is in the answer.

    `shares` are amounts that lie on another node than the project's main one: taken from the
    main node (negative) and given to the other. They matter to quotas by node only.
    """
    found = {one.quota_id: Tally() for one in terms}
    facts = list(facts)
    shares = [fact._replace(count=0, unknown=0) for fact in shares]
    shapes = _shapes(terms)
    for (by_node, looks), some in shapes.items():
        given = [*facts, *shares] if shares and some[0].by_node else facts
        if len(shapes) > 1:
            given = _merged(some, given, by_node, looks)
        for fact, wanted in _pairs(some, given):
            found[wanted.quota_id].add(fact)
    return found


def _shapes(terms: Iterable[Terms]) -> dict[Shape, list[Terms]]:
    """The quotas by what they look at: at the node, and at which of LOOKS."""
    found: dict[Shape, list[Terms]] = {}
    for one in terms:
        shape = (one.node_path is not None, tuple(p for p, looks in LOOKS if looks(one)))
        found.setdefault(shape, []).append(one)
    return found


def _merged(
    terms: Sequence[Terms], facts: Iterable[Fact], by_node: bool, looks: tuple[int, ...]
) -> list[Fact]:
    """The facts that may count for some of the quotas, as few as these tell apart."""
    stages = {one.stage for one in terms}
    spans = Nearest(boundaries(terms))
    units = Above({one.unit_path for one in terms})
    nodes = Above({one.node_path or "" for one in terms})
    sums: dict[tuple, list[int]] = {}
    for fact in facts:
        if fact[STAGE] not in stages:
            continue
        node = nodes[fact[NODE]] if by_node else ""
        day, unit = spans[fact[DAY]], units[fact[UNIT]]
        if day is None or unit is None or node is None:
            continue
        told = (fact[STAGE], day, fact[VERIFIED], fact[DROPPED], node, unit)
        key = (*told, *[fact[place] for place in looks])
        own = sums.get(key)
        if own is None:
            sums[key] = [fact[COUNT], fact[AMOUNT], fact[UNKNOWN]]
        else:
            own[0] += fact[COUNT]
            own[1] += fact[AMOUNT]
            own[2] += fact[UNKNOWN]
    return [_fact(key, looks, own) for key, own in sums.items()]


def _fact(key: tuple, looks: tuple[int, ...], sums: list[int]) -> Fact:
    *told, unit = key[: CHAIN + 1]
    seen = key[CHAIN + 1 :]
    fields = list(BLANK)
    fields[:CHAIN], fields[UNIT], fields[COUNT:] = told, unit, sums
    for place, value in zip(looks, seen, strict=True):
        fields[place] = value
    return Fact._make(fields)


class Nearest(dict[date, date | None]):
    """To each day the boundary at or before it; None outside of all periods."""

    def __init__(self, days: Sequence[date]) -> None:
        super().__init__()
        self._days = days

    def __missing__(self, day: date) -> date | None:
        place = bisect_right(self._days, day)
        inside = 0 < place < len(self._days)
        found = self[day] = self._days[place - 1] if inside else None
        return found


class Above(dict[str, str | None]):
    """To each path the nearest one at or above it that is wanted; None where there is none."""

    def __init__(self, wanted: set[str]) -> None:
        super().__init__({path: path for path in wanted})

    def __missing__(self, path: str) -> str | None:
        above = parent_path(path)
        found = self[path] = None if above is None else self[above]
        return found


def _pairs(terms: Sequence[Terms], facts: Iterable[Fact]) -> Iterable[tuple[Fact, Terms]]:
    """The facts with the quotas for which they count.

    Facts of one place meet the same few quotas, which are looked up once for each place, by the
    node and unit and by everything above them.
    """
    index: dict[tuple, list[Terms]] = {}
    for one in terms:
        key = (one.stage, one.chain_id, one.node_path, one.unit_path)
        index.setdefault(key, []).append(one)
    near: dict[tuple, list[Terms]] = {}
    for fact in facts:
        place = (fact.stage, fact.chain_id, fact.node_path, fact.unit_path)
        if place not in near:
            near[place] = [one for key in _keys(*place) for one in index.get(key, ())]
        for one in near[place]:
            if counts_for(one, fact):
                yield fact, one


def _keys(stage: object, chain_id: int, node_path: str, unit_path: str) -> Iterable[tuple]:
    nodes: list[str | None] = [None, *lineage(node_path)]
    chains: list[int | None] = [None, chain_id]
    return itertools.product([stage], chains, nodes, lineage(unit_path))
