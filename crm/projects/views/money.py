"""Foreign capital paid in, reported and decided upon like milestones; and capacities."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.attachments.operations import receive
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, today
from crm.projects.forms import CapacityForm, PaidInForm, ReasonForm
from crm.projects.operations import (
    keep_capacity,
    report_paid_in,
    return_paid_in,
    revoke_paid_in,
    verify_paid_in,
)
from crm.projects.queries.access import (
    NOT_YOURS_TO_REVOKE,
    get_known,
    get_paid_in,
    get_to_edit,
    get_to_manage,
    may_revoke,
)
from crm.projects.queries.money import capacities_of
from crm.projects.views.blueprint import blueprint
from crm.projects.views.dialogs import gone_to, reason_page

MOST_FILES = 20


def _tab(project_id: int) -> str:
    return f"/projects/{project_id}?tab=money"


@blueprint.route("/<int:project_id>/money/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def report_money(project_id: int) -> Any:
    """Report foreign capital that came in: in which month, how much, and what proves it."""
    form = PaidInForm()
    with db.reading() as reading:  # files are received before anything is written
        project = get_to_edit(reading, current_viewer(), project_id)
    if form.validate_on_submit() and _reported(form, project_id):
        flash("到账外资已填报，等待负责人认定", "success")
        return redirect(_tab(project_id))
    page = render("projects/money_form.html", form=form, project=project, today=today())
    return page, 400 if form.is_submitted() else 200


def _reported(form: PaidInForm, project_id: int) -> bool:
    """Whether the report was taken; what was wrong stands in the form otherwise."""
    try:
        given = form.given_files()
        if len(given) > MOST_FILES:
            raise Refused(f"一次最多上传 {MOST_FILES} 个文件，请分次上传。", "files")
        files = [receive(file, "files") for file in given]
        project = get_to_edit(db.session, current_viewer(), project_id, lock=True)
        report_paid_in(db.session, current_viewer(), project, form.values(), files, today=today())
    except Refused as error:
        form.refuse(error)
        return False
    return True


@blueprint.post("/<int:project_id>/money/<int:paid_id>/verify")
@requires(Permission.MANAGE)
def verify_money(project_id: int, paid_id: int) -> Any:
    """A manager finds a reported amount right."""
    viewer = current_viewer()
    project = get_to_manage(db.session, viewer, project_id, lock=True)
    verify_paid_in(db.session, viewer, project, get_paid_in(db.session, project, paid_id))
    flash("到账外资已认定，计入统计", "success")
    return redirect(_tab(project_id))


@blueprint.route("/<int:project_id>/money/<int:paid_id>/return", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def return_money(project_id: int, paid_id: int) -> Any:
    """A manager sends a report back, with the reason."""
    form, viewer = ReasonForm(), current_viewer()
    project = get_to_manage(db.session, viewer, project_id, lock=form.is_submitted())
    paid = get_paid_in(db.session, project, paid_id)
    if form.validate_on_submit():
        try:
            return_paid_in(db.session, viewer, project, paid, form.reason.data)
            flash("到账外资已退回填报人", "success")
            return gone_to(_tab(project_id))
        except Refused as error:
            form.refuse(error)
    return reason_page(
        form, project, "退回到账外资", "退回", "填报人会看到原因。", _tab(project_id)
    )


@blueprint.route("/<int:project_id>/money/<int:paid_id>/revoke", methods=["GET", "POST"])
@requires(Permission.LOG)
def revoke_money(project_id: int, paid_id: int) -> Any:
    """A wrong amount is taken out of the count; it stays in the history."""
    form, viewer = ReasonForm(), current_viewer()
    project = get_known(db.session, viewer, project_id, lock=form.is_submitted())
    paid = get_paid_in(db.session, project, paid_id)
    require(may_revoke(viewer, project, paid), NOT_YOURS_TO_REVOKE)
    if form.validate_on_submit():
        try:
            revoke_paid_in(db.session, viewer, project, paid, form.reason.data)
            flash("到账外资已撤销，记录留在历史中", "success")
            return gone_to(_tab(project_id))
        except Refused as error:
            form.refuse(error)
    help_text = "撤销后不再计入统计，留在历史中。"
    return reason_page(form, project, "撤销到账外资", "撤销", help_text, _tab(project_id))


@blueprint.route("/<int:project_id>/capacities", methods=["GET", "POST"])
@requires(Permission.LOG)
def capacities(project_id: int) -> Any:
    """What the project will produce: one product at a time."""
    form, viewer = CapacityForm(), current_viewer()
    project = get_to_edit(db.session, viewer, project_id, lock=form.is_submitted())
    if form.validate_on_submit():
        try:
            keep_capacity(db.session, viewer, project, form.values())
            flash("产能已保存", "success")
            return redirect(_tab(project_id))
        except Refused as error:
            form.refuse(error)
    kept = capacities_of(db.session, project)
    chosen = next((one for one in kept if one.product == request.args.get("product")), None)
    if chosen and not form.is_submitted():
        form.process(obj=chosen)
        form.value.data = f"{chosen.value.normalize():f}"
    page = render("projects/capacity_form.html", form=form, project=project, kept=kept)
    return page, 400 if form.is_submitted() else 200
