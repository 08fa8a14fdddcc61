"""Correcting what was logged, withdrawing it, and taking that back."""

from typing import Any

from flask import flash, redirect, request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.attachments.models import Attachment
from crm.attachments.operations import receive_all
from crm.attachments.queries import of_subjects
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.journal import Changes
from crm.core.web import is_htmx, render, requires, today
from crm.leads.forms import CorrectionForm, WithdrawForm
from crm.leads.models import Activity
from crm.leads.operations import correct_activity, reinstate_activity, withdraw_activity
from crm.leads.operations.activities import FALLS
from crm.leads.operations.corrections import GONE
from crm.leads.queries.activities import get_to_correct, words_of
from crm.leads.queries.corrections import falls_without
from crm.leads.queries.subjects import names, page_of_done
from crm.leads.views.activities import blueprint


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(activity_id: int) -> Any:
    """Correct what was logged; files are added to those that are there, or taken off."""
    form, status = CorrectionForm(), 200
    if form.is_submitted():
        status = _corrected(form, activity_id)
    activity = get_to_correct(db.session, current_viewer(), activity_id)
    if status == 302:
        return redirect(page_of_done(activity.kind, activity.subject_id))
    if not form.is_submitted():
        if activity.withdrawn_at is not None:
            raise Refused(GONE)
        form.show(activity)
    begun = form.seen_version
    if status == 409:
        form.collide(activity)
    form.offer(_files(db.session, activity.id))
    context = {"form": form, "begun": begun, **_about(activity)}
    return render("activities/edit.html", **context), status


def _corrected(form: CorrectionForm, activity_id: int) -> int:
    """Save what the form says; gives the status of the answer.

    Files are received before the writing transaction begins.
    """
    viewer = current_viewer()
    with db.reading() as reading:
        get_to_correct(reading, viewer, activity_id)
        form.offer(_files(reading, activity_id))
    if not form.validate():
        return 400
    try:
        files = receive_all(form.given_files(), "files")
        said, seen = form.values(), form.seen_version
        gone = form.removed.data or []
        changes = correct_activity(
            db.session, viewer, activity_id, said, seen, today(), files, gone
        )
    except (Conflict, Refused) as error:
        db.session.rollback()
        if isinstance(error, Refused):
            form.refuse(error)
        return error.status
    flash(_told("已更正跟进" if changes else "没有改动", changes), "success")
    return 302


@blueprint.route("/<int:activity_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.LOG)
def withdraw(activity_id: int) -> Any:
    """Take back what should not have been logged, with the reason."""
    form, viewer = WithdrawForm(), current_viewer()
    activity = get_to_correct(db.session, viewer, activity_id)
    about, status = _about(activity), 200
    if not form.is_submitted():
        form.version.data = str(activity.version)
    elif form.validate():
        try:
            changes = withdraw_activity(
                db.session, viewer, activity_id, form.reason.data, form.seen_version, today()
            )
        except Conflict:
            form.collide(activity)
            about, status = _about(activity), 409
        except Refused as error:
            form.refuse(error)
        else:
            flash(_told("已撤销跟进，记录保留在原处", changes), "success")
            return _gone_to(about["back"])
    template = "activities/_withdraw.html" if is_htmx() else "activities/withdraw.html"
    about |= {"form": form, "falls_then": falls_without(db.session, viewer, activity)}
    return render(template, **about), status if status == 409 else 400 if form.errors else 200


@blueprint.post("/<int:activity_id>/reinstate")
@requires(Permission.LOG)
def reinstate(activity_id: int) -> Any:
    """Let something count again that was withdrawn."""
    viewer = current_viewer()
    changes = reinstate_activity(db.session, viewer, activity_id, today())
    activity = get_to_correct(db.session, viewer, activity_id)
    flash(_told("已恢复跟进", changes), "success")
    return redirect(page_of_done(activity.kind, activity.subject_id))


def _files(session: Session, activity_id: int) -> list[Attachment]:
    return of_subjects(session, "activity", [activity_id]).get(activity_id, [])


def _gone_to(url: str) -> Any:
    """Go on, from the dialog or from the page."""
    return ("", 204, {"HX-Redirect": url}) if is_htmx() else redirect(url)


def _about(activity: Activity) -> dict[str, Any]:
    """What pages about an activity show: which one it is, of what, and the way back."""
    key = (activity.kind, activity.subject_id)
    return {
        "activity": activity,
        "words": words_of(activity),
        "name": names(db.session, current_viewer(), [key]).get(key, ""),
        "back": page_of_done(*key),
        "path": request.path,
    }


def _told(done: str, changes: Changes) -> str:
    """What was done, and what that means for the lead's protection."""
    if FALLS not in changes:
        return f"{done}。"
    before, after = changes[FALLS]
    gone = "，已经过期，线索即将退回公海" if after < today().isoformat() else ""
    return f"{done}。掉保日期由 {before} 改为 {after}{gone}。"
