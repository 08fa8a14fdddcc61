"""Milestones grouped by everything that the quotas at hand tell apart, in one statement.

The statement joins milestones, projects, nodes and units, and looks only at the columns that
some quota filters by: a group is a `Fact` of `rules.quotas`, and the rule gives it to the quotas.
So five hundred quotas cost one pass over the milestones, not five hundred.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.quotas import Fact, Terms, boundaries
from crm.chains.models import ChainNode
from crm.lib.regions import RegionGroup
from crm.plans.models import Definition
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.queries import counting_conditions, in_region_group, known_to
from crm.projects.rules import MilestoneState, ProjectState

WHOLE = 10_000
LIVE = (MilestoneState.REPORTED, MilestoneState.VERIFIED)
PLACE = ("stage", "state", "span", "dropped", "node_id", "unit_id")
FACETS = ("foreign", "groups", "channel", "least", "known")


def known(viewer: Viewer | None) -> ColumnElement[bool]:
    """Whether a project's secrets may be counted for the viewer; None stands for the office."""
    return true() if viewer is None else known_to(viewer)


def in_scope(viewer: Viewer | None) -> ColumnElement[bool]:
    """The projects that are counted for the viewer at all."""
    return true() if viewer is None else scope(viewer, Project)


def part_on_other(amount: Any) -> ColumnElement[int]:
    """A node's share of an amount, whole fen.

    In two steps: the product of a large amount and a share would not fit into 64 bits.
    """
    return amount // WHOLE * ProjectNode.share + amount % WHOLE * ProjectNode.share // WHOLE


def facts(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> list[Fact]:
    """The milestones that may count for some of the quotas, as few groups as tell them apart."""
    if not terms:
        return []
    days = boundaries(terms)
    inner = _milestones(viewer, terms, definition, days).subquery()
    grouped = _grouped(inner, *PLACE, *FACETS)
    return [_fact(row, days, _groups(terms)) for row in session.execute(_placed(grouped))]


def shares(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> list[Fact]:
    """Amounts on other nodes than the main one: taken from this, given to those."""
    if not any(one.by_node for one in terms):
        return []
    days = boundaries(terms)
    inner = (
        _milestones(viewer, terms, definition, days)
        .join(ProjectNode, ProjectNode.project_id == Project.id)
        .where(
            ProjectNode.share < WHOLE,
            ProjectNode.node_id != Project.node_id,
            Milestone.amount_fen.is_not(None),
        )
        .add_columns(
            ProjectNode.node_id.label("other_id"), part_on_other(Milestone.amount_fen).label("part")
        )
        .subquery()
    )
    grouped = _grouped(inner, *PLACE, *FACETS, "other_id", amount=inner.c.part)
    found = []
    for row in session.execute(_placed(grouped, other=True)):
        fact = _fact(row, days, _groups(terms))
        found += _moved(fact, row)
    return found


def _milestones(
    viewer: Viewer | None, terms: Sequence[Terms], definition: Definition, days: list[date]
) -> Select[Any]:
    sure = known(viewer)
    return (
        select(
            Milestone.stage,
            Milestone.state,
            _span(days).label("span"),
            (Project.state == ProjectState.DROPPED).label("dropped"),
            Project.node_id,
            Project.unit_id,
            sure.label("known"),
            Milestone.amount_fen,
            *_facets(terms, sure),
        )
        .join(Project, Project.id == Milestone.project_id)
        .where(
            Milestone.state.in_(LIVE),
            Milestone.stage.in_({one.milestone for one in terms}),
            Milestone.occurred_on >= days[0],
            Milestone.occurred_on < days[-1],
            in_scope(viewer),
            *counting_conditions(definition),
        )
    )


def _span(days: list[date]) -> ColumnElement[int]:
    """Between which two boundaries a milestone lies, as the number of the first."""
    inner = days[1:-1]
    if not inner:
        return literal_column("0")
    before = [(Milestone.occurred_on < day, place) for place, day in enumerate(inner)]
    return case(*before, else_=len(inner))


def _facets(terms: Sequence[Terms], sure: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """The columns by which some quota filters; the others are one value for all.

    Origin, channel and size are secrets of a confidential project: who does not know it counts
    it as one of no group, no channel and no size.
    """
    foreign = and_(sure, Project.is_foreign) if any(one.foreign_only for one in terms) else null()
    channel = case((sure, Project.channel)) if any(one.channel for one in terms) else null()
    bits = [
        case((and_(sure, in_region_group(group)), 1 << place), else_=0)
        for place, group in enumerate(_groups(terms))
    ]
    limits = sorted({one.least_fen for one in terms if one.least_fen is not None}, reverse=True)
    reached = [(and_(sure, Project.investment_fen >= limit), limit) for limit in limits]
    return [
        foreign.label("foreign"),
        channel.label("channel"),
        sum(bits[1:], start=bits[0]).label("groups") if bits else null().label("groups"),
        case(*reached, else_=null()).label("least") if reached else null().label("least"),
    ]


def _groups(terms: Sequence[Terms]) -> list[RegionGroup]:
    return sorted({one.region_group for one in terms if one.region_group is not None})


def _grouped(inner: Subquery, *names: str, amount: Any = None) -> Subquery:
    keys = [inner.c[name] for name in names]
    amount = inner.c.amount_fen if amount is None else amount
    return (
        select(*keys, func.count().label("count"), func.sum(amount).label("amount"))
        .group_by(*keys)
        .subquery()
    )


def _placed(grouped: Subquery, *, other: bool = False) -> Select[Any]:
    """The groups with the paths of their node and unit."""
    found = (
        select(grouped, ChainNode.path.label("node_path"), ChainNode.chain_id)
        .add_columns(OrgUnit.path.label("unit_path"))
        .join(ChainNode, ChainNode.id == grouped.c.node_id)
        .join(OrgUnit, OrgUnit.id == grouped.c.unit_id)
    )
    if not other:
        return found
    node = ChainNode.__table__.alias("other_node")
    return found.add_columns(
        node.c.path.label("other_path"), node.c.chain_id.label("other_chain")
    ).join(node, node.c.id == grouped.c.other_id)


def _fact(row: Row[Any], days: list[date], groups: list[RegionGroup]) -> Fact:
    return Fact(
        stage=row.stage,
        day=days[row.span],
        verified=row.state is MilestoneState.VERIFIED,
        dropped=bool(row.dropped),
        node_path=row.node_path,
        chain_id=row.chain_id,
        unit_path=row.unit_path,
        foreign=bool(row.foreign),
        groups=frozenset(
            group for place, group in enumerate(groups) if (row.groups or 0) >> place & 1
        ),
        channel=row.channel,
        investment_fen=row.least,
        count=row.count,
        amount_fen=int(row.amount or 0) if row.known else 0,
        unknown=0 if row.known else row.count,
    )


def _moved(fact: Fact, row: Row[Any]) -> list[Fact]:
    """The share as taken from the main node and as given to the other."""
    taken = replace(fact, amount_fen=-fact.amount_fen)
    given = replace(fact, node_path=row.other_path, chain_id=row.other_chain)
    return [taken, given]
