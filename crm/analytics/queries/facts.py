"""Milestones grouped by everything that the quotas at hand tell apart."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import seen
from crm.analytics.rules.entries import Source
from crm.analytics.rules.grouping import Places, facts_of
from crm.analytics.rules.quotas import Fact, Terms
from crm.chains.queries import Labels, labels
from crm.plans.models import Definition


def facts(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> list[Fact]:
    """The milestones that may count for some of the quotas, with their amounts."""
    if not terms:
        return []
    where = places(labels(session, viewer))
    parts = [part.deeds(definition, Source.MILESTONES) for part in seen(session, viewer)]
    return [fact for deeds in parts for fact in facts_of(deeds, terms, where)]


def places(words: Labels) -> Places:
    """All nodes and units."""
    nodes, units = words.taxonomy.nodes, words.directory.units
    return Places(
        {number: (node.path, node.chain_id) for number, node in nodes.items()},
        {number: unit.path for number, unit in units.items()},
    )
