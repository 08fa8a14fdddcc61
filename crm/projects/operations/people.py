"""Who is responsible for a project, and who may know a confidential one by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, User
from crm.accounts.operations.clearances import clear, clear_all, withdraw
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.core.errors import NotFound, Refused
from crm.projects.models import Project
from crm.projects.operations.notes import note, told
from crm.projects.queries.access import KIND


def assign(session: Session, actor: Viewer, projects: Sequence[Project], user: User) -> None:
    """Give projects to another person, and so to his unit."""
    changed = []
    for project in projects:
        if user.id == project.owner_id:
            raise Refused(f"项目已由{user.name}负责。", "owner_id")
        project.owner_id, project.unit_id = user.id, user.unit_id
        changed.append((project, changes_of(project)))
    session.flush()
    clear_all(session, KIND, {one.id: (user.id,) for one in projects if one.confidential})
    for project, changes in changed:
        note(session, actor, "assigned", project, changes)


def list_people(session: Session, project: Project, user_ids: Iterable[int | None]) -> None:
    """Put people on the list of a confidential project; nothing for another."""
    if project.confidential:
        clear(session, KIND, project.id, user_ids)


def add_clearance(session: Session, actor: Viewer, project: Project, user: User) -> None:
    """Let a person know a confidential project by name."""
    if not project.confidential:
        raise Refused("项目不是涉密项目，不需要知悉名单。")
    if user.id in set(session.scalars(_listed(project))):
        raise Refused(f"{user.name}已在知悉名单上。", "user_id")
    list_people(session, project, [user.id])
    note(session, actor, "updated", project, told(知悉名单增加=user.name))


def remove_clearance(session: Session, actor: Viewer, project: Project, user: User) -> None:
    """Take a person off the list; the owner stays on it."""
    if user.id == project.owner_id:
        raise Refused("项目负责人不能移出知悉名单，请先更换负责人。")
    if user.id not in set(session.scalars(_listed(project))):
        raise NotFound
    withdraw(session, KIND, project.id, user.id)
    note(session, actor, "updated", project, {"知悉名单": [user.name, "移出"]})


def _listed(project: Project) -> Any:
    return select(Clearance.user_id).where(
        Clearance.kind == KIND, Clearance.subject_id == project.id
    )
