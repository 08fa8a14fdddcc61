"""The funnel as it stands, from the projects in memory, whatever it is broken down by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import seen
from crm.analytics.rules.entries import Entry, part_of
from crm.analytics.rules.funnel import Cell
from crm.chains.queries import Labels
from crm.lib.trees import is_within

# Places of an entry's fields, which are found faster than names.
NODE, UNIT, STATE, STAGE, AMOUNT, UNKNOWN = 1, 2, 4, 5, 7, 8


@dataclass(frozen=True)
class FunnelFilter:
    """What the funnel is narrowed to: a chain by its code, a node or a unit with what lies
    below it."""

    chain: str = ""
    node: int | None = None
    unit: int | None = None


NOTHING = FunnelFilter()


@dataclass(frozen=True)
class Places:
    """The paths of nodes and units by number, and the chain of each node by code."""

    nodes: dict[int, str]
    chains: dict[int, str]
    units: dict[int, str]

    def holds(self, by: FunnelFilter, node_id: int, unit_id: int) -> bool:
        """Whether a node and a unit lie within the filter; a number that is none holds nothing."""
        return (
            (not by.chain or self.chains[node_id] == by.chain)
            and (not by.node or is_within(self.nodes[node_id], self.nodes.get(by.node, "")))
            and (not by.unit or is_within(self.units.get(unit_id, ""), self.units.get(by.unit, "")))
        )


def places(words: Labels) -> Places:
    """All nodes and units."""
    nodes, units = words.taxonomy.nodes, words.directory.units
    return Places(
        {number: node.path for number, node in nodes.items()},
        {number: node.chain_code for number, node in nodes.items()},
        {number: unit.path for number, unit in units.items()},
    )


def cells(
    session: Session,
    viewer: Viewer | None,
    where: Places,
    by: FunnelFilter = NOTHING,
    *,
    at: Mapping[int, str] | None = None,
    units: bool = False,
) -> list[Cell]:
    """The projects in the viewer's scope, grouped; None stands for the office, which knows all.

    The cells lie at the words that `at` has for the nodes, without it on none; in units only with
    `units`. The amounts of projects on several nodes are divided among these; the counts stay with
    the main node.
    """
    near = Near(where, by)
    entries, nodes = seen(session, viewer), {} if at is None else at
    inside = entries if by == NOTHING else [one for one in entries if near[one[NODE], one[UNIT]]]
    own_units = where.units if units else {}
    found = _sums(inside, nodes, own_units)
    for entry in entries if at is not None or by != NOTHING else ():
        if entry.parts and entry.investment_fen is not None:
            found += _shared(entry, near, nodes, own_units)
    return found


class Near(dict[tuple[int, int], bool]):
    """Whether a node and a unit lie within a filter, looked at once for each pair."""

    def __init__(self, where: Places, by: FunnelFilter) -> None:
        super().__init__()
        self._where, self._by = where, by

    def __missing__(self, pair: tuple[int, int]) -> bool:
        found = self[pair] = self._where.holds(self._by, *pair)
        return found


def _sums(
    entries: Sequence[Entry], nodes: Mapping[int, str], units: Mapping[int, str]
) -> list[Cell]:
    keys = zip(
        map(itemgetter(STATE), entries),
        map(itemgetter(STAGE), entries),
        map(nodes.get, map(itemgetter(NODE), entries), repeat("")),
        map(units.get, map(itemgetter(UNIT), entries), repeat("")),
        map(itemgetter(UNKNOWN), entries),
        strict=False,
    )
    sums: dict[tuple[Any, ...], list[int]] = {}
    for key, amount in zip(keys, map(itemgetter(AMOUNT), entries), strict=True):
        own = sums.get(key)
        if own is None:
            sums[key] = [1, amount or 0]
        else:
            own[0] += 1
            own[1] += amount or 0
    return [
        Cell(*key[:4], count, amount, count if key[4] else 0)
        for key, (count, amount) in sums.items()
    ]


def _shared(
    entry: Entry, near: Near, nodes: Mapping[int, str], units: Mapping[int, str]
) -> list[Cell]:
    """What of a project's amount lies on other nodes: taken from the main one, given to those."""
    found, unit = [], units.get(entry.unit_id, "")
    for node_id, share in entry.parts:
        part = part_of(entry.investment_fen or 0, share)
        for number, amount in ((entry.node_id, -part), (node_id, part)):
            if near[number, entry.unit_id]:
                word = nodes.get(number, "")
                found.append(Cell(entry.state, entry.stage, word, unit, amount_fen=amount))
    return found
