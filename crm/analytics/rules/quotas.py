"""What counts for a quota. Pure functions.

A `Fact` is one milestone of one project, one amount paid in, one capacity, or a group of them
that no quota at hand tells apart; `counts_for` decides over all alike. That is how one statement
counts any number of quotas: the database groups the facts, `rules.tallies` gives the groups to
the quotas.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from crm.lib.periods import Period
from crm.lib.regions import RegionGroup
from crm.lib.trees import is_within
from crm.plans.rules import Channel, Metric, Stage


@dataclass(frozen=True, slots=True)
class Terms:
    """What a quota asks of a fact; what is None, False or '' does not matter to it.

    Capital paid in is asked by its month, whatever milestone the project has reached. Capacities
    are asked in one `measure` (GW), of a `product` or of all that are told in it.
    """

    quota_id: int
    milestone: Stage
    period: Period
    unit_path: str
    metric: Metric = Metric.COUNT
    chain_id: int | None = None
    node_path: str | None = None
    foreign_only: bool = False
    region_group: RegionGroup | None = None
    channel: Channel | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    owner_id: int | None = None
    product: str = ""
    measure: str = ""

    @property
    def stage(self) -> Stage | None:
        """The milestone of the facts that count; None where it does not matter."""
        return None if self.metric is Metric.PAID_IN else self.milestone

    @property
    def is_narrow(self) -> bool:
        """Whether it looks at more than place, unit and time."""
        limits = self.least_fen, self.most_fen, self.owner_id
        others = self.foreign_only, self.region_group, self.channel
        return any(others) or any(one is not None for one in limits)

    @property
    def by_node(self) -> bool:
        """Whether amounts are split by the projects' shares on nodes."""
        return self.chain_id is not None or self.node_path is not None


class Fact(NamedTuple):
    """One milestone, or `count` like ones of `amount_fen` together.

    `investment_fen` is what the project is worth for "at least" and "at most so much"; of a
    group any value on the same side of every quota's limits. Of `unknown` milestones the viewer
    may not know the amount; it is not in `amount_fen`, which is in US cents where `stage` is None
    (capital paid in) and in ten thousandths of the `measure` where there is one (capacities).
    """

    stage: Stage | None
    day: date
    verified: bool
    dropped: bool
    node_path: str
    chain_id: int
    unit_path: str
    foreign: bool = False
    groups: frozenset[RegionGroup] = frozenset()
    channel: Channel | None = None
    investment_fen: int | None = None
    owner_id: int | None = None
    product: str = ""
    measure: str = ""
    count: int = 1
    amount_fen: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Tally:
    """What was counted for one quota; of amounts the sum in the smallest unit (see `Fact`).

    Gross counts every verified milestone, net leaves out projects that were dropped since.
    Reported ones wait to be verified and are never mixed in.
    """

    net: int = 0
    gross: int = 0
    reported: int = 0
    net_fen: int = 0
    gross_fen: int = 0
    reported_fen: int = 0
    unknown: int = 0

    @property
    def figures(self) -> tuple[int, ...]:
        """All of them, in the order of the fields."""
        return (
            self.net, self.gross, self.reported, self.net_fen, self.gross_fen, self.reported_fen,
            self.unknown,
        )  # fmt: skip

    def add(self, fact: Fact) -> None:
        """Count a fact in."""
        if fact.verified:
            self.gross += fact.count
            self.gross_fen += fact.amount_fen
            if not fact.dropped:
                self.net += fact.count
                self.net_fen += fact.amount_fen
        elif not fact.dropped:
            self.reported += fact.count
            self.reported_fen += fact.amount_fen
        self.unknown += fact.unknown


def counts_for(terms: Terms, fact: Fact) -> bool:
    """Whether a milestone counts for a quota, as far as the quota's own terms decide.

    What the definition leaves out altogether (kinds of project, framework agreements) is not
    among the facts.
    """
    return (
        fact.stage is terms.stage
        and fact.measure == terms.measure
        and (not terms.product or fact.product == terms.product)
        and terms.period.contains(fact.day)
        and is_within(fact.unit_path, terms.unit_path)
        and (terms.node_path is None or is_within(fact.node_path, terms.node_path))
        and (terms.chain_id is None or fact.chain_id == terms.chain_id)
        and (fact.foreign or not terms.foreign_only)
        and (terms.region_group is None or terms.region_group in fact.groups)
        and (terms.channel is None or fact.channel is terms.channel)
        and (terms.owner_id is None or fact.owner_id == terms.owner_id)
        and _is_of_size(terms, fact.investment_fen)
    )


def _is_of_size(terms: Terms, fen: int | None) -> bool:
    if terms.least_fen is None and terms.most_fen is None:
        return True
    return (
        fen is not None
        and (terms.least_fen is None or fen >= terms.least_fen)
        and (terms.most_fen is None or fen <= terms.most_fen)
    )


def lineage(path: str) -> list[str]:
    """The path and the paths of everything above it: /1/4/ gives /1/ and /1/4/."""
    found, end = [], path.find("/", 1)
    while end > 0:
        found.append(path[: end + 1])
        end = path.find("/", end + 1)
    return found


def boundaries(terms: Iterable[Terms]) -> list[date]:
    """The days on which a period of some quota begins or the day after it ends, in order.

    Between two of them no quota tells one day from another.
    """
    days: set[date] = set()
    for one in terms:
        days.update((one.period.start, one.period.end + timedelta(days=1)))
    return sorted(days)


def limits(terms: Iterable[Terms]) -> list[int]:
    """The amounts from which on some quota's "at least" or "more than at most" begins, in order.

    Between two of them no quota tells one size from another.
    """
    found: set[int] = set()
    for one in terms:
        if one.least_fen is not None:
            found.add(one.least_fen)
        if one.most_fen is not None:
            found.add(one.most_fen + 1)
    return sorted(found)
