"""What counts for a quota, and how much. Pure functions.

A `Fact` is one milestone of one project, or a group of milestones that no quota at hand tells
apart; `counts_for` decides over both alike. That is how one statement counts any number of
quotas: the database groups the facts, the rule gives the groups to the quotas.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.lib.periods import Period
from crm.lib.regions import RegionGroup
from crm.lib.trees import ids, is_within
from crm.plans.rules import Channel, Metric, Stage

FEN_PER_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a quota asks of a milestone; what is None or False does not matter to it."""

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

    @property
    def by_node(self) -> bool:
        """Whether amounts are split by the projects' shares on nodes."""
        return self.chain_id is not None or self.node_path is not None


@dataclass(frozen=True, slots=True)
class Fact:
    """One milestone, or `count` like ones of `amount_fen` together.

    `investment_fen` is what the project is worth for "at least so much"; of a group any value
    on the same side of every quota's limit. Of `unknown` milestones the viewer may not know the
    amount; it is not in `amount_fen`.
    """

    stage: Stage
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
    count: int = 1
    amount_fen: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Tally:
    """What was counted for one quota; of amounts the sum in fen.

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

    def add(self, fact: Fact, *, amount_only: bool = False) -> None:
        """Count a fact in; `amount_only` for a share of a project that counts elsewhere."""
        count = 0 if amount_only else fact.count
        if fact.verified:
            self.gross += count
            self.gross_fen += fact.amount_fen
            if not fact.dropped:
                self.net += count
                self.net_fen += fact.amount_fen
        elif not fact.dropped:
            self.reported += count
            self.reported_fen += fact.amount_fen
        self.unknown += 0 if amount_only else fact.unknown


def counts_for(terms: Terms, fact: Fact) -> bool:
    """Whether a milestone counts for a quota, as far as the quota's own terms decide.

    What the definition leaves out altogether (kinds of project, framework agreements) is not
    among the facts.
    """
    return (
        fact.stage is terms.milestone
        and terms.period.contains(fact.day)
        and is_within(fact.unit_path, terms.unit_path)
        and (terms.node_path is None or is_within(fact.node_path, terms.node_path))
        and (terms.chain_id is None or fact.chain_id == terms.chain_id)
        and (fact.foreign or not terms.foreign_only)
        and (terms.region_group is None or terms.region_group in fact.groups)
        and (terms.channel is None or fact.channel is terms.channel)
        and _is_large_enough(terms, fact)
    )


def _is_large_enough(terms: Terms, fact: Fact) -> bool:
    if terms.least_fen is None:
        return True
    return fact.investment_fen is not None and fact.investment_fen >= terms.least_fen


def tally(
    terms: Sequence[Terms], facts: Iterable[Fact], shares: Iterable[Fact] = ()
) -> dict[int, Tally]:
    """What counts for each quota, by its number; every quota is in the answer.

    `shares` are amounts that lie on another node than the project's main one: taken from the
    main node (negative) and given to the other. They matter to quotas by node only.
    """
    found = {one.quota_id: Tally() for one in terms}
    for fact, wanted in _pairs(terms, facts):
        found[wanted.quota_id].add(fact)
    by_node = [one for one in terms if one.by_node]
    for fact, wanted in _pairs(by_node, shares):
        found[wanted.quota_id].add(fact, amount_only=True)
    return found


def _pairs(terms: Sequence[Terms], facts: Iterable[Fact]) -> Iterable[tuple[Fact, Terms]]:
    """The facts with the quotas for which they count.

    Facts of one place meet the same few quotas, which are looked up once for each place, by the
    node and unit and by everything above them: five hundred quotas cost little more than five.
    """
    index: dict[tuple, list[Terms]] = {}
    for one in terms:
        key = (one.milestone, one.chain_id, one.node_path, one.unit_path)
        index.setdefault(key, []).append(one)
    near: dict[tuple, list[Terms]] = {}
    for fact in facts:
        place = (fact.stage, fact.chain_id, fact.node_path, fact.unit_path)
        if place not in near:
            near[place] = [one for key in _keys(*place) for one in index.get(key, ())]
        for one in near[place]:
            if counts_for(one, fact):
                yield fact, one


def _keys(stage: Stage, chain_id: int, node_path: str, unit_path: str) -> Iterable[tuple]:
    nodes: list[str | None] = [None, *lineage(node_path)]
    chains: list[int | None] = [None, chain_id]
    return itertools.product([stage], chains, nodes, lineage(unit_path))


def lineage(path: str) -> list[str]:
    """The path and the paths of everything above it: /1/4/ gives /1/ and /1/4/."""
    above, found = "/", []
    for number in ids(path):
        above = f"{above}{number}/"
        found.append(above)
    return found


def boundaries(terms: Iterable[Terms]) -> list[date]:
    """The days on which a period of some quota begins or the day after it ends, in order.

    Between two of them no quota tells one day from another.
    """
    days: set[date] = set()
    for one in terms:
        days.update((one.period.start, one.period.end + timedelta(days=1)))
    return sorted(days)
