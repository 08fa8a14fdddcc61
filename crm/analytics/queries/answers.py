"""What has been counted, kept until the pipeline or the targets change."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.rules import Viewer
from crm.core.kept import Answers
from crm.plans.models import Definition, Plan, Quota
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode

Answer = TypeVar("Answer")

_answers = Answers(
    Project, ProjectNode, ProjectCapacity, Milestone, PaidIn, Clearance, Definition, Plan, Quota,
)  # fmt: skip


def answered(
    session: Session,
    viewer: Viewer | None,
    question: tuple[Hashable, ...],
    ask: Callable[[], Answer],
) -> Answer:
    """What `ask` finds for the viewer, counted once until something changes.

    The question names everything else on which the answer depends. Answers are shared: look, do
    not touch.
    """
    return _answers.to(session, (viewer and viewer.sight, *question), ask)
