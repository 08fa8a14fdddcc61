"""What landed on the nodes and what is coming, in one statement each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Landing, before
from crm.core.lists import among
from crm.lib.periods import Period
from crm.plans.models import Definition
from crm.projects.models import COUNTED, Milestone, Project
from crm.projects.queries.counting import counting_conditions, project_conditions
from crm.projects.rules import MilestoneState, ProjectState

LIVE = (MilestoneState.REPORTED, MilestoneState.VERIFIED)


def _of(
    session: Session, viewer: Viewer | None, node_ids: Collection[int] | None
) -> list[ColumnElement[bool]]:
    """Which projects are looked at; without a viewer the office's own, all of them."""
    found = [] if viewer is None else [scope(viewer, Project)]
    return found if node_ids is None else [*found, among(session, Project.node_id, node_ids)]


def landings(
    session: Session,
    viewer: Viewer | None,
    definition: Definition,
    spans: Collection[Period],
    paths: Mapping[int, str],
    *,
    narrow: bool = False,
) -> dict[Period, list[Landing]]:
    """The milestones of landing in each of some periods, on the nodes of `paths`, number to path.

    With `narrow` the database looks at those nodes alone, which pays where they are few.
    """
    if not spans:
        return {}
    days = sorted({day for span in spans for day in (span.start, span.end + timedelta(days=1))})
    near = _of(session, viewer, list(paths) if narrow else None)
    landed = _landed(definition, days).where(*near)
    if not narrow:
        landed = landed.with_hint(Project, f"INDEXED BY {COUNTED}", "sqlite")
    inner = landed.subquery()
    wanted = select(*inner.c, func.count().label("count")).group_by(*inner.c)
    found: dict[Period, list[Landing]] = {span: [] for span in spans}
    into = [[found[span] for span in spans if span.contains(day)] for day in days]
    for row in session.execute(wanted):
        if row.node_id in paths:
            verified = row.state is MilestoneState.VERIFIED
            landing = Landing(paths[row.node_id], verified, bool(row.dropped), row.count)
            for some in into[row.span]:
                some.append(landing)
    return found


def _landed(definition: Definition, days: Sequence[date]) -> Select[Any]:
    """The milestones of landing between the first day and the last, each with the number of the
    day in force: between two of them no period tells one day from another."""
    place = [(Milestone.occurred_on < day, number) for number, day in enumerate(days[1:-1])]
    return (
        select(
            Project.node_id,
            (Project.state == ProjectState.DROPPED).label("dropped"),
            Milestone.state,
            (case(*place, else_=len(place)) if place else literal(0)).label("span"),
        )
        .join(Project, Project.id == Milestone.project_id)
        .where(
            Milestone.state.in_(LIVE),
            Milestone.stage == definition.landed_stage,
            Milestone.occurred_on >= days[0],
            Milestone.occurred_on < days[-1],
            *counting_conditions(definition),
        )
    )


def pipeline(
    session: Session,
    viewer: Viewer | None,
    definition: Definition,
    paths: Mapping[int, str],
    *,
    narrow: bool = False,
) -> list[Cell]:
    """The projects going on that have not landed, by main node and stage."""
    wanted = (
        select(Project.node_id, Project.stage, func.count().label("count"))
        .where(
            Project.state == ProjectState.ACTIVE,
            Project.stage.in_(before(definition.landed_stage)),
            *_of(session, viewer, list(paths) if narrow else None),
            *project_conditions(definition),
        )
        .group_by(Project.node_id, Project.stage)
    )
    return [
        Cell(ProjectState.ACTIVE, row.stage, paths[row.node_id], "", row.count)
        for row in session.execute(wanted)
        if row.node_id in paths
    ]


def ongoing(session: Session, viewer: Viewer, nodes: Sequence[int] | None = None) -> dict[int, int]:
    """How many projects go on at each node, whatever their stage; all nodes without `nodes`."""
    wanted = (
        select(Project.node_id, func.count().label("count"))
        .where(Project.state == ProjectState.ACTIVE, *_of(session, viewer, nodes))
        .group_by(Project.node_id)
    )
    return {row.node_id: row.count for row in session.execute(wanted)}
