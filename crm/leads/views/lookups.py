"""What a form asks while somebody types: nodes, and who else is after the same company."""

from typing import Any

from flask import jsonify, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import labels, taxonomy
from crm.companies.queries.lookalikes import Typed, lookalikes
from crm.core.addresses import asked_number, asked_text
from crm.core.db import db
from crm.core.web import render, requires, today
from crm.leads.queries.clashes import clashes
from crm.leads.queries.lists import LeadFilter, first_of
from crm.leads.queries.proposals import proposed_node
from crm.leads.queries.rows import row_of
from crm.leads.rules import LeadSort
from crm.leads.rules.pasted import LONGEST_INTENT
from crm.leads.views.room import blueprint
from crm.lib.credit_code import credit_code_fault
from crm.lib.pinyin import fold, full, initials

SUGGESTED = 12
SHORTEST_NAME = 2


@blueprint.get("/nodes.json")
@requires(Permission.READ)
def nodes() -> Any:
    """Chain nodes for a picker, by name, chain, pinyin or initials."""
    asked = _bare(asked_text(request.args))
    found = []
    for ref in taxonomy(db.session, current_viewer()).nodes.values():
        name = _bare(ref.name)
        latin = asked.isascii() and (asked in initials(ref.name) or asked in full(ref.name))
        if latin or asked in name or asked in _bare(ref.label):
            rank = (not name.startswith(asked), asked not in name)
            found.append((rank, {"id": ref.id, "text": ref.label, "note": ""}))
    found.sort(key=lambda one: one[0])
    return jsonify(items=[item for _rank, item in found[:SUGGESTED]])


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


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


@blueprint.get("/proposal")
@requires(Permission.LOG)
def proposal() -> Any:
    """The node that what was typed most likely speaks of, as a fragment; empty for none."""
    viewer, text = current_viewer(), request.args.get("intent", "")[:LONGEST_INTENT]
    chosen = request.args.get("node_id", "")
    number = proposed_node(db.session, viewer, text) if text and not chosen else None
    node = taxonomy(db.session, viewer).nodes.get(number) if number is not None else None
    return render("leads/_proposal.html", node=node)


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
