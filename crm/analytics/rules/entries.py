"""A project as figures see it: what it is, and everything of it that may be counted. Pure.

An `Entry` is one project, a `Deed` one milestone, one amount paid in or one capacity of it with
all that counting asks of the project beside it, so that thousands of them are sorted into groups
without a look at anything else.
"""

from collections.abc import Collection
from datetime import date
from enum import Enum
from typing import NamedTuple, Protocol

from crm.lib.regions import RegionGroup
from crm.plans.rules import Channel, Metric, ProjectKind, Stage
from crm.projects.rules import ProjectState

WHOLE = 10_000  # the shares of a project on its nodes together


class Deed(NamedTuple):
    """What may count. As in `rules.quotas.Fact`, but of numbered places; `groups` and what follows
    up to `owner_id` are blank where the viewer may not know them, and the amount is `unknown`."""

    stage: Stage | None
    day: date
    verified: bool
    dropped: bool
    node_id: int
    unit_id: int
    foreign: bool
    groups: frozenset[RegionGroup]
    channel: Channel | None
    investment_fen: int | None
    owner_id: int | None
    product: str
    measure: str
    amount_fen: int
    unknown: bool
    framework: bool

    def hidden(self) -> "Deed":
        """The same for somebody who does not know the project by name."""
        return self._replace(
            foreign=False, groups=frozenset(), channel=None, investment_fen=None, owner_id=None,
            amount_fen=0, unknown=True,
        )  # fmt: skip


class Entry(NamedTuple):
    """A project; `parts` are its shares on other nodes than the main one, in ten thousandths.

    `masked` is what those see of a confidential one who are not `listed`: it counts as one of no
    origin, no channel, no size and nobody's.
    """

    id: int
    node_id: int
    unit_id: int
    owner_id: int | None
    state: ProjectState
    stage: Stage
    kind: ProjectKind
    investment_fen: int | None
    unknown: bool = False
    milestones: tuple[Deed, ...] = ()
    money: tuple[Deed, ...] = ()
    capacities: tuple[Deed, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()
    listed: frozenset[int] = frozenset()
    masked: "Entry | None" = None

    def hidden(self) -> "Entry":
        """The same for somebody who does not know it by name."""
        return self._replace(
            investment_fen=None,
            unknown=True,
            milestones=tuple(one.hidden() for one in self.milestones),
            money=tuple(one.hidden() for one in self.money),
            capacities=tuple(one.hidden() for one in self.capacities),
            parts=(),
        )


class Source(Enum):
    """Of what quotas count something: each the metrics that ask for it."""

    MILESTONES = (Metric.COUNT, Metric.INVESTMENT)
    MONEY = (Metric.PAID_IN,)
    CAPACITIES = (Metric.CAPACITY,)


class Definition(Protocol):
    """The part of a definition of counting that speaks of exclusions."""

    framework_counts: bool
    kinds_left_out: Collection[str]


def part_of(amount: int, share: int) -> int:
    """A node's share of an amount, whole fen."""
    return amount * share // WHOLE
