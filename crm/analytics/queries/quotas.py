"""How far quotas are reached: any number of them in a bounded number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Scope, Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.asking import CAPACITIES, MILESTONES, MONEY
from crm.analytics.queries.facts import Apart, facts, shares
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.scores import Score, by_month, covers, score
from crm.analytics.rules.tallies import tally
from crm.chains.queries import Labels, labels
from crm.lib.periods import Period, time_progress
from crm.plans.models import Definition, Quota
from crm.plans.queries import curves, definition_for, definitions
from crm.plans.rules import Curve, Metric
from crm.projects.queries import list_address
from crm.projects.rules import MilestoneState


@dataclass(frozen=True)
class Scored:
    """A quota with its figures, and the addresses of the lists that these count.

    `quota.unit` and `quota.chain` are loaded where an address is asked for.
    """

    quota: Quota
    score: Score

    @property
    def verified_url(self) -> str:
        """The projects that count."""
        return address_of(self.quota, MilestoneState.VERIFIED)

    @property
    def reported_url(self) -> str:
        """The projects that wait to be verified."""
        return address_of(self.quota, MilestoneState.REPORTED)


@dataclass(frozen=True)
class MonthRow:
    """A month of a quota: what it brought, what there was at its end, where time stood.

    Figures are in the quota's own unit and None in months to come; `pace` is what time progress
    asks for.
    """

    month: date
    brought: Decimal | None
    total: Decimal | None
    pace: Decimal
    url: str


def scores(
    session: Session, viewer: Viewer | None, quotas: Sequence[Quota], on: date
) -> list[Scored]:
    """How the quotas stand at the end of a day, in the order given.

    Only projects in the viewer's scope count; None stands for the office itself, which knows
    everything. The statements are as many as there are definitions in force, and one or two.
    """
    asked = ("scores", tuple(quota.id for quota in quotas), on)
    found = answered(session, viewer, asked, lambda: _scores(session, viewer, quotas, on))
    return [Scored(quota, one) for quota, one in zip(quotas, found, strict=True)]


def _scores(
    session: Session, viewer: Viewer | None, quotas: Sequence[Quota], on: date
) -> list[Score]:
    counted = evaluate(session, viewer, quotas, on)
    leaf = _is_leaf(session, viewer, quotas)
    own = curves(session, quotas)
    return [
        score_of(viewer, quota, counted[quota.id], on, leaf=leaf, curve=own.get(quota.id))
        for quota in quotas
    ]


def _is_leaf(session: Session, viewer: Viewer | None, quotas: Sequence[Quota]) -> bool:
    """Whether no unit lies below the viewer's own; asked only where it matters."""
    if viewer is None or viewer.scope is not Scope.UNIT:
        return False
    if all(quota.unit_id != viewer.unit_id for quota in quotas):
        return False
    below = select(OrgUnit.id).where(OrgUnit.parent_id == viewer.unit_id)
    return session.scalars(below).first() is None


def score_of(
    viewer: Viewer | None,
    quota: Quota,
    counted: Tally,
    on: date,
    *,
    leaf: bool = False,
    curve: Curve | None = None,
) -> Score:
    """A quota's figures from what was counted for it; `curve` is its own pace, if it has one."""
    return score(
        quota.metric,
        quota.target,
        Period(quota.starts_on, quota.ends_on),
        counted,
        on,
        partial=not covers(viewer, quota.unit.path, leaf=leaf),
        measure=quota.capacity_unit,
        curve=curve,
    )


def evaluate(
    session: Session, viewer: Viewer | None, quotas: Sequence[Quota], on: date
) -> dict[int, Tally]:
    """What counts for each quota, by its number; amounts only if some quota asks for them.

    Each by the definition in force at its end, or today when that is still to come.
    """
    by_definition: dict[int, list[Terms]] = {}
    known = {one.id: one for one in definitions(session)}
    for terms in terms_of(session, quotas, viewer):
        chosen = _in_force(session, list(known.values()), min(terms.period.end, on))
        by_definition.setdefault(chosen.id, []).append(terms)
    found: dict[int, Tally] = {}
    for number, some in by_definition.items():
        amounts = any(one.metric is Metric.INVESTMENT for one in some)
        found.update(count(session, viewer, some, known[number], amounts=amounts))
    return found


def _in_force(session: Session, newest_first: Sequence[Definition], on: date) -> Definition:
    for one in newest_first:
        if one.effective_from <= on:
            return one
    return newest_first[-1] if newest_first else definition_for(session, on)


def count(
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    *,
    amounts: bool = True,
) -> dict[int, Tally]:
    """The same for quotas that are made up on the spot, such as one for each month."""
    asked = ("quotas", tuple(terms), definition.id, amounts)
    return answered(
        session, viewer, asked, lambda: _count(session, viewer, terms, definition, amounts=amounts)
    )


