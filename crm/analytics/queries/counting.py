"""What counts for quotas: few statements, whatever their number."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.asking import CAPACITIES, MILESTONES, MONEY
from crm.analytics.queries.facts import Apart, facts, shares
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.tallies import tally
from crm.chains.queries import Labels, labels
from crm.plans.models import Definition
from crm.plans.rules import Metric


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
