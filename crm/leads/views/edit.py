"""Logging a lead and changing it."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import taxonomy
from crm.chains.queries.proposals import proposed_node
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.errors import Conflict, Forbidden, Refused
from crm.core.web import render, requires, today
from crm.leads.forms import LeadForm, PasteForm
from crm.leads.models import EventCompany
from crm.leads.operations import create_lead, link_met, update_lead
from crm.leads.operations.records import EDITABLE
from crm.leads.queries import get_to_edit
from crm.leads.queries.events import get_event, get_met
from crm.leads.queries.rows import title_for_all
from crm.leads.rules.pasted import read_pasted
from crm.leads.views.room import blueprint
from crm.plans.rules import Channel


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Log a lead."""
    form, met = LeadForm(), _met()
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if request.method != "POST":
        _begin(form, met)
    elif form.validate():
        despite = form.despite_clash.data
        try:
            lead = create_lead(
                db.session, current_viewer(), form.values(), today(), despite_clash=despite
            )
        except Refused as error:
            form.refuse(error)
        else:
            if met:
                link_met(db.session, met, lead)
            flash(f"已登记，自今天起首报保护；请在 {lead.falls_on:%Y-%m-%d} 前跟进。", "success")
            return redirect(url_for("leads.show", lead_id=lead.id))
    context = {"form": form, "paste": PasteForm(), "lead": None, "met": met}
    return render("leads/form.html", **context), 400 if form.errors else 200


def _met() -> EventCompany | None:
    """The company met at an event from whose list the lead is logged: ?met=event-company."""
    event_id, _, number = request.values.get("met", "").partition("-")
    if not (event_id.isdigit() and number.isdigit() and len(event_id + number) < 18):
        return None
    event = get_event(db.session, current_viewer(), int(event_id))
    met = get_met(db.session, event, int(number))
    return None if met.lead_id else met


def _begin(form: LeadForm, met: EventCompany | None) -> None:
    """What is known already: from an event, or in the address."""
    form.company_name.data = request.args.get("company", "")[:200]
    form.node_id.data = asked_number(request.args, "node")
    if met:
        form.company_name.data, form.company_id.data = met.company_name, met.company_id
        form.contact_name.data, form.intent.data = met.person[:40], met.note
        form.channel.data = Channel.EVENT


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
    context = {"form": form, "paste": paste, "lead": None, "met": _met(), "read": True}
    return render("leads/form.html", **context), status


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
        if lead.state not in EDITABLE:
            raise Forbidden(f"线索{lead.state.label}，内容不再修改。")
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