def _count(
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    *,
    amounts: bool,
) -> dict[int, Tally]:
    words = labels(session, viewer)
    found = further(session, viewer, terms, definition, words)
    plain = [one for one in terms if one.metric in MILESTONES.metrics]
    by_amount = [one for one in plain if one.metric is Metric.INVESTMENT]
    parts = shares(session, viewer, by_amount, definition, words=words)
    for (apart, _narrow), some in _families(plain).items():
        asked = amounts and any(one.metric is Metric.INVESTMENT for one in some)
        own = {"words": words, "apart": apart, "amounts": asked}
        found |= tally(some, facts(session, viewer, some, definition, **own), parts)
    return found


def _families(terms: Sequence[Terms]) -> dict[tuple[Apart, bool], list[Terms]]:
    """The quotas by what place they look at, and whether at anything else but unit and time.

    Told apart by node and by every filter at once, the groups would be as many as the milestones.
    """
    found: dict[tuple[Apart, bool], list[Terms]] = {}
    for one in terms:
        by_chain = Apart.NOTHING if one.chain_id is None else Apart.CHAIN
        apart = by_chain if one.node_path is None else Apart.NODE
        found.setdefault((apart, apart is Apart.NOTHING and one.is_narrow), []).append(one)
    return found


def further(
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    words: Labels,
) -> dict[int, Tally]:
    """What counts for the quotas of capital paid in and of capacities; of no others."""
    found: dict[int, Tally] = {}
    for source in (MONEY, CAPACITIES):
        some = [one for one in terms if one.metric in source.metrics]
        if some:
            own = {"source": source, "words": words}
            by_node = any(one.by_node for one in some)
            apart = Apart.NODE if by_node else Apart.NOTHING
            counted = facts(session, viewer, some, definition, apart=apart, **own)
            parts = shares(session, viewer, some, definition, **own) if source is MONEY else []
            found |= tally(some, counted, parts)
    return found


def months(session: Session, viewer: Viewer | None, quota: Quota, on: date) -> list[MonthRow]:
    """A quota month by month, with time progress beside it."""
    (terms,) = terms_of(session, [quota], viewer)
    parts = by_month(terms)
    definition = definition_for(session, min(quota.ends_on, on))
    counted = count(session, viewer, parts, definition)
    rows: list[MonthRow] = []
    curve = curves(session, [quota]).get(quota.id)
    total = Decimal(0)
    for part in parts:
        own = counted[part.quota_id]
        brought = score(quota.metric, quota.target, part.period, own, on, partial=False).verified
        total += brought
        begun = part.period.start <= on
        due = part.period.end
        share = curve.progress(due) if curve else time_progress(terms.period, due)
        pace = Decimal(float(share)) * quota.target
        url = address_of(quota, MilestoneState.VERIFIED, part.period)
        rows.append(
            MonthRow(
                part.period.start,
                brought if begun else None,
                total if begun else None,
                round(pace, 1),
                url,
            )
        )
    return rows


def address_of(quota: Quota, status: MilestoneState, period: Period | None = None) -> str:
    """The list of projects that a quota counts; `quota.unit` and `quota.chain` are loaded."""
    period = period or Period(quota.starts_on, quota.ends_on)
    paid, capacity = quota.metric is Metric.PAID_IN, quota.metric is Metric.CAPACITY
    return list_address(
        milestone=None if paid else quota.milestone,
        paid=paid,
        start=period.start,
        end=period.end,
        status=status,
        counted=True,
        net=True,
        chain=quota.chain.code if quota.chain and not quota.node_id else "",
        node=quota.node_id,
        unit=quota.unit_id if quota.unit.parent_id else None,
        owner=quota.owner_id,
        foreign=quota.foreign_only,
        group=quota.region_group,
        channel=quota.channel,
        least=quota.least_investment_fen,
        most=quota.most_investment_fen,
        product=quota.capacity_product if capacity else "",
        measure=quota.capacity_unit if capacity else "",
    )


def terms_of(
    session: Session, quotas: Iterable[Quota], viewer: Viewer | None = None
) -> list[Terms]:
    """What the quotas ask, with the paths of their nodes and units, which are known in memory."""
    words = labels(session, viewer)
    nodes, units = words.taxonomy.nodes, words.directory.units
    return [
        _terms(one, units[one.unit_id].path, nodes[one.node_id].path if one.node_id else None)
        for one in quotas
    ]


def _terms(quota: Quota, unit_path: str, node_path: str | None) -> Terms:
    capacity = quota.metric is Metric.CAPACITY
    return Terms(
        quota_id=quota.id,
        milestone=quota.milestone,
        period=Period(quota.starts_on, quota.ends_on),
        unit_path=unit_path,
        metric=quota.metric,
        chain_id=quota.chain_id,
        node_path=node_path,
        foreign_only=quota.foreign_only,
        region_group=quota.region_group,
        channel=quota.channel,
        least_fen=quota.least_investment_fen,
        most_fen=quota.most_investment_fen,
        owner_id=quota.owner_id,
        product=quota.capacity_product if capacity else "",
        measure=quota.capacity_unit if capacity else "",
    )
