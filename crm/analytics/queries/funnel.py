"""The funnel as it stands: one pass over a covering index, whatever it is broken down by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.rules import Viewer
from crm.analytics.queries.facts import in_scope, known, part_on_other
from crm.analytics.rules.funnel import Cell
from crm.chains.queries import Labels
from crm.lib.trees import is_within
from crm.projects.models import Project, ProjectNode
from crm.projects.queries.counting import project_conditions
from crm.projects.rules.counting import Definition

NONE = 0
WHOLE = 10_000


@dataclass(frozen=True)
class FunnelFilter:
    """What the funnel is narrowed to: a chain by its code, a node or a unit with what lies
    below it."""

    chain: str = ""
    node: int | None = None
    unit: int | None = None


NOTHING = FunnelFilter()


@dataclass(frozen=True)
class _Apart:
    """What tells the groups of projects apart, beside state, stage and secrecy."""

    nodes: bool
    units: bool

    @property
    def keys(self) -> tuple[Any, ...]:
        """The columns that tell them apart."""
        node = (Project.node_id,) if self.nodes else ()
        unit = (Project.unit_id,) if self.units else ()
        return (Project.state, Project.stage, *node, *unit, Project.confidential)

    @property
    def blanks(self) -> tuple[Any, ...]:
        """What stands in the rows instead of those that do not."""
        node = () if self.nodes else (literal(NONE).label("node_id"),)
        unit = () if self.units else (literal(NONE).label("unit_id"),)
        return (*node, *unit)


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
    definition: Definition | None = None,
    *,
    nodes: bool = True,
    units: bool = True,
) -> list[Cell]:
    """The projects in the viewer's scope, grouped; None stands for the office, which knows all.

    `definition` leaves out the kinds that do not count. The amounts of projects on several nodes
    are divided among these; the counts stay with the main node. Without `nodes` or `units` the
    cells lie on no node or in no unit, which makes them few, unless the filter asks for it.
    """
    apart = _Apart(nodes or bool(by.chain or by.node), units or bool(by.unit))
    found = [
        _cell(row, where, viewer is None)
        for row in session.execute(_grouped(viewer, definition, apart))
        if where.holds(by, row.node_id, row.unit_id)
    ]
    if viewer is not None and any(cell.unknown for cell in found):
        found += [
            _cell(row, where, True)._replace(count=0, unknown=-row.count)
            for row in session.execute(_cleared(viewer, definition, apart))
            if where.holds(by, row.node_id, row.unit_id)
        ]
    for row in session.execute(_shared(viewer, definition, apart)) if apart.nodes else ():
        taken = _cell(row, where, True)._replace(count=0, amount_fen=-int(row.amount))
        given = taken._replace(node_path=where.nodes[row.other_id], amount_fen=int(row.amount))
        if where.holds(by, row.node_id, row.unit_id):
            found.append(taken)
        if where.holds(by, row.other_id, row.unit_id):
            found.append(given)
    return found


def _cell(row: Row[Any], where: Places, is_known: bool) -> Cell:
    sure = is_known or not row.confidential
    return Cell(
        state=row.state,
        stage=row.stage,
        node_path=where.nodes.get(row.node_id, ""),
        unit_path=where.units.get(row.unit_id, ""),
        count=row.count,
        amount_fen=int(row.amount or 0) if sure else 0,
        unknown=0 if sure else row.count,
    )


def _grouped(viewer: Viewer | None, definition: Definition | None, apart: _Apart) -> Select[Any]:
    amount = func.sum(Project.investment_fen).label("amount")
    return _select(viewer, definition, amount, apart)


def _cleared(viewer: Viewer, definition: Definition | None, apart: _Apart) -> Select[Any]:
    """The confidential projects that the viewer knows by name."""
    amount = func.sum(Project.investment_fen).label("amount")
    listed = and_(
        Clearance.kind == "project",
        Clearance.subject_id == Project.id,
        Clearance.user_id == viewer.id,
    )
    wanted = _select(viewer, definition, amount, apart)
    return wanted.join(Clearance, listed).where(Project.confidential.is_(True))


def _shared(viewer: Viewer | None, definition: Definition | None, apart: _Apart) -> Select[Any]:
    """Amounts on other nodes than the main one. Few projects have any."""
    amount = func.sum(part_on_other(Project.investment_fen)).label("amount")
    return (
        _select(viewer, definition, amount, apart, ProjectNode.node_id.label("other_id"))
        .join(ProjectNode, ProjectNode.project_id == Project.id)
        .where(
            ProjectNode.share < WHOLE,
            ProjectNode.node_id != Project.node_id,
            Project.investment_fen.is_not(None),
            known(viewer),
        )
    )


def _select(
    viewer: Viewer | None, definition: Definition | None, amount: Any, apart: _Apart, *more: Any
) -> Select[Any]:
    keys = (*apart.keys, *more)
    wanted = select(*keys, *apart.blanks, func.count().label("count"), amount)
    wanted = wanted.where(in_scope(viewer))
    if definition is not None:
        wanted = wanted.where(*project_conditions(definition))
    return wanted.group_by(*keys)
