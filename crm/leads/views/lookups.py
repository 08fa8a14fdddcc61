"""What a form asks while somebody types: leads, and who else is after the same company."""

from typing import Any

from flask import jsonify, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import labels
from crm.companies.queries.lookalikes import Typed, lookalikes
from crm.core.addresses import asked_number, asked_text
from crm.core.db import db
from crm.core.web import render, requires, today
from crm.leads.queries.clashes import clashes
from crm.leads.queries.lists import LeadFilter, first_of
from crm.leads.queries.rows import row_of
from crm.leads.rules import LeadSort
from crm.leads.views.room import blueprint
from crm.lib.credit_code import credit_code_fault

SUGGESTED = 12
SHORTEST_NAME = 2


@blueprint.get("/suggest.json")
@requires(Permission.LOG)
def suggest() -> Any:
    """At most a dozen leads for a picker, the latest changed first."""
    viewer, q, on = current_viewer(), asked_text(request.args), today()
    words = labels(db.session, viewer)
    found = []
    if q:
        rows = first_of(db.session, viewer, LeadFilter(q=q), on, LeadSort.UPDATED, SUGGESTED)
        found = [row_of(row, on, words) for row in rows if row.known]
    items = []
    for row in found:
        note = (row.state.label, row.unit, row.owner, f"{row.reported_on} 首报")
        items.append({"id": row.id, "text": row.title, "note": " · ".join(filter(None, note))})
    return jsonify(items=items)


@blueprint.get("/lookalikes")
@requires(Permission.LOG)
def similar() -> Any:
    """Leads and companies that may be the one being typed, as a fragment."""
    args, viewer = request.args, current_viewer()
    typed = Typed(
        name=asked_text(args, "company_name"),
        credit_code=asked_text(args, "credit_code"),
        phone=asked_text(args, "contact_phone"),
        email=asked_text(args, "contact_email"),
        person=asked_text(args, "contact_name"),
    )
    leave_out = asked_number(args, "lead")
    found, companies = [], []
    if len(typed.name) >= SHORTEST_NAME or typed.credit_code:
        found = clashes(db.session, viewer, typed, today(), leave_out)
        companies = lookalikes(db.session, viewer, typed)
    chosen = asked_number(args, "company_id")
    others = [one for one in companies if chosen is None or one.id != chosen]
    fault = credit_code_fault(typed.credit_code)
    return render("leads/_lookalikes.html", clashes=found, companies=others, fault=fault)
