"""Moves of a lead: assigned, released, dropped, reopened; each asks on a small page of its own."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.queries import current_viewer, people_of
from crm.accounts.rules import Permission
from crm.chains.queries import labels
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.forms import Form
from crm.core.web import is_htmx, render, requires, today
from crm.leads import operations
from crm.leads.forms import AssignForm, DropForm, ReleaseForm
from crm.leads.models import Lead
from crm.leads.queries import get_to_edit, get_to_manage
from crm.leads.queries.rows import title_for_all
from crm.leads.views.room import blueprint


@blueprint.route("/<int:lead_id>/release", methods=["GET", "POST"])
@requires(Permission.LOG)
def release(lead_id: int) -> Any:
    """Give a lead back to the pool."""
    viewer = current_viewer()
    lead = get_to_edit(db.session, viewer, lead_id, lock=request.method == "POST")
    form = ReleaseForm()
    return _ask(
        lead,
        form,
        "释放到公海",
        "已释放到公海，其他单位可以认领。",
        lambda: operations.release(db.session, viewer, lead, form.reason.data),
    )


@blueprint.route("/<int:lead_id>/drop", methods=["GET", "POST"])
@requires(Permission.LOG)
def drop(lead_id: int) -> Any:
    """Give a lead up with a reason."""
    viewer = current_viewer()
    lead = get_to_edit(db.session, viewer, lead_id, lock=request.method == "POST")
    form = DropForm()
    return _ask(
        lead,
        form,
        "放弃线索",
        "已放弃；需要时可以重新跟进。",
        lambda: operations.drop(
            db.session, viewer, lead, form.drop_reason.data, form.drop_note.data or ""
        ),
    )


@blueprint.route("/<int:lead_id>/assign", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def assign(lead_id: int) -> Any:
    """Give a lead to somebody else."""
    viewer = current_viewer()
    lead = get_to_manage(db.session, viewer, lead_id, lock=request.method == "POST")
    form = AssignForm()
    _offer(form, lead)
    to = operations.Receiver(form.owner_id.data, form.unit_id.data)
    return _ask(
        lead,
        form,
        "转派线索",
        "已转派，并通知了双方。",
        lambda: operations.assign(db.session, viewer, lead, to, form.reason.data, today()),
    )


def _offer(form: AssignForm, lead: Lead) -> None:
    """People in the manager's scope, and every other unit of the zone."""
    viewer = current_viewer()
    people = people_of(db.session, viewer)
    form.owner_id.offer([(one.id, f"{one.name}（{one.unit_name}）") for one in people])
    units = labels(db.session, viewer).directory.active_units()
    form.unit_id.offer([(one.id, one.name) for one in units if one.id != lead.unit_id])


@blueprint.post("/<int:lead_id>/reopen")
@requires(Permission.LOG)
def reopen(lead_id: int) -> Any:
    """Follow a dropped lead up again."""
    viewer = current_viewer()
    lead = get_to_edit(db.session, viewer, lead_id, lock=True)
    operations.reopen(db.session, viewer, lead, today())
    flash("已重新跟进，保护期重新计算。", "success")
    return redirect(url_for("leads.show", lead_id=lead_id))


def _ask(lead: Lead, form: Form, title: str, done: str, do: Callable[[], Any]) -> Any:
    """Show the form, in a dialog or as a page; when it is sent and fine, do it."""
    number, name = lead.id, title_for_all(lead)
    if request.method == "POST" and form.validate():
        try:
            do()
        except Refused as error:
            form.refuse(error)
        else:
            flash(done, "success")
            url = url_for("leads.show", lead_id=number)
            return ("", 204, {"HX-Redirect": url}) if is_htmx() else redirect(url)
    template = "leads/_move.html" if is_htmx() else "leads/move.html"
    context = {"form": form, "title": title, "lead": {"id": number, "title": name}}
    return render(template, **context), 400 if form.errors else 200
