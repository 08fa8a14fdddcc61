"""The funnel as it stands, from the projects in memory, whatever it is broken down by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import summed
from crm.analytics.rules.columns import Seen
from crm.analytics.rules.entries import Entry, part_of
from crm.analytics.rules.funnel import Cell
from crm.chains.queries import Labels
from crm.core.gathered import Sums
from crm.lib.trees import is_within


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
    words = None if at is None else tuple(at.values())
    asked = ("funnel", by, words, units)
    near, own_units = Near(where, by), where.units if units else {}
    sums = summed(session, viewer, asked, lambda some: _sums(some, near, at, own_units))
    return [Cell(*key, *figures) for key, figures in sums.items()]


class Near(dict[tuple[int, int], bool]):
    """Whether a node and a unit lie within a filter, looked at once for each pair."""

    def __init__(self, where: Places, by: FunnelFilter) -> None:
        super().__init__()
        self._where, self._by = where, by

    def __missing__(self, pair: tuple[int, int]) -> bool:
        found = self[pair] = self._where.holds(self._by, *pair)
        return found


def _sums(
    entries: Seen, near: Near, at: Mapping[int, str] | None, units: Mapping[int, str]
) -> Sums:
    """Count, amount and number of unknown ones, by state, stage, node and unit."""
    nodes, sums = at or {}, _Figures()
    for (state, stage, node_id, unit_id), (count, fen, unknown) in _counts(entries).items():
        if near[node_id, unit_id]:
            own = sums[state, stage, nodes.get(node_id, ""), units.get(unit_id, "")]
            own[0] += count
            own[1] += fen
            own[2] += unknown
    for _place, one in entries.parted():
        if one.investment_fen is not None:
            _share(sums, one, near, nodes, units)
    return {key: tuple(figures) for key, figures in sums.items() if any(figures)}


def _counts(entries: Seen) -> "_Figures":
    """The same by the places themselves."""
    sums = _Figures()
    keys = zip(*map(entries.column, ("state", "stage", "node_id", "unit_id")), strict=True)
    amounts = zip(entries.column("investment_fen"), entries.column("unknown"), strict=True)
    for key, (fen, unknown) in zip(keys, amounts, strict=True):
        own = sums[key]
        own[0] += 1
        own[1] += fen or 0
        own[2] += unknown
    return sums


class _Figures(dict[tuple[Any, ...], list[int]]):
    def __missing__(self, key: tuple[Any, ...]) -> list[int]:
        found = self[key] = [0, 0, 0]
        return found


def _share(
    sums: _Figures, one: Entry, near: Near, nodes: Mapping[int, str], units: Mapping[int, str]
) -> None:
    """What of a project's amount lies on other nodes: taken from the main one, given to those."""
    unit = units.get(one.unit_id, "")
    for node_id, share in one.parts:
        part = part_of(one.investment_fen or 0, share)
        for number, amount in ((one.node_id, -part), (node_id, part)):
            if near[number, one.unit_id]:
                sums[one.state, one.stage, nodes.get(number, ""), unit][1] += amount
