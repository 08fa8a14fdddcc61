"""What counts for quotas, whatever their number: from what is in memory, by pure functions."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.facts import places
from crm.analytics.queries.ledger import exclusions, summed
from crm.analytics.rules.columns import Deeds, Seen
from crm.analytics.rules.entries import Source
from crm.analytics.rules.grouping import Places, facts_of
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.tallies import tally
from crm.chains.queries import labels
from crm.core.gathered import Sums
from crm.plans.models import Definition
from crm.plans.rules import Metric


def count(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> dict[int, Tally]:
    """The same as `tallies` for quotas that are made up on the spot, such as one for each month;
    counted once until something changes."""
    asked = ("quotas", tuple(terms), definition.id)
    return answered(session, viewer, asked, lambda: tallies(session, viewer, terms, definition))


def tallies(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> dict[int, Tally]:
    """What counts for each quota, by its number; amounts where it asks for them."""
    where = places(labels(session, viewer))
    asked = ("quotas", tuple(terms), *exclusions(definition))
    sums = summed(session, viewer, asked, lambda some: _sums(some, terms, definition, where))
    return {one.quota_id: Tally(*sums.get(one.quota_id, ())) for one in terms}


def _sums(entries: Seen, terms: Sequence[Terms], definition: Definition, where: Places) -> Sums:
    """The figures of each quota's tally, by its number."""
    found: dict[int, Tally] = {}
    for source in Source:
        own = [one for one in terms if one.metric in source.value]
        if not own:
            continue
        some = entries.deeds(definition, source)
        if not some:
            continue
        parts = _parts(entries, own, definition, source)
        for family in _families(own):
            amounts = any(one.metric is not Metric.COUNT for one in family)
            facts = facts_of(some, family, where, amounts=amounts)
            given = facts_of(parts, family, where) if parts and amounts else []
            found |= tally(family, facts, given)
    return {number: one.figures for number, one in found.items() if any(one.figures)}


def _parts(
    entries: Seen, terms: Sequence[Terms], definition: Definition, source: Source
) -> Deeds | None:
    """The amounts that lie on other nodes than the main one; capacities are not divided."""
    asked = any(one.by_node and one.metric is not Metric.COUNT for one in terms)
    if source is Source.CAPACITIES or not asked:
        return None
    return entries.shared(definition, source)


def _families(terms: Sequence[Terms]) -> list[list[Terms]]:
    """The quotas by what place they look at, and whether at anything else but unit and time, and
    at amounts: told apart by everything at once, the groups would be as many as the milestones.
    """
    found: dict[tuple[bool, ...], list[Terms]] = {}
    for one in terms:
        looks = one.node_path is not None, one.chain_id is not None
        narrow = not any(looks) and one.is_narrow
        found.setdefault((*looks, narrow), []).append(one)
    return list(found.values())
