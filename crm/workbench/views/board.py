"""The first page: what is to be done today, and whether the year's targets will be met."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Role, Viewer
from crm.analytics.queries.cells import cell_of
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, signed_in, today
from crm.leads.queries.lists import list_address as lead_address
from crm.leads.queries.todos import WEEK, TodoLine, due_todos
from crm.leads.rules import Due, LeadSort
from crm.plans.rules import STAGES
from crm.projects.queries import list_address
from crm.projects.rules import ProjectState
from crm.workbench import queries
from crm.workbench.queries import COUNTED, SHOWN
from crm.workbench.rules import outlook_words

blueprint = Blueprint("workbench", __name__)

MOST_TODOS = 30
# What those may do who have no business records: icon, address, words.
OFFICES = {
    Permission.ACCOUNTS: (("users", "/admin/users", "账号：新建、停用、重置密码、设定角色和范围"),),
    Permission.CONFIGURE: (
        ("sitemap", "/admin/units", "机构：园区、镇街、部门、驻点"),
        ("hierarchy-2", "/admin/chains", "产业链：集群、链条、环节、关键技术"),
        ("adjustments", "/admin/parameters", "参数：统计口径和汇率"),
        ("clock", "/admin/jobs", "作业：定时作业的运行情况"),
    ),
    Permission.AUDIT: (("shield", "/audit", "审计日志：谁在什么时候做了什么；核验日志是否完整"),),
}


@blueprint.get("/")
@signed_in
def index() -> Any:
    """Each role's own."""
    viewer = current_viewer()
    if not viewer.may(Permission.READ):
        doors = [door for permission, some in OFFICES.items() if viewer.may(permission)
                 for door in some]  # fmt: skip
        return render("workbench/office.html", doors=doors)
    if viewer.may(Permission.MANAGE) or viewer.role is Role.LEADER:
        return _overview(viewer)
    return _own(viewer)


def _own(viewer: Viewer) -> Any:
    on = today()
    todos = _due(viewer)
    return render(
        "workbench/own.html",
        on=on,
        todos=todos,
        overdue=[one for one in todos if one.due_on < on],
        week=[one for one in todos if one.due_on >= on],
        falling=queries.falling_leads(db.session, viewer, on, own=True),
        steps=queries.due_steps(db.session, viewer, on),
        still=queries.still_projects(db.session, viewer, on, own=True),
        waiting=queries.my_reports(db.session, viewer),
        quotas=_own_quotas(viewer),
        words=outlook_words,
        falling_url=lead_address(owner=viewer.id, due=Due.SOON, sort=LeadSort.FALLS),
        steps_url=lead_address(owner=viewer.id, due=Due.STEP, sort=LeadSort.STEP),
        still_url=list_address(owner=viewer.id, state=ProjectState.ACTIVE, sort="moved"),
    )


def _due(viewer: Viewer) -> list[TodoLine]:
    """What is to be done within a week, and what is overdue."""
    return due_todos(db.session, viewer, today() + WEEK - timedelta(days=1), MOST_TODOS)


def _own_quotas(viewer: Viewer) -> Any:
    try:
        return queries.own_quotas(db.session, viewer, today())
    except Refused:  # nothing can be counted before there is a definition
        return []


def _overview(viewer: Viewer) -> Any:
    on = today()
    try:
        found = queries.overview(db.session, viewer, on)
    except Refused as error:
        flash(error.sentence, "warning")
        return _own(viewer)
    return render(
        "workbench/overview.html",
        on=on,
        found=found,
        gaps=_gaps(found),
        stages=_stages(found),
        todos=_due(viewer),
        queue=queries.to_verify(db.session, viewer),
        falling=queries.falling_leads(db.session, viewer, on, own=False),
        still=queries.still_projects(db.session, viewer, on, own=False),
        words=outlook_words,
        counted=COUNTED,
        manages=viewer.may(Permission.MANAGE),
        left=queries.left_behind(db.session, viewer) if viewer.may(Permission.MANAGE) else [],
        urls=_urls(),
    )


def _urls() -> dict[str, str]:
    """The lists of which the page shows the first lines."""
    return {
        "falling": lead_address(due=Due.SOON, sort=LeadSort.FALLS),
        "still": list_address(state=ProjectState.ACTIVE, sort="moved"),
        "verify": list_address(pending=True),
    }


def _stages(found: queries.Overview) -> list[Any]:
    """The funnel's stages with the lists behind them."""
    stages = found.funnel.stages
    return [
        (stage, stages[stage], list_address(stage=stage, state=ProjectState.ACTIVE))
        for stage in STAGES
    ]


def _gaps(found: queries.Overview) -> list[Any]:
    """The nodes with most uncovered."""
    picture = found.picture
    wanting = [node for node in picture.nodes if picture.gaps[node.path].target is not None]
    wanting.sort(key=lambda node: picture.gaps[node.path].uncovered or 0, reverse=True)
    return [
        (node, cell_of(node, picture.gaps[node.path], picture, found.definition))
        for node in wanting[:SHOWN]
    ]
