"""Decisions about figures that disagree: by managers, and by administrators from their own room."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db, now
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires
from crm.plans import operations, queries
from crm.plans.forms import DecisionForm
from crm.plans.queries import Comparison
from crm.plans.views.room import blueprint

ALREADY = "您打开后，这一处已被别人裁定，您的裁定还没有写入。请看现在的结论，仍要改时再保存一次。"


@blueprint.route("/plans/<code>/contradictions/<key>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def decide(code: str, key: str) -> Any:
    """Decide which figure counts, as a manager."""
    return _decide(code, key, f"/plans/{code}?part=contradictions")


@blueprint.route("/admin/plans/<code>/contradictions/<key>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def decide_as_administrator(code: str, key: str) -> Any:
    """Decide which figure counts, as an administrator."""
    return _decide(code, key, f"/admin/plans/{code}/contradictions")


@blueprint.get("/admin/plans/<code>/contradictions")
@requires(Permission.CONFIGURE)
def contradictions_for_administrators(code: str) -> Any:
    """Figures that disagree, for administrators, who do not see the business pages."""
    plan = queries.get_plan(db.session, code)
    found = queries.comparisons(db.session, current_viewer(), plan)
    return render(
        "plans/admin_contradictions.html",
        plan=plan,
        comparisons=found,
        states=queries.states(found),
        home=f"/admin/plans/{code}",
    )


def _decide(code: str, key: str, home: str) -> Any:
    plan = queries.get_plan(db.session, code)
    found = queries.get_comparison(db.session, current_viewer(), plan, key)
    form, status = DecisionForm(choices=_choices(found)), 200
    if form.is_submitted():
        status = _save(form, found)
        if status == 302:
            flash(f"已保存对“{found.title}”的裁定。", "success")
            return redirect(f"{home}#{key}")
        if status == 409:
            found = queries.get_comparison(db.session, current_viewer(), plan, key)
    if status in (200, 409):
        form.version.data = str(found.version)
    return render("plans/decide.html", plan=plan, one=found, form=form, home=home), status


def _save(form: DecisionForm, found: Comparison) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    try:
        operations.decide(
            db.session, current_viewer(), found, form.choice.data or "", form.reason.data,
            form.seen_version, now(),
        )  # fmt: skip
    except Conflict:
        form.form_errors.append(ALREADY)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302


def _choices(found: Comparison) -> list[tuple[str, str]]:
    """The options in words: label, figures, place."""
    choices = []
    for option in found.options:
        if not option.figures:
            continue
        first = option.figures[0]
        figure = option.result or first.text or "—"
        place = f"，{first.place}" if len(option.figures) == 1 and first.place else ""
        choices.append((option.key, f"{option.label}：{figure}{place}"[:120]))
    if found.decision is not None:
        choices.append((operations.UNDO, "撤回裁定，恢复为待定"))
    return choices
