"""The work on a node: its projects by stage, its leads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.quotas import lineage
from crm.chains.models import ChainNode
from crm.chains.queries import labels
from crm.chains.rules import NodeRef
from crm.core.lists import among
from crm.leads.models import Lead
from crm.leads.queries.lists import LeadFilter, columns, first_of
from crm.leads.queries.rows import LeadRow
from crm.leads.queries.rows import row_of as lead_row
from crm.leads.rules import LeadSort, LeadState
from crm.plans.rules import STAGES, Stage
from crm.projects.models import Project
from crm.projects.queries import list_address
from crm.projects.queries.listing import ProjectRow, row_of, rows_for
from crm.projects.rules import ProjectState


@dataclass(frozen=True)
class StageOfNode:
    """The projects of a node that go on at a stage: how many, the list of them, the latest few."""

    stage: Stage
    count: int
    url: str
    rows: tuple[ProjectRow, ...]


def projects_by_stage(
    session: Session, viewer: Viewer, node: NodeRef, nodes: Sequence[NodeRef], most: int
) -> list[StageOfNode]:
    """The projects that go on at a node and below it, by stage, the furthest first.

    `most` of each stage are shown, the latest changed ones. Main nodes count, as in every figure.
    """
    numbered = _numbered(session, viewer, nodes)
    wanted = (
        rows_for(viewer)
        .join(numbered, numbered.c.id == Project.id)
        .where(numbered.c.place <= most)
        .add_columns(numbered.c.total, numbered.c.place)
        .order_by(Project.stage_rank.desc(), numbered.c.place)
    )
    words = labels(session, viewer)
    found: dict[Stage, list[ProjectRow]] = {}
    totals: dict[Stage, int] = {}
    for row in session.execute(wanted):
        found.setdefault(row.stage, []).append(row_of(row, words))
        totals[row.stage] = row.total
    return [
        StageOfNode(
            stage,
            totals[stage],
            list_address(node=node.id, state=ProjectState.ACTIVE, stage=stage),
            tuple(found[stage]),
        )
        for stage in reversed(STAGES)
        if stage in found
    ]


def _numbered(session: Session, viewer: Viewer, nodes: Sequence[NodeRef]) -> Subquery:
    """The projects with their place among those of their stage, and how many these are."""
    place = func.row_number().over(
        partition_by=Project.stage, order_by=(Project.updated_at.desc(), Project.id.desc())
    )
    total = func.count().over(partition_by=Project.stage)
    return (
        select(Project.id, place.label("place"), total.label("total"))
        .where(
            scope(viewer, Project),
            Project.state == ProjectState.ACTIVE,
            among(session, Project.node_id, [one.id for one in nodes]),
        )
        .subquery()
    )


def leads_on(session: Session, viewer: Viewer, node: NodeRef, on: date, most: int) -> list[LeadRow]:
    """The open leads at a node and below it, the latest changed first."""
    by = LeadFilter(node=node.id, state=LeadState.OPEN)
    words = labels(session, viewer)
    rows = first_of(session, viewer, by, on, LeadSort.UPDATED, most)
    return [lead_row(row, on, words) for row in rows]


def latest_leads(
    session: Session,
    viewer: Viewer,
    paths: Mapping[int, str],
    wanted: Collection[str],
    on: date,
    most: int,
) -> dict[str, list[LeadRow]]:
    """The latest changed open leads at some nodes and below them, at most `most` of each, by path.

    `paths` holds the nodes' numbers and those of all below them. However many leads there are,
    `most` of each node are read.
    """
    near = {
        number: above
        for number, path in paths.items()
        if (above := [one for one in lineage(path) if one in wanted])
    }
    of_nodes = [
        select(_latest(viewer, place)).where(among(session, ChainNode.id, list(near)))
        for place in range(most)
    ]
    rows = session.execute(
        select(*columns(viewer))
        .where(scope(viewer, Lead), Lead.id.in_(union_all(*of_nodes)))
        .order_by(Lead.updated_at.desc(), Lead.id.desc())
    ).all()
    words = labels(session, viewer)
    found: dict[str, list[LeadRow]] = {path: [] for path in wanted}
    for row in rows:
        for path in near[row.node_id]:
            if len(found[path]) < most:
                found[path].append(lead_row(row, on, words))
    return found


def _latest(viewer: Viewer, place: int) -> ScalarSelect[int]:
    """The number of a node's latest open lead but so many, of those in the viewer's scope."""
    return (
        select(Lead.id)
        .where(scope(viewer, Lead), Lead.state == LeadState.OPEN, Lead.node_id == ChainNode.id)
        .order_by(Lead.updated_at.desc(), Lead.id.desc())
        .limit(1)
        .offset(place)
        .correlate(ChainNode)
        .scalar_subquery()
    )
