"""What was done by everybody in scope."""

from typing import Any

from flask import Blueprint, request

from crm.accounts.queries import current_viewer, people_of
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.lists import address, asked_choice, asked_day, asked_number
from crm.core.web import render, requires
from crm.leads.queries import activities
from crm.leads.queries.activities import ActivityFilter
from crm.leads.rules import ActivityKind

blueprint = Blueprint("activities", __name__, url_prefix="/activities")


@blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """The list, newest first."""
    viewer, asked = current_viewer(), _asked()
    wanted = ActivityFilter(
        owner=asked["owner"],
        activity=asked["activity"],
        since=asked["day_from"],
        until=asked["day_to"],
    )
    part = activities.page_of(db.session, viewer, wanted, request.args.get("cursor", ""))
    people = [(one.id, one.name) for one in people_of(db.session, viewer)]
    return render(
        "activities/index.html",
        rows=activities.lines(db.session, viewer, part.rows),
        page=part,
        total=part.total,
        asked=asked,
        people=people,
        kinds=ActivityKind.choices(),
        chips_in_force=_chips(asked, dict(people)),
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


def _asked() -> dict[str, Any]:
    args = request.args
    owner = current_viewer().id if args.get("owner") == "me" else asked_number(args, "owner")
    return {
        "owner": owner,
        "activity": asked_choice(args, "activity", ActivityKind),
        "day_from": asked_day(args, "day_from"),
        "day_to": asked_day(args, "day_to"),
    }


def _chips(asked: dict[str, Any], people: dict[int, str]) -> list[tuple[str, str]]:
    words = {
        "owner": asked["owner"] and people.get(asked["owner"], "人员"),
        "activity": asked["activity"] and asked["activity"].label,
        "day_from": asked["day_from"] and f"{asked['day_from']} 起",
        "day_to": asked["day_to"] and f"{asked['day_to']} 止",
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]
