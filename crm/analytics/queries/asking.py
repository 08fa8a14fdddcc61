"""The statement that groups milestones, capital paid in or capacities (read by `groups`).

It joins them to their projects and looks only at the columns that some quota filters by. Groups
are told apart by numbers, which sort fast; what the numbers mean is known in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    type_coerce,
)

from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.quotas import Terms, boundaries, limits
from crm.chains.models import ChainNode
from crm.plans.models import Definition
from crm.plans.rules import STAGES, Channel, Metric
from crm.projects.models import COUNTED, Milestone, PaidIn, Project, ProjectCapacity
from crm.projects.queries import counting_conditions, in_region_group, known_to
from crm.projects.queries.counting import project_conditions
from crm.projects.rules import MilestoneState, ProjectState

LIVE = (MilestoneState.REPORTED, MilestoneState.VERIFIED)
CHANNELS = list(Channel)
NOWHERE = 0  # no node or chain, where no quota asks for one


class Apart(Enum):
    """By which place facts are told apart; the coarser, the fewer."""

    NODE = "node"
    CHAIN = "chain"
    NOTHING = ""


PLACES = {
    Apart.NODE: Project.node_id,
    Apart.CHAIN: ChainNode.chain_id,
    Apart.NOTHING: literal(NOWHERE),
}


@dataclass(frozen=True)
class Digit:
    """A part of a packed number: a number below `base`."""

    name: str
    place: ColumnElement[int]
    base: int


@dataclass(frozen=True)
class Source:
    """Where facts come from: the columns of their day, state and amount; for which quotas."""

    model: type[Milestone] | type[PaidIn]
    day: Any
    state: Any
    amount: Any
    metrics: tuple[Metric, ...]


MILESTONES = Source(
    Milestone, Milestone.occurred_on, Milestone.state, Milestone.amount_fen,
    (Metric.COUNT, Metric.INVESTMENT),
)  # fmt: skip
CAPACITIES = Source(
    Milestone, Milestone.occurred_on, Milestone.state,
    type_coerce(ProjectCapacity.value, BigInteger), (Metric.CAPACITY,),
)  # fmt: skip
MONEY = Source(PaidIn, PaidIn.month, PaidIn.state, PaidIn.cents, (Metric.PAID_IN,))


def known(viewer: Viewer | None) -> ColumnElement[bool]:
    """Whether a project's secrets may be counted for the viewer; None stands for the office."""
    return true() if viewer is None else known_to(viewer)


def in_scope(viewer: Viewer | None) -> ColumnElement[bool]:
    """The projects that are counted for the viewer at all."""
    return true() if viewer is None else scope(viewer, Project)


