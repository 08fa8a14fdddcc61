"""What waits to be verified, or to be corrected by whoever reported it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Select,
    String,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from crm.accounts.queries import scope
from crm.accounts.rules import Scope, Viewer
from crm.chains.queries import labels
from crm.plans.rules import Stage
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.queries import known_to
from crm.projects.queries.listing import ProjectRow, rows_for
from crm.projects.queries.listing import row_of as project_row
from crm.projects.rules import MilestoneState

SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """A milestone, or capital paid in where `stage` is None, that waits: to be verified, or, sent
    back, to be corrected. `on` is its day, of capital the first of its month."""

    project: ProjectRow
    stage: Stage | None
    state: MilestoneState
    on: date
    reason: str

    @property
    def url(self) -> str:
        """Where in its project it stands."""
        return f"{self.project.url}?tab={'milestones' if self.stage else 'money'}"


@dataclass(frozen=True)
class Queue:
    """The first of what waits, and how much there is: milestones, amounts paid in, and the
    projects to which they belong."""

    first: list[Waiting]
    milestones: int = 0
    amounts: int = 0
    projects: int = 0


def my_reports(session: Session, viewer: Viewer) -> list[Waiting]:
    """What the viewer reported: sent back and not reported anew, or not yet decided."""
    conditions = []
    for model, told_by in ((Milestone, "stage"), (PaidIn, "month")):
        later = aliased(model)
        anew = exists().where(
            later.project_id == model.project_id,
            getattr(later, told_by) == getattr(model, told_by),
            later.state.in_((MilestoneState.REPORTED, MilestoneState.VERIFIED)),
        )
        returned = and_(model.state == MilestoneState.RETURNED, ~anew)
        waits = or_(model.state == MilestoneState.REPORTED, returned)
        conditions.append(and_(model.reported_by_id == viewer.id, waits))
    return _waiting(session, viewer, *conditions).first


def to_verify(session: Session, viewer: Viewer) -> Queue:
    """What waits to be verified in the viewer's scope, the oldest first, and how much there is."""
    reported = [model.state == MilestoneState.REPORTED for model in (Milestone, PaidIn)]
    return _waiting(session, viewer, *reported)


def _waiting(session: Session, viewer: Viewer, of_milestones: Any, of_money: Any) -> Queue:
    """Milestones and amounts paid in as one queue. That there is capital from abroad is a secret
    of a confidential project."""
    hits = union_all(
        _waits(viewer, Milestone, Milestone.stage, Milestone.occurred_on, of_milestones),
        _waits(viewer, PaidIn, literal(""), PaidIn.month, and_(of_money, known_to(viewer))),
    ).cte("hits")
    totals = (func.count(hits.c.waits_for), func.count(), func.count(hits.c.project_id.distinct()))
    some = select(hits).order_by(*_oldest(hits)).limit(SHOWN).cte("shown")
    wanted = (
        rows_for(viewer)
        .join(some, some.c.project_id == Project.id)
        .add_columns(*(column for column in some.c if column.name != "project_id"))
        .add_columns(*(_whole(hits, one) for one in totals))
        .order_by(*_oldest(some))
    )
    rows = session.execute(wanted).all()
    if not rows:
        return Queue([])
    words = labels(session, viewer)
    first = [
        Waiting(
            project_row(row, words), Stage(row.waits_for) if row.waits_for else None,
            row.waits_as, row.waits_since, row.decision_reason if row.known else "",
        )
        for row in rows
    ]  # fmt: skip
    milestones, every, projects = rows[0][-3:]
    return Queue(first, milestones, every - milestones, projects)


def _waits(
    viewer: Viewer, model: type[Milestone | PaidIn], stage: Any, day: Any, condition: Any
) -> Select[Any]:
    """What of a kind waits in the viewer's scope, as a part of the queue.

    Projects are asked only where something of them is: who sees all milestones needs none of them.
    """
    found = select(
        model.project_id,
        model.id.label("number"),
        func.nullif(type_coerce(stage, String), "").label("waits_for"),
        model.state.label("waits_as"),
        day.label("waits_since"),
        model.reported_at,
        model.decision_reason,
    ).where(condition)
    if model is Milestone and viewer.scope is Scope.ZONE:
        return found
    return found.join(Project, Project.id == model.project_id).where(scope(viewer, Project))


def _oldest(hits: CTE) -> tuple[Any, ...]:
    return hits.c.waits_as.desc(), hits.c.reported_at, hits.c.number


def _whole(hits: CTE, figure: Any) -> Any:
    """A figure of the whole queue beside each of its rows."""
    return select(figure).select_from(hits).correlate(None).scalar_subquery()
