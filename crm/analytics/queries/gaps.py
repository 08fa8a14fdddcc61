"""The gaps of nodes: targets, what landed, what is coming; of one chain or of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.landings import landings, pipeline
from crm.analytics.rules.gaps import Gap, choose_period, gaps, whole
from crm.analytics.rules.scores import sees_all
from crm.chains.queries import taxonomy
from crm.chains.rules import NodeRef
from crm.lib.periods import Period
from crm.plans.models import Definition, Plan, Quota
from crm.plans.rules import Metric

__all__ = [
    "ChainGap",
    "GapFilter",
    "GapPicture",
    "chain_gaps",
    "is_node_target",
    "picture",
    "pipeline",
]


@dataclass(frozen=True)
class GapFilter:
    """What is looked at: a chain by its code, a cluster by its number, the targets of one plan;
    empty fields narrow nothing."""

    chain: str = ""
    cluster: int | None = None
    plan: str = ""
    period: Period | None = None


@dataclass(frozen=True)
class GapPicture:
    """The gaps of some nodes in a period, by path; `period` is None where nothing is planned.

    `whole` is the chain's own gap where one chain is looked at. `partial` says that the viewer
    sees a part of the zone only, whose targets are the whole zone's.
    """

    period: Period | None
    periods: list[Period]
    nodes: list[NodeRef]
    gaps: dict[str, Gap] = field(default_factory=dict)
    over: bool = False
    partial: bool = False
    whole: Gap | None = None


@dataclass(frozen=True)
class ChainGap:
    """A chain as a whole in the period of its targets that holds the day, or in the latest one."""

    period: Period
    gap: Gap
    over: bool


@dataclass
class _Targets:
    """Targets of a period, by the number of the node or of the chain."""

    nodes: dict[int, Decimal] = field(default_factory=dict)
    chains: dict[int, Decimal] = field(default_factory=dict)

    def add(self, node_id: int | None, chain_id: int | None, target: Decimal) -> None:
        """Two plans may set one: the higher counts until a person decides otherwise."""
        kind, number = (self.chains, chain_id) if node_id is None else (self.nodes, node_id)
        if number is not None:
            kind[number] = max(target, kind.get(number, target))


def picture(
    session: Session,
    viewer: Viewer | None,
    definition: Definition,
    on: date,
    *,
    chain: str = "",
    period: Period | None = None,
    by: GapFilter | None = None,
) -> GapPicture:
    """The gaps of a chain's nodes, or of all chains', in a period for which there are targets.

    Without a period the one in which the day lies, else the latest. What is in the pipeline is
    not to be expected in a period that is over. `by` says the same as `chain` and `period`, and
    more.
    """
    by = by or GapFilter(chain=chain, period=period)
    asked = ("gaps", by, definition.id, on)
    return answered(session, viewer, asked, lambda: _picture(session, viewer, definition, on, by))


def _picture(
    session: Session, viewer: Viewer | None, definition: Definition, on: date, by: GapFilter
) -> GapPicture:
    nodes = _nodes(session, viewer, by)
    found = _targets(session, definition, nodes, by.plan, whole_chains=bool(by.chain))
    periods = sorted(found, key=lambda one: (one.end, one.start), reverse=True)
    chosen = by.period if by.period in found else _current(found, on)
    span = chosen or Period.year(on.year)
    targets = found.get(span, _Targets())
    paths = {node.id: node.path for node in nodes}
    over = span.end < on
    landed = landings(session, viewer, definition, [span], paths)[span]
    coming = [] if over else pipeline(session, viewer, definition, paths)
    counted = gaps(
        list(paths.values()),
        {paths[number]: target for number, target in targets.nodes.items()},
        landed,
        coming,
        definition.weights,
    )
    own = targets.chains.get(nodes[0].chain_id) if by.chain and nodes else None
    total = whole(counted, own) if by.chain else None
    return GapPicture(chosen, periods, nodes, counted, over, not sees_all(viewer), total)


def chain_gaps(
    session: Session, viewer: Viewer, definition: Definition, on: date
) -> dict[int, ChainGap]:
    """Every chain that has targets, by its number, each in the period of its own."""
    asked = ("chain gaps", definition.id, on)
    return answered(session, viewer, asked, lambda: _chain_gaps(session, viewer, definition, on))


def _chain_gaps(
    session: Session, viewer: Viewer, definition: Definition, on: date
) -> dict[int, ChainGap]:
    nodes = _nodes(session, viewer, GapFilter())
    found = _targets(session, definition, nodes)
    by_chain: dict[int, list[NodeRef]] = {}
    for node in nodes:
        by_chain.setdefault(node.chain_id, []).append(node)
    chosen: dict[int, Period] = {}
    for chain_id, own in by_chain.items():
        period = _current(_targets_on(chain_id, own, found), on)
        if period is not None:
            chosen[chain_id] = period
    if not chosen:
        return {}
    answer = {}
    shown = [node for node in nodes if node.chain_id in chosen]
    paths = {node.id: node.path for node in shown}
    landed = landings(session, viewer, definition, set(chosen.values()), paths)
    coming = pipeline(session, viewer, definition, paths)
    for period in landed:
        own = [node for node in shown if chosen[node.chain_id] == period]
        over = period.end < on
        counted = gaps(
            [node.path for node in own],
            {node.path: found[period].nodes[node.id] for node in own
             if node.id in found[period].nodes},
            landed[period],
            [] if over else coming,
            definition.weights,
        )  # fmt: skip
        for chain_id, target in ((one, found[period].chains.get(one)) for one in chosen):
            if chosen[chain_id] == period:
                parts = {node.path: counted[node.path] for node in by_chain[chain_id]}
                answer[chain_id] = ChainGap(period, whole(parts, target), over)
    return answer


def _current(found: Mapping[Period, _Targets], on: date) -> Period | None:
    """The period to show first: one for which nodes have targets, if there is any."""
    of_nodes = [period for period, targets in found.items() if targets.nodes]
    return choose_period(of_nodes or list(found), on)


def _targets_on(
    chain_id: int, nodes: Iterable[NodeRef], found: Mapping[Period, _Targets]
) -> dict[Period, _Targets]:
    """The targets of one chain and its nodes."""
    numbers = {node.id for node in nodes}
    answer = {}
    for period, targets in found.items():
        own = {number: targets.nodes[number] for number in numbers.intersection(targets.nodes)}
        chains = {number: one for number, one in targets.chains.items() if number == chain_id}
        if own or chains:
            answer[period] = _Targets(own, chains)
    return answer


def _nodes(session: Session, viewer: Viewer | None, by: GapFilter) -> list[NodeRef]:
    every = taxonomy(session, viewer)
    if by.chain:
        return every.of_chain(by.chain)
    if by.cluster is None:
        return list(every.nodes.values())
    chains = {one.id for one in every.chains.values() if one.cluster_id == by.cluster}
    return [node for node in every.nodes.values() if node.chain_id in chains]


def is_node_target(quota: Quota, definition: Definition) -> bool:
    """Whether a quota says what a node needs: of the whole zone, counted by what has landed, and
    nothing further; `quota.unit` and `quota.plan` are loaded."""
    further = (
        quota.foreign_only,
        quota.region_group,
        quota.channel,
        quota.subject,
        quota.least_investment_fen is not None,
        quota.most_investment_fen is not None,
        quota.owner_id,
        quota.parent_id,
    )
    return (
        quota.node_id is not None
        and quota.metric is Metric.COUNT
        and quota.milestone is definition.landed_stage
        and quota.unit.parent_id is None
        and not (quota.plan and quota.plan.is_reference)
        and not any(further)
    )


def _targets(
    session: Session,
    definition: Definition,
    nodes: Sequence[NodeRef],
    plan: str = "",
    *,
    whole_chains: bool = True,
) -> dict[Period, _Targets]:
    """Targets by period: those of the whole zone, for what has landed, without a further filter,
    and no part of another one.

    What a plan of the province or of another city wants is looked at on the plan's page, not owed.
    """
    plain = (
        Quota.foreign_only.is_(False),
        Quota.region_group.is_(None),
        Quota.channel.is_(None),
        Quota.subject == "",
        Quota.least_investment_fen.is_(None),
        Quota.most_investment_fen.is_(None),
        Quota.owner_id.is_(None),
        Quota.parent_id.is_(None),
    )
    chain_ids, node_ids = {node.chain_id for node in nodes}, {node.id for node in nodes}
    wanted = (
        select(Quota.node_id, Quota.chain_id, Quota.starts_on, Quota.ends_on, Quota.target)
        .outerjoin(Plan, Plan.id == Quota.plan_id)
        .where(
            or_(Quota.node_id.is_not(None), Quota.chain_id.is_not(None)),
            Quota.metric == Metric.COUNT,
            Quota.milestone == definition.landed_stage,
            Quota.unit_id.in_(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None))),
            or_(Plan.id.is_(None), Plan.is_reference.is_(False)),
            *plain,
            *([Plan.code == plan] if plan else []),
        )
    )
    found: dict[Period, _Targets] = {}
    for node_id, chain_id, start, end, target in session.execute(wanted.order_by(Quota.id)):
        of_chain = whole_chains and chain_id in chain_ids
        if of_chain if node_id is None else node_id in node_ids:
            found.setdefault(Period(start, end), _Targets()).add(node_id, chain_id, target)
    return found
