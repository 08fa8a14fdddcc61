"""Creating and editing a project; making one of a lead."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import taxonomy
from crm.companies.queries.lookalikes import Typed, lookalikes
from crm.core.addresses import asked_number, asked_text
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today
from crm.leads.models import Lead
from crm.leads.queries import get_to_edit as get_lead
from crm.lib.credit_code import credit_code_fault
from crm.projects.forms import ProjectForm
from crm.projects.models import Project
from crm.projects.operations import convert, create_project, update_project
from crm.projects.queries.access import get_to_edit
from crm.projects.queries.record import other_shares, start_of
from crm.projects.views.blueprint import blueprint

SHORTEST_NAME = 2


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """A new project, from nothing or from a lead."""
    form, lead = ProjectForm(), _lead()
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if form.validate_on_submit():
        try:
            project = _created(form, lead)
            flash("线索已转为项目" if lead else "项目已登记", "success")
            return redirect(f"/projects/{project.id}")
        except Refused as error:
            form.refuse(error)
    if not form.is_submitted():
        form.started_on.process_data(lead.reported_on if lead else today())
        if lead:
            _take_over(form, lead)
    page = render("projects/new.html", form=form, lead=lead, today=today())
    return page, 400 if form.is_submitted() else 200


@blueprint.get("/lookalikes")
@requires(Permission.LOG)
def similar() -> Any:
    """Companies that may be the investor being typed, as a fragment; none once one is picked."""
    args = request.args
    typed = Typed(asked_text(args, "company_name"), asked_text(args, "credit_code"))
    found = []
    if not args.get("company_id") and (len(typed.name) >= SHORTEST_NAME or typed.credit_code):
        found = lookalikes(db.session, current_viewer(), typed)
    fault = credit_code_fault(typed.credit_code)
    return render("companies/_lookalikes.html", companies=found, fault=fault)


def _lead() -> Lead | None:
    number = asked_number(request.args, "lead")
    if number is None:
        return None
    return get_lead(db.session, current_viewer(), number, lock=request.method == "POST")


def _created(form: ProjectForm, lead: Lead | None) -> Project:
    days = {"today": today(), "started_on": form.started_on.data}
    if lead is None:
        return create_project(db.session, current_viewer(), form.values(), **days)
    return convert(db.session, current_viewer(), lead, form.values(), **days)


def _take_over(form: ProjectForm, lead: Lead) -> None:
    """What the lead says already."""
    form.name.data = f"{lead.company_name}项目"
    form.company_id.data, form.company_name.data = lead.company_id, lead.company_name
    form.credit_code.data = lead.credit_code
    form.node_id.data = lead.node_id
    form.amount.process_data(lead.amount_minor)
    form.amount.show_in(lead.amount_unit)
    form.channel.data, form.country.data = lead.channel, lead.country
    form.region_code.data, form.is_foreign.data = lead.region_code, lead.country != "CN"
    form.description.data, form.source.data = lead.intent, lead.source
    form.next_step.data = lead.next_step
    form.next_step_on.process_data(lead.next_step_on)
    form.confidential.data, form.code_name.data = lead.confidential, lead.code_name


@blueprint.route("/<int:project_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(project_id: int) -> Any:
    """Change a project; who saves over an unseen change is shown both."""
    form, viewer, status = ProjectForm(), current_viewer(), 400
    project = get_to_edit(db.session, viewer, project_id, lock=form.is_submitted())
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if form.validate_on_submit():
        try:
            _changed(form, project)
            flash("项目已保存", "success")
            return redirect(f"/projects/{project_id}")
        except Refused as error:
            form.refuse(error)
        except Conflict:
            form.collide(project)
            status = 409
    if not form.is_submitted():
        form.show(project, other_shares(db.session, project))
        form.started_on.process_data(start_of(db.session, project))
        status = 200
    page = render("projects/edit.html", form=form, project=project)
    return page, status


def _changed(form: ProjectForm, project: Project) -> None:
    update_project(
        db.session,
        current_viewer(),
        project,
        form.values(),
        form.seen_version,
        today=today(),
        started_on=form.started_on.data,
    )
