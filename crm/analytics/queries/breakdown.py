"""The funnel of all and of its parts: chains, nodes or units; counted once until it changes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.queries import UnitRef
from crm.accounts.rules import Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.funnel import FunnelFilter, Places, cells, places
from crm.analytics.rules.funnel import Cell, Funnel, branch, funnel, grouped
from crm.chains.queries import Labels, labels
from crm.chains.rules import NodeRef

FACETS = {"chain": "产业链", "node": "环节", "unit": "单位"}


@dataclass(frozen=True)
class Line:
    """A row of the breakdown: its name, its funnel, and the filters of its lists, if they have
    any that count the same."""

    name: str
    funnel: Funnel
    filters: dict[str, Any] | None


@dataclass(frozen=True)
class Breakdown:
    """The whole and its parts."""

    whole: Funnel
    lines: list[Line]


def breakdown(session: Session, viewer: Viewer, by: FunnelFilter, facet: str) -> Breakdown:
    """The funnel of what the filter leaves, and by chain, node or unit."""
    words = labels(session, viewer)
    return answered(
        session, viewer, ("funnel", by, facet), lambda: _count(session, viewer, words, by, facet)
    )


def _count(
    session: Session, viewer: Viewer, words: Labels, by: FunnelFilter, facet: str
) -> Breakdown:
    where, nodes = places(words), list(words.taxonomy.nodes.values())
    if facet == "unit":
        found = cells(session, viewer, where, by, units=True)
        lines = _by_unit(found, where, words.directory.active_units(viewer), by.unit)
    elif facet == "node":
        top = where.nodes.get(by.node or 0, "")
        at = {number: branch(path, top) for number, path in where.nodes.items()}
        found = cells(session, viewer, where, by, at=at)
        lines = _by_node(found, nodes, top)
    else:
        found = cells(session, viewer, where, by, at=where.chains)
        lines = _by_chain(found, nodes)
    return Breakdown(funnel(found), lines)


def _by_chain(found: list[Cell], nodes: list[NodeRef]) -> list[Line]:
    names = {node.chain_code: node.chain_name for node in nodes}
    parts = grouped(found, lambda cell: cell.node_path)
    return [
        Line(name, parts[code], {"chain": code}) for code, name in names.items() if code in parts
    ]


def _by_node(found: list[Cell], nodes: list[NodeRef], top: str) -> list[Line]:
    """The nodes directly below the one asked for, or the outermost ones, each with those below."""
    parts = grouped(found, lambda cell: cell.node_path)
    return [
        Line(f"{node.name}（本级）" if node.path == top else f"{node.chain_name} · {node.name}",
             parts[node.path], None if node.path == top else {"node": node.id})
        for node in nodes
        if node.path in parts
    ]  # fmt: skip


def _by_unit(
    found: list[Cell], where: Places, own_units: list[UnitRef], top_id: int | None
) -> list[Line]:
    """The units directly below the one asked for, or below the outermost one in sight; last
    what lies with units that are no longer in use."""
    path = where.units.get(top_id or 0, "") or (own_units[0].path if own_units else "")
    parts = grouped(found, lambda cell: branch(cell.unit_path, path))
    lines = [
        Line(f"{unit.name}（本级）", parts[path], None)
        if unit.path == path
        else Line(unit.name, parts[unit.path], {"unit": unit.id})
        for unit in own_units
        if unit.path in parts
    ]
    known = {unit.path for unit in own_units}
    gone = [cell for cell in found if branch(cell.unit_path, path) not in known]
    return [*lines, Line("已停用的单位", funnel(gone), None)] if gone else lines
