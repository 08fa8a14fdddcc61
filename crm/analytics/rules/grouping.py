"""Deeds sorted into the few groups that the quotas at hand tell apart. Pure functions.

There are tens of thousands of them, so they are taken by columns: the interpreter runs through
each of these without a step of our own.
"""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from crm.analytics.rules.columns import Deeds
from crm.analytics.rules.quotas import Fact, Terms, boundaries, limits
from crm.analytics.rules.tallies import BLANK, LOOKS, Above, Nearest

NOWHERE = 0
STAGE, DAY, VERIFIED, DROPPED, NODE, UNIT = range(6)
SIZE, OWNER, PRODUCT, MEASURE, AMOUNT, UNKNOWN = range(9, 15)
# By the place of a fact's field that some quota looks at the place of the deed's.
OF_DEED = {place: place - 1 for place in range(7, 14)}
SIZE_OF_FACT, OWNER_OF_FACT, MEASURE_OF_FACT = 10, 11, 13


@dataclass(frozen=True)
class Places:
    """The nodes by number, each with its path and its chain; the paths of the units."""

    nodes: Mapping[int, tuple[str, int]]
    units: Mapping[int, str]


def facts_of(
    deeds: Deeds, terms: Sequence[Terms], where: Places, *, amounts: bool = True
) -> list[Fact]:
    """The deeds as few facts as the quotas tell apart; without `amounts` they carry none.

    A fact lies on the nearest node and in the nearest unit, at or above its own, for which some
    quota asks. What no quota can ask for, by milestone, day, unit, node or measure, is left out.
    """
    stages, measures = {one.stage for one in terms}, {one.measure for one in terms}
    days = boundaries(terms)
    first, last = days[0], days[-1]
    stage, when, measure = (deeds.columns[place] for place in (STAGE, DAY, MEASURE))
    rows = (
        row
        for row in deeds.rows
        if stage[row] in stages and first <= when[row] < last and measure[row] in measures
    )
    some = Deeds(deeds.columns, array("i", rows))
    looks = [place for place, looks in LOOKS[1:] if any(map(looks, terms))]
    columns = [*_places(some, terms, where), *_looks(some, terms, looks)]
    if amounts:
        columns.append(some.column(UNKNOWN))
    found = []
    for key, (count, total) in _sums(zip(*columns, strict=True), some, amounts=amounts):
        node, unit, day = key[:3]
        if node is None or unit is None:
            continue
        fields = list(BLANK)
        fields[:7] = key[3], day, key[4], key[5], node, key[6], unit
        for place, value in zip(looks, key[7:], strict=False):
            fields[place] = value
        fields[-3:] = count, total, count if amounts and key[-1] else 0
        found.append(Fact._make(fields))
    return found


def _places(some: Deeds, terms: Sequence[Terms], where: Places) -> list[Iterable[Any]]:
    """Where and when: node, unit and day as the quotas know them, then what always matters."""
    days = Nearest(boundaries(terms))
    return [
        map(_nodes(terms, where).get, some.column(NODE)),
        map(_units(terms, where).get, some.column(UNIT)),
        map(days.__getitem__, some.column(DAY)),
        some.column(STAGE),
        some.column(VERIFIED),
        some.column(DROPPED),
        map(_chains(terms, where).get, some.column(NODE), repeat(NOWHERE)),
    ]


def _nodes(terms: Sequence[Terms], where: Places) -> dict[int, str | None]:
    """To each node the nearest one at or above it that is asked for; '' if some quota asks for
    none, so that it does not matter."""
    asked = {one.node_path for one in terms}
    if asked == {None}:
        return dict.fromkeys(where.nodes, "")
    above = Above({path for path in asked if path})
    otherwise = "" if None in asked else None
    return {n: above[path] or otherwise for n, (path, _chain) in where.nodes.items()}


def _units(terms: Sequence[Terms], where: Places) -> dict[int, str | None]:
    above = Above({one.unit_path for one in terms})
    whole = "/" if any(one.unit_path == "/" for one in terms) else None
    return {n: above[path] or whole for n, path in where.units.items()}


def _chains(terms: Sequence[Terms], where: Places) -> dict[int, int]:
    asked = {one.chain_id for one in terms}
    return {n: chain for n, (_path, chain) in where.nodes.items() if chain in asked}


def _looks(some: Deeds, terms: Sequence[Terms], looks: Sequence[int]) -> Iterator[Iterable[Any]]:
    """What else some quota looks at, no finer than it does."""
    owners = {one.owner_id: one.owner_id for one in terms}
    for place in looks:
        column = some.column(OF_DEED[place])
        if place == SIZE_OF_FACT:
            column = map(_Size(limits(terms)).__getitem__, column)
        elif place == OWNER_OF_FACT:
            column = map(owners.get, column)
        yield column


class _Size(dict[int | None, int | None]):
    """To each amount the greatest limit that it reaches, 0 below all; None if it is not known."""

    def __init__(self, limits: Sequence[int]) -> None:
        super().__init__({None: None})
        self._limits = [0, *limits]

    def __missing__(self, fen: int) -> int:
        found = self[fen] = self._limits[bisect_right(self._limits, fen) - 1]
        return found


def _sums(
    keys: Iterable[tuple[Any, ...]], some: Deeds, *, amounts: bool
) -> Iterable[tuple[tuple[Any, ...], Sequence[int]]]:
    """How many deeds there are to each key, and what they amount to."""
    if not amounts:
        return [(key, (count, 0)) for key, count in Counter(keys).items()]
    sums: dict[tuple[Any, ...], list[int]] = {}
    for key, amount in zip(keys, some.column(AMOUNT), strict=True):
        own = sums.get(key)
        if own is None:
            sums[key] = [1, amount]
        else:
            own[0] += 1
            own[1] += amount
    return sums.items()
