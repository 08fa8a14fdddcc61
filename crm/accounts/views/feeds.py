"""The calendar feed in one's own account: made, replaced, closed."""

from typing import Any

from flask import flash, redirect, url_for

from crm.accounts.operations import make_feed, revoke_feed
from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.accounts.views.gate import blueprint
from crm.core.db import db
from crm.core.web import render, requires, site


@blueprint.post("/account/calendar")
@requires(Permission.READ)
def feed() -> Any:
    """A new address, which is shown this once."""
    token = make_feed(db.session, current_viewer())
    return render("accounts/feed.html", address=f"{site()}/calendar.ics?token={token}")


@blueprint.post("/account/calendar/revoke")
@requires(Permission.READ)
def close_feed() -> Any:
    """Close the address."""
    revoke_feed(db.session, current_viewer())
    flash("日历订阅已取消，原来的地址不再有效。", "success")
    return redirect(url_for("accounts.account"))
