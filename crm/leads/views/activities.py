"""What was done: logging it for a record of any kind, and its photographs and papers."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.attachments.operations import receive_all, send, send_small
from crm.attachments.queries import get_of
from crm.core.addresses import asked_text
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, today, writes
from crm.leads.forms import ActivityForm, SubjectForm
from crm.leads.operations import log_for
from crm.leads.operations.subjects import door_of
from crm.leads.queries.activities import get_activity
from crm.leads.queries.subjects import SUBJECTS, suggested, url_of

blueprint = Blueprint("activities", __name__, url_prefix="/activities")


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
    if request.method == "POST":
        if chosen is None:
            form.validate()
            form.refuse(Refused("请输入名称，从列表中选择线索、项目或企业。", "subject"))
        elif logged(form, *chosen):
            flash("已登记跟进。", "success")
            return redirect(url_of(*chosen))
    name = _name_of(*chosen) if chosen else ""
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
        files = receive_all(form.given_files(), "files")
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
    """A paper to save or a photograph to look at; the log keeps who took it."""
    viewer = current_viewer()
    activity = get_activity(db.session, viewer, activity_id)
    found = get_of(db.session, "activity", activity.id, attachment_id)
    title, confidential = SUBJECTS[activity.kind].told(db.session, viewer, activity.subject_id)
    shown = request.args.get("open") == "1"
    return send(db.session, viewer, found, title=title, confidential=confidential, shown=shown)


@blueprint.get("/<int:activity_id>/attachments/<int:attachment_id>/small")
@requires(Permission.READ)
def small(activity_id: int, attachment_id: int) -> Any:
    """The small picture of a photograph."""
    activity = get_activity(db.session, current_viewer(), activity_id)
    return send_small(get_of(db.session, "activity", activity.id, attachment_id))
