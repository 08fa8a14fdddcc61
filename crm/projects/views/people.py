"""Who is responsible for a project, and who may know a confidential one by name."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import cleared_people, current_viewer, get_user, people_of
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.core.forms import Form
from crm.core.web import render, requires
from crm.projects.forms import PersonForm
from crm.projects.models import Project
from crm.projects.operations import add_clearance, assign, remove_clearance
from crm.projects.queries.access import KIND, get_to_edit, get_to_manage
from crm.projects.queries.record import people_within_reach
from crm.projects.views.blueprint import blueprint


@blueprint.route("/<int:project_id>/assign", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def assign_project(project_id: int) -> Any:
    """Give the project to somebody in the manager's scope."""
    form, viewer = PersonForm(), current_viewer()
    project = get_to_manage(db.session, viewer, project_id, lock=form.is_submitted())
    people = people_of(db.session, viewer)
    form.user_id.offer([(one.id, f"{one.name}（{one.unit_name}）") for one in people])
    if form.validate_on_submit():
        try:
            user = get_user(db.session, form.user_id.data)
            assign(db.session, viewer, [project], user)
            flash(f"项目已交给{user.name}负责", "success")
            return redirect(f"/projects/{project_id}")
        except Refused as error:
            form.refuse(error)
    page = render("projects/assign.html", form=form, project=project)
    return page, 400 if form.is_submitted() else 200


@blueprint.route("/<int:project_id>/clearances", methods=["GET", "POST"])
@requires(Permission.LOG)
def clearances(project_id: int) -> Any:
    """The list of a confidential project; its people are put on it here."""
    form, viewer = PersonForm(), current_viewer()
    project = _confidential(project_id, form)
    listed = cleared_people(db.session, KIND, project.id)
    known = {one.id for one in listed}
    people = people_within_reach(db.session, project)
    form.user_id.offer(
        [(one.id, f"{one.name}（{one.unit_name}）") for one in people if one.id not in known]
    )
    if form.validate_on_submit():
        user = get_user(db.session, form.user_id.data)
        add_clearance(db.session, viewer, project, user)
        flash(f"{user.name}已列入知悉名单", "success")
        return redirect(f"/projects/{project_id}/clearances")
    page = render("projects/clearances.html", form=form, project=project, listed=listed)
    return page, 400 if form.is_submitted() else 200


@blueprint.post("/<int:project_id>/clearances/<int:user_id>/remove")
@requires(Permission.LOG)
def remove_from_list(project_id: int, user_id: int) -> Any:
    """Take somebody off the list."""
    project = _confidential(project_id, Form())
    user = get_user(db.session, user_id)
    remove_clearance(db.session, current_viewer(), project, user)
    flash(f"{user.name}已移出知悉名单", "success")
    return redirect(f"/projects/{project_id}/clearances")


def _confidential(project_id: int, form: Form) -> Project:
    project = get_to_edit(db.session, current_viewer(), project_id, lock=form.is_submitted())
    if not project.confidential:
        raise NotFound("这不是涉密项目，没有知悉名单。")
    return project
