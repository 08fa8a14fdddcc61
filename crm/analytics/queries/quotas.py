"""How far quotas are reached: any number of them in a bounded number of statements."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.analytics.queries.facts import facts, shares
from crm.analytics.rules.quotas import Tally, Terms, tally
from crm.chains.models import ChainNode
from crm.lib.periods import Period
from crm.plans.models import Definition, Quota
from crm.plans.rules import Metric


def evaluate(
    session: Session, viewer: Viewer | None, quotas: Sequence[Quota], definition: Definition
) -> dict[int, Tally]:
    """What counts for each quota, by its number.

    Only projects in the viewer's scope count; None stands for the office itself, which knows
    everything. Three statements, whatever the number of quotas.
    """
    return count(session, viewer, terms_of(session, quotas), definition)


def count(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> dict[int, Tally]:
    """The same for quotas that are made up on the spot, such as one for each month."""
    amounts = [one for one in terms if one.metric is Metric.INVESTMENT]
    return tally(
        terms,
        facts(session, viewer, terms, definition),
        shares(session, viewer, amounts, definition),
    )


def terms_of(session: Session, quotas: Iterable[Quota]) -> list[Terms]:
    """What the quotas ask, with the paths of their nodes and units."""
    wanted = {quota.id: quota for quota in quotas}
    rows = session.execute(
        select(Quota.id, OrgUnit.path, ChainNode.path.label("node_path"))
        .join(OrgUnit, OrgUnit.id == Quota.unit_id)
        .outerjoin(ChainNode, ChainNode.id == Quota.node_id)
        .where(Quota.id.in_(wanted))
        .order_by(Quota.id)
    )
    return [_terms(wanted[row.id], row.path, row.node_path) for row in rows]


def _terms(quota: Quota, unit_path: str, node_path: str | None) -> Terms:
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
    )
