"""The board: active projects by stage, how many and how much, and the first cards of each."""

from dataclasses import dataclass

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.chains.queries import labels
from crm.core.kept import Answers
from crm.plans.rules import STAGES, Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.queries.access import known_to
from crm.projects.queries.filters import ProjectFilter, narrowed
from crm.projects.queries.listing import ProjectRow, row_of, rows_for
from crm.projects.rules import ProjectState

CARDS = 20
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
    cards = _cards(session, viewer, by)
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
    wanted = select(Project.stage, func.count(), amount, unknown).where(
        scope(viewer, Project), Project.state == ProjectState.ACTIVE
    )
    wanted = narrowed(session, wanted, viewer, by, None).group_by(Project.stage)
    return {
        stage: (number, int(total), int(hidden))
        for stage, number, total, hidden in session.execute(wanted)
    }


def _cards(session: Session, viewer: Viewer, by: ProjectFilter) -> dict[Stage, list[ProjectRow]]:
    firsts = []
    for stage in STAGES:
        wanted = select(Project.id).where(
            scope(viewer, Project), Project.state == ProjectState.ACTIVE, Project.stage == stage
        )
        wanted = narrowed(session, wanted, viewer, by, None)
        wanted = wanted.order_by(Project.updated_at.desc(), Project.id.desc()).limit(CARDS)
        firsts.append(select(wanted.subquery().c.id))
    found = session.execute(
        rows_for(viewer)
        .where(Project.id.in_(union_all(*firsts)))
        .order_by(Project.updated_at.desc(), Project.id.desc())
    )
    words = labels(session, viewer)
    cards: dict[Stage, list[ProjectRow]] = {}
    for row in found:
        cards.setdefault(row.stage, []).append(row_of(row, words))
    return cards
