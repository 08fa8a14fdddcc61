"""Changing many records: what and to what, how many that are, done, and taken back."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.addresses import asked_choice, asked_number
from crm.core.db import db, now
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires
from crm.lists.forms import BulkForm, BulkNodeForm
from crm.lists.operations.bulk import change_all, check_count, check_deed, undo_all
from crm.lists.queries.bulk import (
    Plan,
    changes_by,
    choices_of,
    get_change,
    plan_of,
    undo_fault,
)
from crm.lists.queries.kinds import Kind, get_changing, get_kind
from crm.lists.rules import MOST_CHANGED, Deed, asked_of, undo_ends
from crm.lists.views.room import blueprint


@dataclass
class Asked:
    """What the list has sent: the deed, and the records by number."""

    deed: Deed
    numbers: list[int] = field(default_factory=list)


@blueprint.post("/<kind>/bulk")
@requires(Permission.LOG)
def bulk(kind: str) -> Any:
    """Asks for the value, then for a yes to the count, then changes."""
    viewer, of, status = current_viewer(), get_changing(kind)[0], 200
    asked = _asked(of)
    form = BulkNodeForm() if asked.deed is Deed.NODE else BulkForm()
    form.value.offer(choices_of(db.session, viewer, asked.deed))
    sent = "value" in request.form
    if not sent:
        form.tell_expired()
    if sent and form.validate() and "expected" in request.form:
        try:
            return _done(of, asked, form.value.data)
        except Refused as error:
            form.refuse(error)
        except Conflict as error:
            form.form_errors.append(error.sentence)
            status = 409
    value = form.value.data if sent and not form.value.errors else None
    plan = plan_of(db.session, viewer, of, asked.deed, value, asked.numbers)
    status = status if status == 409 else 400 if form.errors else 200
    return _page(of, asked, form, plan, value), status


@blueprint.get("/changes")
@requires(Permission.LOG)
def changes() -> Any:
    """The person's latest changes of many records."""
    found = changes_by(db.session, current_viewer())
    at = now()
    rows = [
        (one, get_kind(one.kind), undo_fault(one, at), undo_ends(one.created_at)) for one in found
    ]
    return render("lists/changes.html", rows=rows)


@blueprint.post("/changes/<int:change_id>/undo")
@requires(Permission.LOG)
def undo(change_id: int) -> Any:
    """Take a change back, but for records that have been changed since."""
    viewer = current_viewer()
    change = get_change(db.session, viewer, change_id, lock=True)
    kind = get_kind(change.kind)
    count, left = undo_all(db.session, viewer, change, now())
    if left:
        return render("lists/undone.html", kind=kind, count=count, left=left)
    flash(f"已撤销，{count} {kind.measure}{kind.label}恢复原状。", "success")
    return redirect(kind.path)


def _asked(kind: Kind) -> Asked:
    """What was sent; all that the filters leave when that is asked for."""
    deed = asked_choice(request.form, "do", Deed)
    if deed is None:
        raise Refused("请从列表下方选择要做的批量更改。")
    check_deed(current_viewer(), deed)
    if request.form.get("all") == "1":
        numbers = get_changing(kind.key)[1].numbers
        filters = asked_of(request.form.get("query", ""))
        found = numbers(db.session, current_viewer(), filters, MOST_CHANGED + 1)
    else:
        given = [*request.form.getlist("id"), *request.form.get("ids", "").split(",")]
        found = [number for one in given if (number := asked_number({"id": one}, "id"))]
    found = list(dict.fromkeys(found))
    check_count(found)
    return Asked(deed, found)


def _done(kind: Kind, asked: Asked, value: int) -> Any:
    viewer, expected = current_viewer(), asked_number(request.form, "expected") or 0
    change = change_all(db.session, viewer, kind, asked.deed, value, asked.numbers, expected)
    words = f"已更改 {change.count} {kind.measure}{kind.label}"
    flash(f"{words}；24 小时内可以在“批量更改记录”中撤销。", "success")
    return redirect("/lists/changes")


def _page(kind: Kind, asked: Asked, form: BulkForm, plan: Plan, value: int | None) -> str:
    return render(
        "lists/bulk.html",
        kind=kind,
        deed=asked.deed,
        numbers=asked.numbers,
        form=form,
        plan=plan,
        value=value,
        words=dict(form.value.choices).get(value, "") if value else "",
        title=get_changing(kind.key)[1].title,
    )
