"""The list of projects as saved views and changes of many at once know it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.queries import get_user, scope
from crm.accounts.rules import Viewer
from crm.core.addresses import mine
from crm.core.lists import among
from crm.lists.queries.kinds import Changing, Kind, Pictures, has_list
from crm.lists.rules import Deed
from crm.projects.models import Project, ProjectNode
from crm.projects.operations.people import assign
from crm.projects.operations.together import restore, set_main_node
from crm.projects.queries.access import (
    KIND,
    NOT_LISTED,
    NOT_YOURS,
    is_known,
    may_edit,
    may_manage,
    title_for_all,
    visible_to,
)
from crm.projects.queries.filters import ADDRESS_NAMES, ProjectFilter, narrowed
from crm.projects.views.listing import definition_of


def _numbers(session: Session, viewer: Viewer, args: Mapping[str, str], most: int) -> list[int]:
    by = ProjectFilter.read(mine(args, viewer.id))
    wanted = select(Project.id).where(scope(viewer, Project))
    wanted = narrowed(session, wanted, viewer, by, definition_of(session, by))
    return list(session.scalars(wanted.order_by(Project.id.desc()).limit(most)))


def _load(session: Session, viewer: Viewer, numbers: Sequence[int]) -> list[Project]:
    wanted = (
        visible_to(viewer)
        .join(Project.unit)
        .where(among(session, Project.id, numbers))
        .options(contains_eager(Project.unit))
        .order_by(Project.id)
    )
    if session.info.get("writes"):
        wanted = wanted.with_for_update(of=Project)
    return list(session.scalars(wanted))


def _fault(session: Session, viewer: Viewer, project: Project, deed: Deed) -> str:
    if not is_known(session, viewer, project):
        return NOT_LISTED
    able = may_edit(viewer, project) and (deed is not Deed.OWNER or may_manage(viewer, project))
    return "" if able else NOT_YOURS


def _pictures(session: Session, projects: Sequence[Project], deed: Deed) -> Pictures:
    if deed is Deed.OWNER:
        return {one.id: {"owner_id": one.owner_id, "unit_id": one.unit_id} for one in projects}
    found: Pictures = {one.id: {"node_id": one.node_id, "shares": {}} for one in projects}
    wanted = (
        select(ProjectNode.project_id, ProjectNode.node_id, ProjectNode.share)
        .where(among(session, ProjectNode.project_id, list(found)))
        .order_by(ProjectNode.node_id)
    )
    for project_id, node_id, share in session.execute(wanted):
        found[project_id]["shares"][str(node_id)] = share
    return found


def _value(found: dict[str, Any], deed: Deed) -> int | None:
    return found["node_id" if deed is Deed.NODE else "owner_id"]


def _change(
    session: Session, actor: Viewer, projects: Sequence[Project], deed: Deed, value: int
) -> None:
    if deed is Deed.OWNER:
        assign(session, actor, projects, get_user(session, value))
    else:
        set_main_node(session, actor, projects, value)


has_list(
    Kind(
        key="projects",
        subject=KIND,
        label="项目",
        measure="个",
        path="/projects",
        names=frozenset(
            [*(ADDRESS_NAMES.get(one.name, one.name) for one in fields(ProjectFilter)), "sort"]
        ),
        changing=Changing(
            _numbers, _load, title_for_all, _fault, _pictures, _value, _change, restore
        ),
    )
)
