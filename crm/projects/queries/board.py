"""The board: active projects by stage, how many and how much, and the first cards of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.chains.queries import labels
from crm.core.kept import Answers
from crm.core.ways import on_sqlite, passing_over
from crm.plans.rules import STAGES, Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.queries.access import known_to
from crm.projects.queries.filters import ProjectFilter, narrowed
from crm.projects.queries.listing import ProjectRow, row_of, rows_for
from crm.projects.queries.ways import passed
from crm.projects.rules import ProjectState

CARDS = 20
FEW = 5_000
GOING_ON = "ix_projects_stage_updated"
# Holds what these filters ask for, and the projects of a node by stage.
ON_NODES, OF_NODES = "ix_projects_node", {"node", "chain", "unit", "owner"}
_answers = Answers(Project, ProjectNode, ProjectCapacity, Milestone, PaidIn, Clearance)


@dataclass(frozen=True)
class Column:
    """A stage with its projects: how many, their investment in fen, the first cards.

    The investment leaves out the `unknown` ones: confidential projects whose list the viewer is
    not on.
    """

    stage: Stage
    count: int
    investment_fen: int
    unknown: int
    cards: list[ProjectRow]

    @property
    def more(self) -> int:
        """How many are not shown as cards."""
        return self.count - len(self.cards)


def board(session: Session, viewer: Viewer, by: ProjectFilter) -> list[Column]:
    """The columns in the order of the stages; cards by when they were last changed."""
    totals = _totals(session, viewer, by)
    stages = [stage for stage in STAGES if stage in totals]
    few = bool(by.given()) and sum(count for count, *_ in totals.values()) <= FEW
    cards = _cards(session, viewer, by, stages, few=few or bool(by.q and on_sqlite(session)))
    return [
        Column(stage, *totals.get(stage, (0, 0, 0)), cards=cards.get(stage, [])) for stage in STAGES
    ]


def _totals(
    session: Session, viewer: Viewer, by: ProjectFilter
) -> dict[Stage, tuple[int, int, int]]:
    """Counted once until a project changes; what words find, each time."""
    if by.q:
        return _counted(session, viewer, by)
    return _answers.to(session, (viewer.sight, by), lambda: _counted(session, viewer, by))


def _counted(
    session: Session, viewer: Viewer, by: ProjectFilter
) -> dict[Stage, tuple[int, int, int]]:
    known = known_to(viewer)
    amount = func.coalesce(func.sum(case((known, Project.investment_fen))), 0)
    unknown = func.sum(case((known, 0), else_=1))
    figures = (Project.stage, func.count(), amount, unknown)
    wanted = passed(_going_on(session, viewer, by, *figures), by).group_by(Project.stage)
    return {
        stage: (number, int(total), int(hidden))
        for stage, number, total, hidden in session.execute(wanted)
    }


def _cards(
    session: Session, viewer: Viewer, by: ProjectFilter, stages: Sequence[Stage], *, few: bool
) -> dict[Stage, list[ProjectRow]]:
    """The first of each stage. `few` projects are found once for all stages; of many, an index has
    the first of a stage, with few that the filter leaves out between them. Those of some nodes may
    all lie behind many others: there is an index by node, of which SQLite sorts what it gives."""
    if not stages:
        return {}
    every = _going_on(session, viewer, by, Project.id, Project.stage, Project.updated_at)
    if _by_node(by) and on_sqlite(session):
        every = passing_over(every, Project, ON_NODES)
    elif few:
        every = select(passed(every, by).cte("gathered"))
    elif not by.q:
        every = passing_over(every, Project, GOING_ON)
    number, stage, updated = every.selected_columns
    firsts = [
        every.with_only_columns(number, maintain_column_froms=True)
        .where(stage == one)
        .order_by(updated.desc(), number.desc())
        .limit(CARDS)
        .subquery()
        for one in stages
    ]
    found = session.execute(
        rows_for(viewer)
        .where(Project.id.in_(union_all(*(select(one.c.id) for one in firsts))))
        .order_by(Project.updated_at.desc(), Project.id.desc())
    )
    words = labels(session, viewer)
    cards: dict[Stage, list[ProjectRow]] = {}
    for row in found:
        cards.setdefault(row.stage, []).append(row_of(row, words))
    return cards


def _by_node(by: ProjectFilter) -> bool:
    asked = by.given().keys()
    return bool(asked & {"node", "chain"}) and asked <= OF_NODES


def _going_on(session: Session, viewer: Viewer, by: ProjectFilter, *columns: Any) -> Select[Any]:
    """Something of the projects that go on, of those that the filter leaves."""
    wanted = select(*columns).where(scope(viewer, Project), Project.state == ProjectState.ACTIVE)
    return narrowed(session, wanted, viewer, by, None)
