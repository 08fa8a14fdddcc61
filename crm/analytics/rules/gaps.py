"""What a chain's nodes lack: target, landed, coming, uncovered. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.quotas import Fact, lineage
from crm.chains.rules import NodeRef
from crm.lib.periods import Period
from crm.lib.trees import parent_path
from crm.plans.rules import STAGES, Stage

TENTH = Decimal("0.1")
# Above which share of the target is uncovered each darker shade begins.
SHADES = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))


@dataclass(frozen=True, slots=True)
class Landing:
    """Milestones alike of one node that say that something landed there, or may have."""

    node_path: str
    verified: bool
    dropped: bool
    count: int = 1


@dataclass(slots=True)
class Gap:
    """A node in a period, with the nodes below it.

    `pipeline` counts by stage the projects going on that have not landed; `expected` is how many
    of them will by experience. A node without a target lacks nothing that could be counted.
    `lacking` is what the parts of a whole lack together, where its target is the sum of theirs:
    what one part has beyond its target does not make up for another.
    """

    target: Decimal | None = None
    landed: int = 0
    reported: int = 0
    pipeline: dict[Stage, int] = field(default_factory=dict)
    expected: Decimal = Decimal(0)
    lacking: Decimal | None = None

    @property
    def coming(self) -> int:
        """Projects in the pipeline."""
        return sum(self.pipeline.values())

    @property
    def open(self) -> Decimal | None:
        """环节缺口: what has not landed of the target."""
        return None if self.target is None else max(self.target - self.landed, Decimal(0))

    @property
    def uncovered(self) -> Decimal | None:
        """净缺口: what neither landed nor is to be expected, to a tenth."""
        if self.open is None or self.lacking is not None:
            return self.lacking
        left = max(self.open - self.expected, Decimal(0))
        return left.quantize(TENTH, ROUND_HALF_UP)

    @property
    def level(self) -> int | None:
        """How much of the target is uncovered, 0 (nothing) to 4 (over three quarters)."""
        if self.uncovered is None:
            return None
        share = self.uncovered / self.target if self.target else Decimal(0)
        return sum(share > shade for shade in SHADES)


def before(landed_stage: Stage) -> list[Stage]:
    """The stages of projects that have not landed."""
    return STAGES[: STAGES.index(landed_stage)]


def gaps(
    paths: Sequence[str],
    targets: Mapping[str, Decimal],
    landed: Iterable[Fact | Landing],
    pipeline: Iterable[Cell],
    weights: Mapping[str, int],
) -> dict[str, Gap]:
    """The gap of every node, by its path; each counts what lies on the nodes below it too.

    `landed` are the milestones of the period, `pipeline` the projects that are to be expected,
    empty for a period that is over. A node without a target of its own has the sum of those
    below it. `weights` are in per cent.
    """
    found = {path: Gap(target=targets.get(path)) for path in paths}
    above: dict[str, list[Gap]] = {}
    for fact in landed:
        for gap in _above(found, above, fact.node_path):
            if fact.verified and not fact.dropped:
                gap.landed += fact.count
            elif not fact.dropped:
                gap.reported += fact.count
    for cell in pipeline:
        expected = Decimal(cell.count * weights.get(cell.stage.value, 0)) / 100
        for gap in _above(found, above, cell.node_path):
            gap.pipeline[cell.stage] = gap.pipeline.get(cell.stage, 0) + cell.count
            gap.expected += expected
    _sum_targets(found)
    return found


def urgency(gap: Gap) -> tuple[bool, Decimal, int]:
    """By what nodes are put in order: most uncovered first, those without a target last."""
    lacking = gap.uncovered
    return lacking is None, -(lacking or Decimal(0)), -gap.coming


def whole(found: Mapping[str, Gap], target: Decimal | None = None) -> Gap:
    """A chain as a whole: the sum of its outermost nodes, which hold all the others.

    Each project lies on one main node, so none is counted twice. `target` is the chain's own;
    without one it has the sum of its nodes', and lacks what they lack.
    """
    total = Gap(target=target)
    parts: list[Gap] = []
    for path in outermost(found):
        gap = found[path]
        total.landed += gap.landed
        total.reported += gap.reported
        total.expected += gap.expected
        for stage, count in gap.pipeline.items():
            total.pipeline[stage] = total.pipeline.get(stage, 0) + count
        parts += [] if gap.target is None else [gap]
    if total.target is None and parts:
        total.target = sum((gap.target or Decimal(0) for gap in parts), Decimal(0))
        total.lacking = sum((gap.uncovered or Decimal(0) for gap in parts), Decimal(0))
    return total


def outermost(paths: Iterable[str]) -> list[str]:
    """Those of the paths that lie below none of the others."""
    every = set(paths)
    return [path for path in every if not every.intersection(lineage(path)[:-1])]


def beside(nodes: Sequence[NodeRef]) -> dict[str, list[str]]:
    """For every node the one before and the one after it, below the same node of its chain, by
    path; `nodes` are in the order of the tree."""
    rows: dict[tuple[int, str | None], list[str]] = {}
    for node in nodes:
        rows.setdefault((node.chain_id, parent_path(node.path)), []).append(node.path)
    found: dict[str, list[str]] = {}
    for row in rows.values():
        for place, path in enumerate(row):
            found[path] = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return found


def _above(found: Mapping[str, Gap], known: dict[str, list[Gap]], path: str) -> list[Gap]:
    """The gaps in which something on a path counts, looked up once for each path."""
    if path not in known:
        known[path] = [found[one] for one in lineage(path) if one in found]
    return known[path]


def _sum_targets(found: dict[str, Gap]) -> None:
    """Deepest nodes first, so that a sum reaches the top."""
    without = {path for path, gap in found.items() if gap.target is None}
    for path in sorted(found, key=lambda one: one.count("/"), reverse=True):
        above, own = parent_path(path), found[path].target
        if above in without and own is not None:
            found[above].target = (found[above].target or Decimal(0)) + own


def choose_period(periods: Sequence[Period], on: date) -> Period | None:
    """The period to show first: of those that hold the day the shortest, else the latest."""
    current = [one for one in periods if one.contains(on)]
    if current:
        return min(current, key=lambda one: (one.end - one.start, one.start))
    return max(periods, key=lambda one: (one.end, one.start), default=None)
