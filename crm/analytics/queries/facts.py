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
    session: Session,
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    *,
    amounts: bool = True,
) -> list[Fact]:
    """The milestones that may count for some of the quotas, as few groups as tell them apart.

    Without `amounts` the facts carry none, which is quicker.
    """
    if not terms:
        return []
    days = boundaries(terms)
    wanted, keys = _milestones(viewer, terms, definition, days, amounts=amounts)
    grouped = _grouped(wanted.subquery(), keys, amounts=amounts)
    return [_fact(row, days, _groups(terms)) for row in session.execute(_placed(grouped))]


def shares(
    session: Session, viewer: Viewer | None, terms: Sequence[Terms], definition: Definition
) -> list[Fact]:
    """Amounts on other nodes than the main one: taken from this, given to those."""
    if not any(one.by_node for one in terms):
        return []
    days = boundaries(terms)
    wanted, keys = _milestones(viewer, terms, definition, days, amounts=False)
    inner = (
        wanted.join(ProjectNode, ProjectNode.project_id == Project.id)
        .where(
            ProjectNode.share < WHOLE,
            ProjectNode.node_id != Project.node_id,
            Milestone.amount_fen.is_not(None),
            known(viewer),
        )
        .add_columns(
            ProjectNode.node_id.label("other_id"),
            part_on_other(Milestone.amount_fen).label("amount_fen"),
        )
        .subquery()
    )
    found = []
    for row in session.execute(_placed(_grouped(inner, [*keys, "other_id"]), other=True)):
        found += _moved(_fact(row, days, _groups(terms)), row)
    return found


def _milestones(
    viewer: Viewer | None,
    terms: Sequence[Terms],
    definition: Definition,
    days: list[date],
    *,
    amounts: bool,
) -> tuple[Select[Any], list[str]]:
    """The milestones, and the names of the columns that tell them apart.

    Numbers come first: groups are found by sorting, and numbers compare faster than words.
    """
    sure = known(viewer)
    columns = [
        Project.node_id,
        Project.unit_id,
        (Project.state == ProjectState.DROPPED).label("dropped"),
        *([_span(days).label("span")] if len(days) > 2 else []),
        *_facets(terms, sure),
        *([sure.label("known")] if amounts else []),
        Milestone.stage,
        Milestone.state,
    ]
    wanted = (
        select(*columns, *([Milestone.amount_fen] if amounts else []))
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
    return wanted, [column.key for column in columns]


def _span(days: list[date]) -> ColumnElement[int]:
    """Between which two boundaries a milestone lies, as the number of the first."""
    before = [(Milestone.occurred_on < day, place) for place, day in enumerate(days[1:-1])]
    return case(*before, else_=len(before))


def _facets(terms: Sequence[Terms], sure: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """The columns by which some quota filters.

    Origin, channel and size are secrets of a confidential project: who does not know it counts
    it as one of no group, no channel and no size.
    """
    bits = [
        case((and_(sure, in_region_group(group)), 1 << place), else_=0)
        for place, group in enumerate(_groups(terms))
    ]
    limits = sorted({one.least_fen for one in terms if one.least_fen is not None}, reverse=True)
    reached = [(and_(sure, Project.investment_fen >= limit), limit) for limit in limits]
    found: list[ColumnElement[Any]] = []
    if any(one.foreign_only for one in terms):
        found.append(and_(sure, Project.is_foreign).label("foreign"))
    if any(one.channel for one in terms):
        found.append(case((sure, Project.channel)).label("channel"))
    if bits:
        found.append(sum(bits[1:], start=bits[0]).label("groups"))
    if reached:
        found.append(case(*reached, else_=null()).label("least"))
    return found


def _groups(terms: Sequence[Terms]) -> list[RegionGroup]:
    return sorted({one.region_group for one in terms if one.region_group is not None})


def _grouped(inner: Subquery, names: Sequence[str], *, amounts: bool = True) -> Subquery:
    keys = [inner.c[name] for name in names]
    sums = [func.count().label("count")]
    if amounts:
        sums.append(func.sum(inner.c.amount_fen).label("amount"))
    return select(*keys, *sums).group_by(*keys).subquery()


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
    """A row as a fact; a column that no quota asks for is not there."""
    found = row._asdict()
    mask, is_known = found.get("groups", 0), found.get("known", True)
    return Fact(
        stage=row.stage,
        day=days[found.get("span", 0)],
        verified=row.state is MilestoneState.VERIFIED,
        dropped=bool(row.dropped),
        node_path=row.node_path,
        chain_id=row.chain_id,
        unit_path=row.unit_path,
        foreign=bool(found.get("foreign")),
        groups=frozenset(group for place, group in enumerate(groups) if mask >> place & 1),
        channel=found.get("channel"),
        investment_fen=found.get("least"),
        count=row.count,
        amount_fen=int(found.get("amount") or 0) if is_known else 0,
        unknown=0 if is_known else row.count,
    )


def _moved(fact: Fact, row: Row[Any]) -> list[Fact]:
    """The share as taken from the main node and as given to the other."""
    taken = replace(fact, amount_fen=-fact.amount_fen)
    given = replace(fact, node_path=row.other_path, chain_id=row.other_chain)
    return [taken, given]
