"""What a form asks while somebody types: nodes by name, and the one that a text speaks of."""

from typing import Any

from flask import jsonify, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import taxonomy
from crm.chains.queries.proposals import proposed_node
from crm.chains.views.room import blueprint
from crm.core.addresses import asked_text
from crm.core.db import db
from crm.core.web import insist_on_token, render, requires
from crm.lib.pinyin import fold, full, initials

SUGGESTED = 12
TELLING = ("name", "intent", "description")  # where the forms say what it is about
LONGEST_TEXT = 2000


@blueprint.get("/chains/nodes/suggest.json")
@requires(Permission.READ)
def suggest() -> Any:
    """Nodes for a picker, by name, chain, pinyin or initials."""
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


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


@blueprint.post("/chains/nodes/proposal")
@requires(Permission.LOG)
def proposal() -> Any:
    """The node that what was typed most likely speaks of, as a fragment; empty for none.

    The whole form is sent to it: what is typed may be longer than an address can be.
    """
    insist_on_token()
    viewer, typed = current_viewer(), request.form
    text = " ".join(typed.get(name, "")[:LONGEST_TEXT] for name in TELLING).strip()
    node = None
    if text and not typed.get("node_id"):
        with db.reading() as session:
            number = proposed_node(session, viewer, text)
            node = taxonomy(session, viewer).nodes.get(number or 0)
    return render("chains/_proposal.html", node=node)
