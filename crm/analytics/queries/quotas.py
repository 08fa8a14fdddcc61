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
from crm.analytics.queries.counting import count, tallies
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.scores import Score, by_month, covers, score
from crm.chains.queries import labels
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
    everything.
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
    """What counts for each quota, by its number.

    Each by the definition in force at its end, or today when that is still to come.
    """
    by_definition: dict[int, list[Terms]] = {}
    known = {one.id: one for one in definitions(session)}
    for terms in terms_of(session, quotas, viewer):
        chosen = _in_force(session, list(known.values()), min(terms.period.end, on))
        by_definition.setdefault(chosen.id, []).append(terms)
    found: dict[int, Tally] = {}
    for number, some in by_definition.items():
        found.update(tallies(session, viewer, some, known[number]))
    return found


def _in_force(session: Session, newest_first: Sequence[Definition], on: date) -> Definition:
    for one in newest_first:
        if one.effective_from <= on:
            return one
    return newest_first[-1] if newest_first else definition_for(session, on)


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
