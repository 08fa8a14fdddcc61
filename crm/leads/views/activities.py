"""What was done: by everybody in scope, and logging it for a record of any kind."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request

from crm.accounts.queries import current_viewer, people_of
from crm.accounts.rules import Permission
from crm.attachments.operations import receive, send
from crm.attachments.queries import get_of
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.lists import address, asked_choice, asked_day, asked_number, asked_text
from crm.core.web import render, requires, today, writes
from crm.leads.forms import ActivityForm, SubjectForm
from crm.leads.operations import log_for
from crm.leads.operations.subjects import door_of
from crm.leads.queries import activities
from crm.leads.queries.activities import ActivityFilter, files_of, get_activity
from crm.leads.queries.subjects import SUBJECTS, suggested, url_of
from crm.leads.rules import ActivityKind

blueprint = Blueprint("activities", __name__, url_prefix="/activities")
WITHDRAWN = "yes"


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
        withdrawn=asked["withdrawn"] == WITHDRAWN,
    )
    part = activities.page_of(db.session, viewer, wanted, request.args.get("cursor", ""))
    people = [(one.id, one.name) for one in people_of(db.session, viewer)]
    return render(
        "activities/index.html",
        rows=activities.lines(db.session, viewer, part.rows),
        page=part,
        activity_files=files_of(db.session, part.rows),
        total=part.total,
        asked=asked,
        people=people,
        kinds=ActivityKind.choices(),
        chips_in_force=_chips(asked, dict(people)),
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


@blueprint.get("/subjects.json")
@requires(Permission.LOG)
def subjects() -> Any:
    """Records of every kind for a picker, found by words."""
    q = asked_text(request.args)
    found = suggested(db.session, current_viewer(), q) if q else []
    return jsonify(
        items=[
            {"id": f"{kind}-{number}", "text": name, "note": SUBJECTS[kind].label}
            for kind, number, name in found
        ]
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Log what was done for the record in the address, or for one that is chosen here."""
    form = SubjectForm()
    if request.method != "POST":
        form.subject.data = request.args.get("subject", "")[:40]
        form.happened_on.process_data(today())
    chosen = form.chosen
    name = _name_of(*chosen) if chosen else ""
    if request.method == "POST":
        if chosen is None:
            form.validate()
            form.refuse(Refused("请输入名称，从列表中选择线索、项目或企业。", "subject"))
        elif logged(form, *chosen):
            flash("已登记跟进。", "success")
            return redirect(url_of(*chosen))
    page = render("activities/new.html", form=form, chosen=chosen, name=name)
    return page, 400 if form.errors else 200


def _name_of(kind: str, number: int) -> str:
    """The record's name, for those who may log for it."""
    door = door_of(kind)
    with db.reading() as reading:
        return door.name(door.fetch(reading, current_viewer(), number))


def logged(form: ActivityForm, kind: str, number: int) -> bool:
    """Log what the form says, for a record that the viewer may log for; False when refused.

    Files are received before the writing transaction begins.
    """
    viewer = current_viewer()
    _name_of(kind, number)
    if not form.validate():
        return False
    try:
        files = [receive(file, "files") for file in form.given_files()]
        log_for(db.session, viewer, kind, number, form.values(), today(), files)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return False
    return True


@blueprint.get("/<int:activity_id>/attachments/<int:attachment_id>")
@requires(Permission.READ)
@writes
def download(activity_id: int, attachment_id: int) -> Any:
    """A photograph or paper to save; the log keeps who took it."""
    viewer = current_viewer()
    activity = get_activity(db.session, viewer, activity_id)
    found = get_of(db.session, "activity", activity.id, attachment_id)
    title, confidential = SUBJECTS[activity.kind].told(db.session, viewer, activity.subject_id)
    return send(db.session, viewer, found, title=title, confidential=confidential)


def _asked() -> dict[str, Any]:
    args = request.args
    owner = current_viewer().id if args.get("owner") == "me" else asked_number(args, "owner")
    return {
        "owner": owner,
        "activity": asked_choice(args, "activity", ActivityKind),
        "day_from": asked_day(args, "day_from"),
        "day_to": asked_day(args, "day_to"),
        "withdrawn": WITHDRAWN if args.get("withdrawn") == WITHDRAWN else "",
    }


def _chips(asked: dict[str, Any], people: dict[int, str]) -> list[tuple[str, str]]:
    words = {
        "owner": asked["owner"] and people.get(asked["owner"], "人员"),
        "activity": asked["activity"] and asked["activity"].label,
        "day_from": asked["day_from"] and f"{asked['day_from']} 起",
        "day_to": asked["day_to"] and f"{asked['day_to']} 止",
        "withdrawn": asked["withdrawn"] and "已撤销",
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]
