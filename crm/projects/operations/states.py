"""Pausing, resuming, dropping and reopening a project, each with its reason."""

from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.core.db import now
from crm.core.errors import Refused
from crm.leads.rules import DropReason
from crm.projects.models import Project
from crm.projects.operations.notes import note
from crm.projects.queries.access import may_manage
from crm.projects.rules import ProjectState
from crm.projects.rules.states import project_fault


def pause(session: Session, actor: Viewer, project: Project, reason: str, today: date) -> None:
    """Put a project aside; it comes back to where it was."""
    _change(session, actor, project, ProjectState.PAUSED, "paused", reason, today)


def resume(session: Session, actor: Viewer, project: Project, reason: str, today: date) -> None:
    """Go on with a paused project; a dropped one is reopened by a manager."""
    if project.state is ProjectState.DROPPED and not may_manage(actor, project):
        raise Refused("已终止的项目由本单位或上级单位的负责人重新启动。")
    _change(session, actor, project, ProjectState.ACTIVE, "resumed", reason, today)


def drop(
    session: Session,
    actor: Viewer,
    project: Project,
    why: DropReason,
    reason: str,
    today: date,
) -> None:
    """Give a project up: why from the fixed list, and in words."""
    _change(session, actor, project, ProjectState.DROPPED, "dropped", reason, today, why)


def _change(
    session: Session,
    actor: Viewer,
    project: Project,
    state: ProjectState,
    action: str,
    reason: str,
    today: date,
    why: DropReason | None = None,
) -> None:
    if sentence := project_fault(project.state, state):
        raise Refused(sentence)
    if not reason:
        raise Refused("请写明原因。", "reason")
    project.state, project.state_reason = state, why
    project.state_note, project.state_on = reason, today
    changes = changes_of(project)
    project.updated_at = now()
    session.flush()
    note(session, actor, action, project, changes)
