"""What becomes of a project: paused, resumed, dropped; and what was done for it."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, today
from crm.leads.forms import ActivityForm
from crm.leads.views.activities import logged
from crm.projects.forms import DropForm, ReasonForm
from crm.projects.models import Project
from crm.projects.operations import drop, pause, resume
from crm.projects.queries.access import KIND, get_to_edit
from crm.projects.rules import ProjectState
from crm.projects.views.blueprint import blueprint
from crm.projects.views.dialogs import gone_to, reason_page

HINTS = {
    "搁置": "搁置的项目不再列入看板，恢复后回到原来的阶段。",
    "恢复推进": "恢复后回到原来的阶段，可以继续填报节点。",
    "重新启动": "已终止的项目由负责人重新启动，原来的节点都还在。",
    "终止": "已终止的项目不计入净数；原来的节点和依据都保留。",
}


@blueprint.route("/<int:project_id>/pause", methods=["GET", "POST"])
@requires(Permission.LOG)
def pause_project(project_id: int) -> Any:
    """Put a project aside."""
    form = ReasonForm()
    project = _project(project_id, form)
    return _moved(form, project, "搁置", pause, form.reason.data)


@blueprint.route("/<int:project_id>/resume", methods=["GET", "POST"])
@requires(Permission.LOG)
def resume_project(project_id: int) -> Any:
    """Go on with a paused project, or reopen a dropped one."""
    form = ReasonForm()
    project = _project(project_id, form)
    word = "重新启动" if project.state is ProjectState.DROPPED else "恢复推进"
    return _moved(form, project, word, resume, form.reason.data)


@blueprint.route("/<int:project_id>/drop", methods=["GET", "POST"])
@requires(Permission.LOG)
def drop_project(project_id: int) -> Any:
    """Give a project up."""
    form = DropForm()
    project = _project(project_id, form)
    return _moved(form, project, "终止", drop, form.why.data, form.reason.data)


def _project(project_id: int, form: ReasonForm) -> Project:
    return get_to_edit(db.session, current_viewer(), project_id, lock=form.is_submitted())


def _moved(form: ReasonForm, project: Project, word: str, move: Any, *values: Any) -> Any:
    """Make the move when its form is right; otherwise ask for the reason."""
    if form.validate_on_submit():
        try:
            move(db.session, current_viewer(), project, *values, today())
            flash(f"项目已{word}", "success")
            return gone_to(f"/projects/{project.id}")
        except Refused as error:
            form.refuse(error)
    back = f"/projects/{project.id}"
    return reason_page(form, project, f"{word}项目", word, HINTS[word], back)


@blueprint.route("/<int:project_id>/activities/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def log_activity(project_id: int) -> Any:
    """Log what was done for the project."""
    form = ActivityForm()
    if form.is_submitted():
        if logged(form, KIND, project_id):
            flash("跟进已登记", "success")
            return redirect(f"/projects/{project_id}?tab=activities")
    else:
        form.happened_on.process_data(today())
    project = get_to_edit(db.session, current_viewer(), project_id)
    page = render("projects/activity.html", form=form, project=project)
    return page, 400 if form.is_submitted() else 200