class Asked:
    """One statement: what tells its facts apart, and how its rows are read.

    What has few values is packed into one number, digit by digit, so that groups are told apart
    by three or four numbers and read with one look-up.
    """

    def __init__(
        self,
        viewer: Viewer | None,
        terms: Sequence[Terms],
        definition: Definition,
        source: Source,
        *,
        amounts: bool,
        apart: Apart = Apart.NODE,
        zone: str = "",
    ) -> None:
        """`zone` is the path of the outermost unit, if there is but one: where all quotas are
        the zone's, units are not told apart."""
        self.source, self.amounts, self.apart = source, amounts, apart
        self.zone = zone if all(one.unit_path in ("/", zone) for one in terms) else ""
        self.days = boundaries(terms)
        self.groups = sorted({one.region_group for one in terms if one.region_group is not None})
        self.limits = limits(terms)
        self.stages = [one for one in STAGES if one in {each.stage for each in terms}]
        self.sure = known(viewer)
        self.digits = self._digits(terms, secret=amounts and viewer is not None)
        self.keys: dict[str, Any] = {
            "code": _packed(self.digits),
            "place": PLACES[apart],
            "unit": literal(NOWHERE) if self.zone else Project.unit_id,
        }
        if any(one.owner_id is not None for one in terms):
            self.keys["owner"] = case((self.sure, Project.owner_id))
        if source is CAPACITIES:
            self.keys |= {"product": ProjectCapacity.product, "measure": ProjectCapacity.unit}
        self.wanted = self._select(viewer, terms, definition)

    def _select(
        self, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
    ) -> Select[Any]:
        source, model = self.source, self.source.model
        columns = [key.label(name) for name, key in self.keys.items()]
        wanted = select(*columns).select_from(model).join(Project, Project.id == model.project_id)
        wanted = wanted.with_hint(Project, f"INDEXED BY {COUNTED}", "sqlite")
        if self.apart is Apart.CHAIN:
            wanted = wanted.join(ChainNode, ChainNode.id == Project.node_id)
        wanted = wanted.where(
            source.state.in_(LIVE),
            source.day >= self.days[0],
            source.day < self.days[-1],
            in_scope(viewer),
        )
        if source is MONEY:
            return wanted.where(*project_conditions(definition))
        if source is CAPACITIES:
            measures = {one.measure for one in terms}
            wanted = wanted.join(ProjectCapacity, ProjectCapacity.project_id == Project.id)
            wanted = wanted.where(ProjectCapacity.unit.in_(measures))
        stages = {one.milestone for one in terms}
        return wanted.where(Milestone.stage.in_(stages), *counting_conditions(definition))

    def _digits(self, terms: Sequence[Terms], *, secret: bool) -> list[Digit]:
        """What some quota asks for, each as a number below how many there are.

        Origin, channel, size and owner are secrets of a confidential project: who does not know
        it counts it as one of no group, no channel, no size and nobody's.
        """
        found = [
            Digit("verified", _number(self.source.state == MilestoneState.VERIFIED), 2),
            Digit("dropped", _number(Project.state == ProjectState.DROPPED), 2),
        ]
        if len(self.stages) > 1:
            found.append(Digit("stage", _place(Milestone.stage, self.stages), len(self.stages) + 1))
        if len(self.days) > 2:
            inner = enumerate(self.days[1:-1])
            before = [(self.source.day < day, place) for place, day in inner]
            span = case(*before, else_=len(before))
            found.append(Digit("span", span, len(self.days)))
        if any(one.foreign_only for one in terms):
            found.append(Digit("foreign", _number(and_(self.sure, Project.is_foreign)), 2))
        if any(one.channel for one in terms):
            place = _place(Project.channel, CHANNELS, self.sure)
            found.append(Digit("channel", place, len(CHANNELS) + 1))
        if self.groups:
            bits = [case((in_region_group(group), 1 << n), else_=0)
                    for n, group in enumerate(self.groups)]  # fmt: skip
            mask = case((self.sure, sum(bits[1:], start=bits[0])), else_=0)
            found.append(Digit("groups", mask, 1 << len(self.groups)))
        if self.limits:
            found.append(Digit("size", self._size(), len(self.limits) + 2))
        if secret:
            found.append(Digit("unknown", _number(~self.sure), 2))
        return found

    def _size(self) -> ColumnElement[int]:
        """How many limits a project reaches; one more than all where its size is not known."""
        reached = [
            (Project.investment_fen >= limit, place)
            for place, limit in reversed(list(enumerate(self.limits, start=1)))
        ]
        told = and_(self.sure, Project.investment_fen.is_not(None))
        return case((~told, len(self.limits) + 1), *reached, else_=0)

    def grouped(self, wanted: Select[Any], other: Any = None, amount: Any = None) -> Select[Any]:
        """The groups of a selection, by one more number if one is given, with their sums."""
        names = [*self.keys]
        if other is not None:
            wanted, names = wanted.add_columns(other.label("other")), [*names, "other"]
        if self.amounts:
            amount = self.source.amount if amount is None else amount
            wanted = wanted.add_columns(type_coerce(amount, BigInteger).label("amount"))
        inner = wanted.subquery()
        keys = [inner.c[name] for name in names]
        total = cast(func.sum(inner.c.amount), BigInteger) if self.amounts else literal(0)
        return select(*keys, func.count().label("count"), total.label("sum")).group_by(*keys)


def _packed(digits: Sequence[Digit]) -> ColumnElement[int]:
    first, *rest = digits
    code = type_coerce(first.place, BigInteger)
    for digit in rest:
        code = code * digit.base + digit.place
    return code


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _place(column: Any, members: Sequence[Any], sure: Any = None) -> ColumnElement[int]:
    """The place of a column's word among the members; one more than the last for none."""
    cases = [(column == one, place) for place, one in enumerate(members)]
    if sure is not None:
        cases.insert(0, (~sure, len(members)))
    return case(*cases, else_=len(members))
