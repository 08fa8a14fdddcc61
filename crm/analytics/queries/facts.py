"""Facts grouped by everything that the quotas at hand tell apart, one statement for each kind.

So five hundred quotas cost one pass over the milestones, not five hundred: a group is a `Fact`
of `rules.quotas`, and `rules.tallies` gives it to the quotas.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.asking import MILESTONES, Apart, Asked, Source, in_scope, known
from crm.analytics.queries.groups import facts_of
from crm.analytics.rules.quotas import Fact, Terms
from crm.chains.queries import Labels, labels
from crm.plans.models import Definition
from crm.projects.models import Project, ProjectNode

__all__ = ["Apart", "facts", "in_scope", "known", "part_on_other", "shares"]
WHOLE = 10_000


def part_on_other(amount: Any) -> ColumnElement[int]:
    """A node's share of an amount, whole fen.

    In two steps: the product of a large amount and a share would not fit into 64 bits.
    """
    return amount // WHOLE * ProjectNode.share + amount % WHOLE * ProjectNode.share // WHOLE


def facts(
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    *,
    amounts: bool = True,
    source: Source = MILESTONES,
    words: Labels | None = None,
    apart: Apart = Apart.NODE,
) -> list[Fact]:
    """What may count for some of the quotas, as few groups as tell them apart.

    Quotas of another source than this are passed over. Without `amounts` the facts carry none;
    told `apart` by chain or by nothing they lie on no node: both make it quicker.
    """
    terms = [one for one in terms if one.metric in source.metrics]
    if not terms:
        return []
    words = words or labels(session, viewer)
    zone = words.directory.zone_path
    asked = Asked(viewer, terms, definition, source, amounts=amounts, apart=apart, zone=zone)
    # Thousands of plain numbers: the session would look at each row for records of its own.
    rows = session.connection().execute(asked.grouped(asked.wanted)).all()
    return facts_of(asked, rows, words)


def shares(
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    source: Source = MILESTONES,
    words: Labels | None = None,
) -> list[Fact]:
    """Amounts on other nodes than the main one: taken from this, given to those."""
    terms = [one for one in terms if one.by_node and one.metric in source.metrics]
    if not terms:
        return []
    asked = Asked(viewer, terms, definition, source, amounts=True)
    wanted = asked.wanted.join(ProjectNode, ProjectNode.project_id == Project.id).where(
        ProjectNode.share < WHOLE,
        ProjectNode.node_id != Project.node_id,
        source.amount.is_not(None),
        known(viewer),
    )
    part = part_on_other(source.amount)
    rows = session.execute(asked.grouped(wanted, ProjectNode.node_id, part)).all()
    words = words or labels(session, viewer)
    found: list[Fact] = []
    for fact, row in zip(facts_of(asked, rows, words), rows, strict=True):
        node = words.taxonomy.nodes[row.other]
        found.append(fact._replace(amount_fen=-fact.amount_fen))
        found.append(fact._replace(node_path=node.path, chain_id=node.chain_id))
    return found
