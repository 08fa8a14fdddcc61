"""Search everything: the page, and the suggestions under the box."""

from typing import Any

from flask import Blueprint, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.addresses import asked_text
from crm.core.db import db
from crm.core.web import render, requires
from crm.search.queries import Group, search
from crm.search.rules import Kind

blueprint = Blueprint("search", __name__, url_prefix="/search")

SUGGESTED, LISTED = 5, 10
# Lists that can be searched further by the same words.
LISTS = {Kind.COMPANY: "/companies", Kind.PROJECT: "/projects", Kind.LEAD: "/leads"}


@blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """What was found, by kind."""
    q = asked_text(request.args)
    groups = search(db.session, current_viewer(), q, LISTED)
    return render("search/index.html", q=q, groups=groups, lists=LISTS, most=LISTED)


@blueprint.get("/suggest")
@requires(Permission.READ)
def suggest() -> Any:
    """A few of each kind while the words are being typed; a fragment."""
    q = asked_text(request.args)
    groups = search(db.session, current_viewer(), q, SUGGESTED)
    return render("search/_suggest.html", q=q, groups=[_lines(group) for group in groups])


def _lines(group: Group) -> tuple[str, list[tuple[str, str, str]]]:
    return group.kind.label, [(found.url, found.title, found.note) for found in group.found]
