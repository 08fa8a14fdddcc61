"""Milestones: reporting with evidence, verifying, returning, revoking, planning."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.attachments.models import Attachment
from crm.attachments.operations import Received, again, receive
from crm.attachments.queries import of_subject
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import is_htmx, render, requires, today
from crm.plans.models import Definition
from crm.plans.queries import definition_for
from crm.plans.rules import STAGES, ProjectKind, Stage
from crm.projects.forms import MilestoneForm, PlanForm, ReasonForm
from crm.projects.models import Project
from crm.projects.operations import plan_dates, report, revoke, send_back, verify
from crm.projects.operations.milestones import facts_of
from crm.projects.queries.access import (
    NOT_YOURS_TO_REVOKE,
    get_known,
    get_milestone,
    get_to_edit,
    get_to_manage,
    may_manage,
    may_revoke,
)
from crm.projects.queries.record import latest_returned, planned_days
from crm.projects.rules.evidence import FIELDS, requirement
from crm.projects.rules.order import order_fault
from crm.projects.views.blueprint import blueprint
from crm.projects.views.dialogs import gone_to, reason_page

MOST_FILES = 20


@blueprint.route("/<int:project_id>/milestones/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def report_milestone(project_id: int) -> Any:
    """Report that a milestone was reached: when, and what proves it."""
    stage, form = _asked_stage(), MilestoneForm()
    with db.reading() as reading:  # files are received before anything is written
        project = get_to_edit(reading, current_viewer(), project_id)
        definition = _definition(reading, form)
        files = _prefill(form, reading, project, stage)
    form.ask_for(requirement(definition.milestones, stage))
    if form.validate_on_submit() and _reported(form, project_id, stage, files):
        flash(f"{stage.label}已填报，等待负责人认定", "success")
        return redirect(f"/projects/{project_id}?tab=milestones")
    if form.is_submitted():
        _tell_order(form, project, stage)
    return _report_page(form, project, stage, definition), 400 if form.is_submitted() else 200


def _tell_order(form: MilestoneForm, project: Project, stage: Stage) -> None:
    """Say that a milestone comes too early even where its evidence is missing, too: whoever
    fetches the papers first would be refused with them in hand."""
    day = form.occurred_on.data
    if not isinstance(day, date) or form.occurred_on.errors or form.exception_reason.data:
        return
    fault = order_fault(facts_of(db.session, project), stage, day, project.kind)
    if fault is not None:
        form.refuse(Refused(fault.sentence, fault.field))


def _reported(
    form: MilestoneForm, project_id: int, stage: Stage, before: dict[int, Attachment]
) -> bool:
    """Whether the report was taken; what was wrong stands in the form otherwise."""
    try:
        files = [*(again(before[number]) for number in form.kept.data or []), *_received(form)]
        project = get_to_edit(db.session, current_viewer(), project_id, lock=True)
        report(db.session, current_viewer(), project, form.values(stage), files, today=today())
    except Refused as error:
        form.refuse(error)
        return False
    return True


def _received(form: MilestoneForm) -> list[Received]:
    given = form.given_files()
    if len(given) > MOST_FILES:
        raise Refused(f"一次最多上传 {MOST_FILES} 个文件，请分次上传。", "files")
    return [receive(file, "files") for file in given]


def _report_page(
    form: MilestoneForm, project: Project, stage: Stage, definition: Definition
) -> str:
    return render(
        "projects/_report_dialog.html" if is_htmx() else "projects/report.html",
        form=form,
        project=project,
        stage=stage,
        asked=form.asked,
        definition=definition,
        fields=FIELDS,
        may_excuse=may_manage(current_viewer(), project),
        expansion=project.kind is ProjectKind.EXPANSION,
        future=bool(form.occurred_on.data and form.occurred_on.data > today()),
        today=today(),
    )


def _asked_stage() -> Stage:
    try:
        return Stage(request.args.get("stage") or request.args.get("milestone", ""))
    except ValueError:
        abort(404)


def _definition(session: Session, form: MilestoneForm) -> Definition:
    """The one in force on the day that was typed, or today."""
    day = form.occurred_on.data
    return definition_for(session, day if isinstance(day, date) else today())


def _prefill(
    form: MilestoneForm, session: Session, project: Project, stage: Stage
) -> dict[int, Attachment]:
    """A report that was returned is neither typed nor its files sent a second time; those files."""
    returned = latest_returned(session, project, stage)
    if returned is None:
        return {}
    if not form.is_submitted():
        form.process(obj=returned)
    files = {row[0].id: row[0] for row in of_subject(session, "milestone", returned.id)}
    form.keep([(number, file.name) for number, file in files.items()])
    return files


@blueprint.post("/<int:project_id>/milestones/<int:milestone_id>/verify")
@requires(Permission.MANAGE)
def verify_milestone(project_id: int, milestone_id: int) -> Any:
    """A manager finds a reported milestone right."""
    viewer = current_viewer()
    project = get_to_manage(db.session, viewer, project_id, lock=True)
    milestone = get_milestone(db.session, project, milestone_id)
    verify(db.session, viewer, project, milestone)
    flash(f"{milestone.stage.label}已认定，计入统计", "success")
    return redirect(f"/projects/{project_id}?tab=milestones")


@blueprint.route("/<int:project_id>/milestones/<int:milestone_id>/return", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def return_milestone(project_id: int, milestone_id: int) -> Any:
    """A manager sends a report back, with the reason."""
    form, viewer = ReasonForm(), current_viewer()
    project = get_to_manage(db.session, viewer, project_id, lock=form.is_submitted())
    milestone = get_milestone(db.session, project, milestone_id)
    if form.validate_on_submit():
        try:
            send_back(db.session, viewer, project, milestone, form.reason.data)
            flash(f"{milestone.stage.label}已退回填报人", "success")
            return gone_to(f"/projects/{project_id}?tab=milestones")
        except Refused as error:
            form.refuse(error)
    back = f"/projects/{project_id}?tab=milestones"
    title = f"退回{milestone.stage.label}"
    return reason_page(form, project, title, "退回", "填报人会看到原因。", back)


@blueprint.route("/<int:project_id>/milestones/<int:milestone_id>/revoke", methods=["GET", "POST"])
@requires(Permission.LOG)
def revoke_milestone(project_id: int, milestone_id: int) -> Any:
    """A wrong milestone is taken out of the count; it stays in the history."""
    form, viewer = ReasonForm(), current_viewer()
    project = get_known(db.session, viewer, project_id, lock=form.is_submitted())
    milestone = get_milestone(db.session, project, milestone_id)
    require(may_revoke(viewer, project, milestone), NOT_YOURS_TO_REVOKE)
    if form.validate_on_submit():
        try:
            revoke(db.session, viewer, project, milestone, form.reason.data)
            flash(f"{milestone.stage.label}已撤销，记录留在历史中", "success")
            return gone_to(f"/projects/{project_id}?tab=milestones")
        except Refused as error:
            form.refuse(error)
    back = f"/projects/{project_id}?tab=milestones"
    title = f"撤销{milestone.stage.label}"
    return reason_page(form, project, title, "撤销", "撤销后不再计入统计，留在历史中。", back)


@blueprint.route("/<int:project_id>/plan", methods=["GET", "POST"])
@requires(Permission.LOG)
def plan(project_id: int) -> Any:
    """When the milestones are planned."""
    viewer = current_viewer()
    form = PlanForm()
    project = get_to_edit(db.session, viewer, project_id, lock=form.is_submitted())
    if form.validate_on_submit():
        plan_dates(db.session, viewer, project, form.days())
        flash("计划日期已保存", "success")
        return redirect(f"/projects/{project_id}?tab=milestones")
    if not form.is_submitted():
        planned = planned_days(db.session, project)
        for stage in STAGES[1:]:
            form[stage.value].process_data(planned.get(stage))
    page = render("projects/plan.html", form=form, project=project, stages=STAGES[1:])
    return page, 400 if form.is_submitted() else 200


@blueprint.post("/<int:project_id>/plan/<stage>")
@requires(Permission.LOG)
def plan_one(project_id: int, stage: str) -> Any:
    """Keep a day that lies ahead as the planned one, straight from the report's form."""
    form, viewer = PlanForm(), current_viewer()
    if stage not in form or not form.validate() or form[stage].data is None:
        raise Refused("计划日期无效，请在“计划日期”里填写。")
    project = get_to_edit(db.session, viewer, project_id, lock=True)
    plan_dates(db.session, viewer, project, {Stage(stage): form[stage].data})
    flash(f"已存为{Stage(stage).label}的计划日期", "success")
    return redirect(f"/projects/{project_id}?tab=milestones")
