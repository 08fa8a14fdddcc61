"""Who may know a confidential lead by name."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.operations.clearances import Secret, admit, dismiss
from crm.accounts.queries import cleared_people, current_viewer, get_user
from crm.accounts.rules import Permission
from crm.companies.forms import PersonForm
from crm.companies.queries.people import people_reaching
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.core.web import render, requires
from crm.leads.models import Lead
from crm.leads.queries import get_to_edit
from crm.leads.queries.access import KIND
from crm.leads.queries.rows import title_for_all
from crm.leads.views.room import blueprint


@blueprint.route("/<int:lead_id>/clearances", methods=["GET", "POST"])
@requires(Permission.LOG)
def clearances(lead_id: int) -> Any:
    """The list of a confidential lead; people are put on it here."""
    lead, form = _confidential(lead_id), PersonForm()
    listed = cleared_people(db.session, KIND, lead.id)
    known = {one.id for one in listed}
    people = [one for one in people_reaching(db.session, lead.unit) if one.id not in known]
    form.user_id.offer([(one.id, f"{one.name}（{one.unit_name}）") for one in people])
    if request.method == "POST" and form.validate():
        try:
            user = get_user(db.session, form.user_id.data)
            admit(db.session, current_viewer(), _secret(lead), user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"{user.name}已列入知悉名单。", "success")
            return redirect(url_for("leads.clearances", lead_id=lead_id))
    page = render("leads/clearances.html", form=form, lead=lead, listed=listed)
    return page, 400 if form.errors else 200


@blueprint.post("/<int:lead_id>/clearances/<int:user_id>/remove")
@requires(Permission.LOG)
def remove_from_list(lead_id: int, user_id: int) -> Any:
    """Take somebody off the list."""
    lead = _confidential(lead_id)
    user = get_user(db.session, user_id)
    dismiss(db.session, current_viewer(), _secret(lead), user)
    flash(f"{user.name}已移出知悉名单。", "success")
    return redirect(url_for("leads.clearances", lead_id=lead_id))


def _confidential(lead_id: int) -> Lead:
    lead = get_to_edit(db.session, current_viewer(), lead_id)
    if not lead.confidential:
        raise NotFound("这不是涉密线索，没有知悉名单。")
    return lead


def _secret(lead: Lead) -> Secret:
    return Secret(KIND, lead.id, title_for_all(lead), lead.owner_id)
