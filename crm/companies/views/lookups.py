"""What forms ask while somebody types: suggestions, and companies that look alike."""

from typing import Any

from flask import jsonify, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.companies.forms import MOST_NAMES, SEPARATORS
from crm.companies.queries.lists import honours_held
from crm.companies.queries.lookalikes import Typed, lookalikes, suggestions
from crm.companies.views.room import blueprint
from crm.core.addresses import asked_number, asked_text
from crm.core.db import db
from crm.core.web import render, requires, today
from crm.lib.credit_code import credit_code_fault

SHORTEST_NAME = 2


@blueprint.get("/suggest.json")
@requires(Permission.READ)
def suggest() -> Any:
    """At most ten companies for a picker."""
    q = asked_text(request.args)
    found = suggestions(db.session, current_viewer(), q) if q else []
    held = honours_held(db.session, [row.id for row in found], today())
    items = []
    for row in found:
        titles = "、".join(one.label for one in held.get(row.id, ()))
        note = " · ".join(filter(None, (row.relation.label, row.unit, titles)))
        items.append({"id": row.id, "text": row.name, "note": note})
    return jsonify(items=items)


@blueprint.get("/lookalikes")
@requires(Permission.LOG)
def similar() -> Any:
    """Companies that may be the one being typed, as a fragment."""
    args = request.args
    typed = Typed(
        name=asked_text(args, "name"),
        credit_code=asked_text(args, "credit_code"),
        other_names=_others(args.get("short_name", ""), args.get("former_names", "")),
    )
    found = []
    if len(typed.name) >= SHORTEST_NAME or typed.credit_code:
        found = lookalikes(db.session, current_viewer(), typed, asked_number(args, "company"))
    fault = credit_code_fault(typed.credit_code)
    return render("companies/_lookalikes.html", companies=found, fault=fault)


def _others(short: str, former: str) -> tuple[str, ...]:
    names = (asked_text({"q": name}) for name in (short, *SEPARATORS.split(former)))
    return tuple(name for name in names if len(name) >= SHORTEST_NAME)[:MOST_NAMES]
