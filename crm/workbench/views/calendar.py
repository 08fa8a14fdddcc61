"""The calendar by week and month, and as a feed for a phone."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request

from crm.accounts.queries import current_viewer, feed_viewer
from crm.accounts.rules import Permission
from crm.core.addresses import address, asked_choice, asked_day
from crm.core.db import db
from crm.core.web import public, render, requires, site, today
from crm.lib.ical import calendar
from crm.lib.periods import Period
from crm.workbench.queries.calendar import Asked, entries
from crm.workbench.rules.calendar import Kind, View, fed, neighbours, span_of, title_of, weeks

blueprint = Blueprint("calendar", __name__)
BACK, AHEAD = timedelta(days=30), timedelta(days=365)
LONGEST_TOKEN = 200


@blueprint.get("/calendar")
@requires(Permission.READ)
def index() -> Any:
    """One's own days, or those of everybody in scope."""
    viewer, on = current_viewer(), today()
    view = asked_choice(request.args, "view", View) or View.MONTH
    day = asked_day(request.args, "day") or on
    own = request.args.get("who") != "all"
    asked = {"view": view, "day": day.isoformat(), "who": "" if own else "all"}
    before, after = neighbours(view, day)
    found = entries(db.session, viewer, Asked(span_of(view, day), on, own))
    return render(
        "calendar/index.html",
        title=title_of(view, day),
        weeks=weeks(view, day, found),
        count=len(found),
        view=view,
        own=own,
        on=on,
        kinds=Kind,
        urls=_urls(asked, before.isoformat(), after.isoformat(), on.isoformat()),
    )


def _urls(asked: dict[str, Any], before: str, after: str, on: str) -> dict[str, Any]:
    def there(**changes: Any) -> str:
        return address("/calendar", asked, **changes)

    return {
        "before": there(day=before),
        "after": there(day=after),
        "today": there(day=on),
        "views": [(one, there(view=one)) for one in View],
        "mine": there(who=""),
        "all": there(who="all"),
        "week": lambda day: there(view=View.WEEK, day=day.isoformat()),
    }


@blueprint.get("/calendar.ics")
@public
def feed() -> Response:
    """What a phone's calendar fetches: one's own open days, by the secret in the address."""
    viewer = feed_viewer(db.session, request.args.get("token", "")[:LONGEST_TOKEN])
    on, base = today(), site()
    asked = Asked(Period(on - BACK, on + AHEAD), on, outside=True)
    found = entries(db.session, viewer, asked)
    host = urlsplit(base).hostname or "lianzhao"
    zone = current_app.config["TIMEZONE"]
    content = calendar(f"链招 {viewer.name}", [fed(one, base, host) for one in found], zone)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="calendar.ics"'},
    )
