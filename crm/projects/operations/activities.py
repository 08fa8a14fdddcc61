"""Logging what was done for a project, and what a correction of it changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received
from crm.audit.operations import changes_of
from crm.core.journal import Changes
from crm.leads.models import Activity
from crm.leads.operations import log_activity
from crm.leads.operations.activities import Moved, step_on
from crm.leads.operations.books import Book, keeps
from crm.leads.operations.subjects import Door, logs
from crm.leads.operations.todos import step_of, todos_follow
from crm.leads.rules import ActivityValues, last_day
from crm.projects.models import Milestone, Project
from crm.projects.queries.access import (
    KIND,
    NOT_YOURS,
    get_known,
    get_to_edit,
    known_to,
    may_edit,
    title_for_all,
    visible_to,
)
from crm.projects.rules import MilestoneState

STANDING = (MilestoneState.REPORTED, MilestoneState.VERIFIED)


def follow_up(
    session: Session,
    actor: Viewer,
    project: Project,
    values: ActivityValues,
    today: date,
    files: Sequence[Received] = (),
) -> Activity:
    """Log what was done: the project has moved; a next step replaces the old one."""
    was = step_of(project)
    keep_up(session, project, values, today)
    changes = changes_of(project)
    todos_follow(session, actor, KIND, project, was, on=today, done=True)
    return log_activity(
        session,
        actor,
        KIND,
        project.id,
        values,
        on=today,
        title=title_for_all(project),
        confidential=project.confidential,
        changes=changes,
        files=files,
    )


def keep_up(_session: Session, project: Project, values: ActivityValues, today: date) -> None:
    """Let the project say what follows from what was done."""
    if values.happened_on <= today:
        project.last_moved_on = max(project.last_moved_on, values.happened_on)
    step_on(project, values)


def settle_project(session: Session, _actor: Viewer, project: Project, moved: Moved) -> Changes:
    """Keep the day on which the project moved last, after an activity was moved."""
    steps = select(func.max(Milestone.occurred_on)).where(
        Milestone.project_id == project.id, Milestone.state.in_(STANDING)
    )
    days = (moved.rest(session), session.scalar(steps))
    rest = max((day for day in days if day is not None), default=None)
    last = last_day(project.last_moved_on, moved.was, rest, moved.now)
    if last is None or last == project.last_moved_on:
        return {}
    project.last_moved_on = last
    changes = changes_of(project)
    session.flush()
    return changes


logs(
    KIND,
    Door(get_to_edit, lambda project: project.name, follow_up, get_known, settle_project),
)


def _known(viewer: Viewer) -> Select[Any]:
    wanted = visible_to(viewer).where(known_to(viewer))
    return wanted.join(Project.unit).options(contains_eager(Project.unit))


def _barred(viewer: Viewer, project: Project) -> str:
    return "" if may_edit(viewer, project) else NOT_YOURS


keeps(KIND, Book("last_moved_on", _known, title_for_all, _barred, keep_up))
