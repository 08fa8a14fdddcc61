"""The statement that groups milestones, capital paid in or capacities, and how it is read.

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
from crm.analytics.rules.quotas import Fact, Terms, boundaries, limits
from crm.chains.models import ChainNode
from crm.chains.queries import Labels
from crm.plans.models import Definition
from crm.plans.rules import STAGES, Channel, Metric
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity
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

    def read(self, rows: Sequence[Any], words: Labels) -> list[Fact]:
        """The rows as facts."""
        codes, taxonomy = _Codes(self), words.taxonomy
        if self.apart is Apart.NODE:
            places = {n: (one.path, one.chain_id) for n, one in taxonomy.nodes.items()}
        else:
            places = {n: ("", n) for n in (NOWHERE, *taxonomy.chains)}
        units = {n: one.path for n, one in words.directory.units.items()} | {NOWHERE: self.zone}
        named = len(self.keys) > 3
        found = []
        for row in rows:
            head, tail, unknown = codes[row[0]]
            count, total = row[-2], row[-1]
            fact = Fact(
                *head, *places[row[1]], units[row[2]], *tail, None, "", "", count,
                0 if unknown else total or 0, count if unknown else 0,
            )  # fmt: skip
            if named:
                more = {"owner_id": row.owner} if "owner" in self.keys else {}
                if self.source is CAPACITIES:
                    more |= {"product": row.product, "measure": row.measure}
                fact = fact._replace(**more)
            found.append(fact)
        return found


class _Codes(dict[int, tuple[tuple, tuple, bool]]):
    """To each packed number the fields of a fact that it stands for: those before its place,
    those after it, and whether the viewer may not know the amount."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        groups = list(enumerate(asked.groups))
        masks = [
            frozenset(group for n, group in groups if mask >> n & 1)
            for mask in range(1 << len(groups))
        ]
        # What each value of a digit means, by the name of the digit.
        meanings = {
            "verified": (False, True),
            "dropped": (False, True),
            "stage": [*asked.stages, None],
            "span": asked.days,
            "foreign": (False, True),
            "channel": [*CHANNELS, None],
            "groups": masks,
            "size": [0, *asked.limits, None],
            "unknown": (False, True),
        }
        self._digits = [(one.name, one.base, meanings[one.name]) for one in asked.digits[::-1]]
        # What holds where a digit is left out, because all facts have the same or nobody asks.
        self._told = {
            "stage": asked.stages[0] if asked.stages else None,
            "span": asked.days[0],
            "foreign": False,
            "groups": frozenset(),
            "channel": None,
            "size": None,
            "unknown": False,
        }

    def __missing__(self, code: int) -> tuple[tuple, tuple, bool]:
        told, left = self._told, code
        for name, base, meaning in self._digits:
            left, value = divmod(left, base)
            told[name] = meaning[value]
        head = told["stage"], told["span"], told["verified"], told["dropped"]
        tail = told["foreign"], told["groups"], told["channel"], told["size"]
        found = self[code] = (head, tail, told["unknown"])
        return found


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
