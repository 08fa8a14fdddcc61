"""Breaking a quota down (分解) to the units below, or to months."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires
from crm.plans import operations, queries
from crm.plans.forms import PartsForm, parts_form
from crm.plans.models import Quota
from crm.plans.rules import parts_differ
from crm.plans.views.room import blueprint


@blueprint.route("/quotas/<int:quota_id>/parts", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def break_down(quota_id: int) -> Any:
    """A table with a number for each unit below, or for each month."""
    viewer = current_viewer()
    quota = queries.get_for(db.session, viewer, quota_id)
    require(queries.may_change(viewer, quota), operations.NOT_YOURS)
    by = queries.MONTHS if request.args.get("by") == queries.MONTHS else queries.UNITS
    rows = queries.part_rows(db.session, viewer, quota, by)
    if not rows and not request.args.get("by"):  # no units below: only months are left
        by, rows = queries.MONTHS, queries.part_rows(db.session, viewer, quota, queries.MONTHS)
    form = parts_form([(row.key, row.name) for row in rows], {row.key: row.typed for row in rows})
    if form.validate_on_submit() and _saved(form, quota, rows):
        return redirect(f"/quotas/{quota_id}#parts")
    page = render("quotas/parts.html", form=form, quota=quota, rows=rows, by=by)
    return page, 400 if form.is_submitted() else 200


def _saved(form: PartsForm, quota: Quota, rows: list[queries.PartRow]) -> bool:
    """Whether the parts were taken; what was wrong stands in the form otherwise."""
    typed = form.numbers()
    parts = [
        (replace(row.part, target=typed.get(row.key, Decimal(0))), row.name)
        for row in rows
        if row.key in typed or row.typed
    ]
    try:
        operations.break_down(db.session, current_viewer(), quota, parts)
    except Refused as error:
        form.refuse(error)
        return False
    differs = parts_differ(quota.target, [part.target for part, _name in parts])
    flash(f"分解已保存。{differs}。" if differs else "分解已保存，合计等于总目标。",
          "warning" if differs else "success")  # fmt: skip
    return True
