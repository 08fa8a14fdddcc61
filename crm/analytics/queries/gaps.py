"""The gaps of nodes: targets, what landed, what is coming; companies and leads there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.queries.facts import facts, in_scope
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Gap, before, choose_period, gaps
from crm.analytics.rules.quotas import Terms, lineage
from crm.analytics.rules.scores import sees_all
from crm.chains.queries import taxonomy
from crm.chains.rules import NodeRef
from crm.companies import queries as companies
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import Relation
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.lib.periods import Period
from crm.plans.models import Definition, Quota
from crm.plans.queries import owed
from crm.plans.rules import Metric
from crm.projects.models import Project
from crm.projects.queries.counting import project_conditions
from crm.projects.rules import ProjectState


@dataclass(frozen=True)
class Neighbourhood:
    """What else is on a node and below it: companies here, leading ones, companies to attract,
    open leads."""

    local: int = 0
    leaders: int = 0
    targets: int = 0
    leads: int = 0


@dataclass(frozen=True)
class GapPicture:
    """The gaps of some nodes in a period, by path; `period` is None where nothing is planned."""

    period: Period | None
    periods: list[Period]
    nodes: list[NodeRef]
    gaps: dict[str, Gap] = field(default_factory=dict)
    over: bool = False
    partial: bool = False


def picture(
    session: Session,
    viewer: Viewer | None,
    definition: Definition,
    on: date,
    *,
    chain: str = "",
    period: Period | None = None,
) -> GapPicture:
    """The gaps of a chain's nodes, or of all chains', in a period for which there are targets.

    Without a period the one in which the day lies, else the latest. What is in the pipeline is
    not to be expected in a period that is over.
    """
    every = taxonomy(session, viewer)
    nodes = every.of_chain(chain) if chain else list(every.nodes.values())
    targets = _targets(session, definition, [node.id for node in nodes])
    periods = sorted(targets, key=lambda one: (one.end, one.start), reverse=True)
    chosen = period if period in targets else choose_period(periods, on)
    span = chosen or Period.year(on.year)
    paths = {node.id: node.path for node in nodes}
    over = span.end < on
    landed = Terms(0, definition.landed_stage, span, unit_path="/")
    found = gaps(
        list(paths.values()),
        {paths[number]: target for number, target in targets.get(span, {}).items()},
        facts(session, viewer, [landed], definition, amounts=False),
        [] if over else pipeline(session, viewer, definition, paths),
        definition.weights,
    )
    return GapPicture(chosen, periods, nodes, found, over, not sees_all(viewer))


def is_node_target(quota: Quota, definition: Definition) -> bool:
    """Whether a quota says what a node needs: of the whole zone, counted by what has landed, and
    nothing further; `quota.unit` is loaded."""
    further = (
        quota.foreign_only,
        quota.region_group,
        quota.channel,
        quota.least_investment_fen is not None,
        quota.most_investment_fen is not None,
        quota.owner_id,
        quota.subject,
        quota.parent_id,
    )
    return (
        quota.node_id is not None
        and quota.metric is Metric.COUNT
        and quota.milestone is definition.landed_stage
        and quota.unit.parent_id is None
        and not any(further)
    )


def _targets(
    session: Session, definition: Definition, node_ids: Sequence[int]
) -> dict[Period, dict[int, Decimal]]:
    """Targets of nodes by period: those of the whole zone, for what has landed, without a
    further filter, owed and no part of another."""
    plain = (
        Quota.foreign_only.is_(False),
        Quota.region_group.is_(None),
        Quota.channel.is_(None),
        Quota.least_investment_fen.is_(None),
        Quota.most_investment_fen.is_(None),
        Quota.owner_id.is_(None),
        Quota.parent_id.is_(None),
        owed(),
    )
    wanted = select(Quota.node_id, Quota.starts_on, Quota.ends_on, Quota.target).where(
        Quota.node_id.in_(node_ids),
        Quota.metric == Metric.COUNT,
        Quota.milestone == definition.landed_stage,
        Quota.unit_id.in_(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None))),
        *plain,
    )
    found: dict[Period, dict[int, Decimal]] = {}
    for node_id, start, end, target in session.execute(wanted.order_by(Quota.id)):
        # Two plans may set one: the higher counts until a person decides otherwise.
        own = found.setdefault(Period(start, end), {})
        own[node_id] = max(target, own.get(node_id, target))
    return found


def pipeline(
    session: Session, viewer: Viewer | None, definition: Definition, paths: Mapping[int, str]
) -> list[Cell]:
    """The projects going on that have not landed, by main node and stage."""
    wanted = (
        select(Project.node_id, Project.stage, func.count().label("count"))
        .where(
            Project.state == ProjectState.ACTIVE,
            Project.stage.in_(before(definition.landed_stage)),
            in_scope(viewer),
            *project_conditions(definition),
        )
        .group_by(Project.node_id, Project.stage)
    )
    return [
        Cell(ProjectState.ACTIVE, row.stage, paths[row.node_id], "", row.count)
        for row in session.execute(wanted)
        if row.node_id in paths
    ]


def neighbourhoods(
    session: Session, viewer: Viewer, nodes: Sequence[NodeRef]
) -> dict[str, Neighbourhood]:
    """What else the viewer sees on each node and below it, by path."""
    found = {node.path: Neighbourhood() for node in nodes}
    paths = {node.id: node.path for node in nodes}
    for row in session.execute(_companies(viewer)):
        _count(found, paths.get(row.node_id, ""), row.local, row.leaders, row.targets, 0)
    for row in session.execute(_leads(viewer, list(paths))):
        _count(found, paths.get(row.node_id, ""), 0, 0, 0, row.leads)
    return found


def _companies(viewer: Viewer) -> Select[Any]:
    """Companies by their main node, so that none is counted twice above."""
    here = Company.relation == Relation.LOCAL

    def total(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return (
        companies.visible_to(viewer)
        .join(CompanyNode, CompanyNode.company_id == Company.id)
        .where(CompanyNode.is_main, Company.relation.in_((Relation.LOCAL, Relation.TARGET)))
        .with_only_columns(
            CompanyNode.node_id,
            total(here).label("local"),
            total(and_(here, Company.is_leader)).label("leaders"),
            total(~here).label("targets"),
        )
        .group_by(CompanyNode.node_id)
    )


def _leads(viewer: Viewer, node_ids: Sequence[int]) -> Select[Any]:
    return (
        select(Lead.node_id, func.count().label("leads"))
        .where(scope(viewer, Lead), Lead.state == LeadState.OPEN, Lead.node_id.in_(node_ids))
        .group_by(Lead.node_id)
    )


def _count(found: dict[str, Neighbourhood], path: str, *more: int) -> None:
    for one in lineage(path):
        if one in found:
            old = found[one]
            sums = (old.local, old.leaders, old.targets, old.leads)
            found[one] = Neighbourhood(*map(sum, zip(sums, map(int, more), strict=True)))
