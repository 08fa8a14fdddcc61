"""The administrator's parameters: definitions of counting and exchange rates."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, today
from crm.plans import operations, queries
from crm.plans.forms import DefinitionForm, RateForm
from crm.plans.models import Definition
from crm.plans.rules import EVIDENCE_FIELDS, STAGES, ProjectKind
from crm.plans.views.room import blueprint

HOME = "/admin/parameters"


@blueprint.get("/admin/parameters")
@requires(Permission.CONFIGURE)
def parameters() -> Any:
    """All versions of the definitions, and the rates."""
    return _page(RateForm(), 200)


@blueprint.post("/admin/parameters/rates")
@requires(Permission.CONFIGURE)
def rate() -> Any:
    """Enter or correct a rate."""
    form = RateForm()
    if form.validate():
        try:
            kept = operations.set_rate(
                db.session, current_viewer(), form.currency.data, form.first_day, form.rate_number
            )
        except Refused as error:
            form.refuse(error)
        else:
            month = f"{kept.month.year}年{kept.month.month}月"
            flash(f"已保存 {month}{kept.currency.label}汇率。", "success")
            return redirect(HOME)
    return _page(form, 400)


def _page(form: RateForm, status: int) -> Any:
    return render(
        "parameters/index.html",
        definitions=queries.definitions(db.session),
        in_force=_in_force(),
        rates=queries.rates(db.session),
        form=form,
    ), status


def _in_force() -> Definition | None:
    try:
        return queries.definition_for(db.session, today())
    except Refused:
        return None


@blueprint.get("/admin/parameters/definitions/<int:definition_id>")
@requires(Permission.CONFIGURE)
def definition(definition_id: int) -> Any:
    """One version in full."""
    found = queries.get_definition(db.session, definition_id)
    return render(
        "parameters/definition.html",
        definition=found,
        stages=STAGES,
        kinds=[ProjectKind(kind).label for kind in found.kinds_left_out],
        fields=EVIDENCE_FIELDS,
    )


@blueprint.route("/admin/parameters/definitions/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_definition() -> Any:
    """A new version, which begins as a copy of the last."""
    form = DefinitionForm()
    last = next(iter(queries.definitions(db.session)), None)
    if request.method != "POST":
        if last is not None:
            form.show(last)
    elif form.validate():
        try:
            made = operations.add_definition(db.session, current_viewer(), form.values())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存“{made.name}”，自 {made.effective_from.isoformat()} 起施行。", "success")
            return redirect(HOME)
    status = 400 if request.method == "POST" else 200
    return render("parameters/form.html", form=form, last=last), status
