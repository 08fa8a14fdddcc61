"""Logging what was done for a project."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received
from crm.audit.operations import changes_of
from crm.core.db import now
from crm.leads.models import Activity
from crm.leads.operations import log_activity
from crm.leads.operations.subjects import Door, logs
from crm.leads.rules import ActivityValues
from crm.projects.models import Project
from crm.projects.queries.access import KIND, get_to_edit, title_for_all


def follow_up(
    session: Session,
    actor: Viewer,
    project: Project,
    values: ActivityValues,
    today: date,
    files: Sequence[Received] = (),
) -> Activity:
    """Log what was done: the project has moved; a next step replaces the old one."""
    if values.happened_on <= today:
        project.last_moved_on = max(project.last_moved_on, values.happened_on)
    if values.next_step:
        project.next_step, project.next_step_on = values.next_step, values.next_step_on
    elif project.next_step_on and project.next_step_on <= values.happened_on:
        project.next_step, project.next_step_on = "", None  # that is what has just been done
    changes = changes_of(project)
    project.updated_at = now()
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


logs(KIND, Door(get_to_edit, lambda project: project.name, follow_up))
