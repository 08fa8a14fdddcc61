"""Logging a lead and changing it."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import taxonomy
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.lists import asked_number
from crm.core.web import render, requires, today
from crm.leads.forms import LeadForm, PasteForm
from crm.leads.operations import create_lead, update_lead
from crm.leads.queries import get_to_edit
from crm.leads.queries.proposals import proposed_node
from crm.leads.queries.rows import title_for_all
from crm.leads.rules.pasted import read_pasted
from crm.leads.views.room import blueprint


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Log a lead."""
    form = LeadForm()
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if request.method != "POST":
        form.company_name.data = request.args.get("company", "")[:200]
        form.node_id.data = asked_number(request.args, "node")
    elif form.validate():
        despite = form.despite_clash.data
        try:
            lead = create_lead(
                db.session, current_viewer(), form.values(), today(), despite_clash=despite
            )
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已登记，自今天起首报保护；请在 {lead.falls_on:%Y-%m-%d} 前跟进。", "success")
            return redirect(url_for("leads.show", lead_id=lead.id))
    return render(
        "leads/form.html", form=form, paste=PasteForm(), lead=None
    ), 400 if form.errors else 200


@blueprint.post("/read")
@requires(Permission.LOG)
def read() -> Any:
    """Take a pasted text apart: the form as it stands, its empty fields filled. Saves nothing."""
    form, paste, viewer = LeadForm(), PasteForm(), current_viewer()
    form.offer(taxonomy(db.session, viewer).choices)
    if paste.validate():
        text = paste.pasted.data or ""
        found = read_pasted(text, today())
        form.take(found, None if found.is_empty else proposed_node(db.session, viewer, text))
    status = 400 if paste.errors else 200
    return render("leads/form.html", form=form, paste=paste, lead=None, read=True), status


@blueprint.route("/<int:lead_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(lead_id: int) -> Any:
    """Change a lead."""
    viewer = current_viewer()
    lead = get_to_edit(db.session, viewer, lead_id, lock=request.method == "POST")
    form, status = LeadForm(), 200
    form.offer(taxonomy(db.session, current_viewer()).choices)
    title = title_for_all(lead)
    if request.method != "POST":
        form.show(lead)
    elif form.validate():
        try:
            update_lead(db.session, viewer, lead, form.values(), form.seen_version, today())
        except Conflict:
            form.collide(lead)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash("已保存。", "success")
            return redirect(url_for("leads.show", lead_id=lead.id))
    status = status if status == 409 else 400 if form.errors else 200
    return render("leads/form.html", form=form, lead={"id": lead_id, "title": title}), status
