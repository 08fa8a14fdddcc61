"""The page of one's own exports."""

from typing import Any

from flask import request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.rules import kind_label
from crm.core.addresses import address
from crm.core.db import db
from crm.core.web import render, requires
from crm.exchange.queries.exports import page_of
from crm.exchange.views.room import blueprint


@blueprint.get("/exports")
@requires(Permission.READ)
def exports() -> Any:
    """What one has taken away: when, what, by which filter, how many rows."""
    part = page_of(db.session, current_viewer(), request.args.get("cursor", ""))
    return render(
        "exchange/exports.html",
        page=part,
        kind_label=kind_label,
        previous_url=part.previous and address("/exports", {}, cursor=part.previous),
        next_url=part.next and address("/exports", {}, cursor=part.next),
    )
