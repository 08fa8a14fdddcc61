"""The funnel: how many projects stand at which stage, and for how much. Pure functions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm.analytics.rules.quotas import lineage
from crm.plans.rules import STAGES, Stage
from crm.projects.rules import ProjectState


class Cell(NamedTuple):
    """Projects of one state, stage, node and unit. Of `unknown` ones the viewer may not know the
    amount; it is not in `amount_fen`."""

    state: ProjectState
    stage: Stage
    node_path: str
    unit_path: str
    count: int = 0
    amount_fen: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Sum:
    """Projects counted together."""

    count: int = 0
    amount_fen: int = 0
    unknown: int = 0

    def add(self, cell: Cell) -> None:
        """Count some in."""
        self.count += cell.count
        self.amount_fen += cell.amount_fen
        self.unknown += cell.unknown


@dataclass(frozen=True)
class Funnel:
    """Projects going on by stage, those that rest or ended beside them."""

    stages: dict[Stage, Sum]
    active: Sum
    paused: Sum
    dropped: Sum


def funnel(cells: Iterable[Cell]) -> Funnel:
    """The funnel of the cells; every stage is in it."""
    stages = {stage: Sum() for stage in STAGES}
    states = {state: Sum() for state in ProjectState}
    for cell in cells:
        states[cell.state].add(cell)
        if cell.state is ProjectState.ACTIVE:
            stages[cell.stage].add(cell)
    return Funnel(
        stages, states[ProjectState.ACTIVE], states[ProjectState.PAUSED],
        states[ProjectState.DROPPED],
    )  # fmt: skip


def grouped(cells: Sequence[Cell], key: Callable[[Cell], str]) -> dict[str, Funnel]:
    """A funnel for each value of a key."""
    parts: dict[str, list[Cell]] = {}
    for cell in cells:
        parts.setdefault(key(cell), []).append(cell)
    return {value: funnel(part) for value, part in parts.items()}


def branch(path: str, top: str) -> str:
    """To which row of a table a path belongs that shows what lies directly below `top`.

    The path of the child of `top` on the way to it, or `top` itself; '' stands above all roots.
    """
    below = [one for one in lineage(path) if one.startswith(top) and one != top]
    return below[0] if below else top
