"""The organisation tree for administrators."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.forms import UnitForm
from crm.accounts.operations import add_unit, edit_unit
from crm.accounts.queries import all_units, current_viewer, get_unit, people_per_unit
from crm.accounts.rules import Permission, UnitKind
from crm.accounts.views.gate import blueprint
from crm.accounts.views.users import unit_choices
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires
from crm.lib.trees import as_tree, flatten


@blueprint.get("/admin/units")
@requires(Permission.CONFIGURE)
def units() -> Any:
    """The tree of units."""
    return render(
        "admin/units.html",
        rows=flatten(as_tree(all_units(db.session))),
        people=people_per_unit(db.session),
    )


@blueprint.route("/admin/units/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_unit() -> Any:
    """Add a unit."""
    form = UnitForm(parents=unit_choices(active_only=True))
    if request.method != "POST":
        form.kind.data, form.position.data = UnitKind.PARK, 0
        form.parent_id.data = asked_number(request.args, "parent")
    elif form.validate():
        given = _given(form)
        try:
            unit = add_unit(db.session, current_viewer(), **given)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已新建机构“{unit.name}”。", "success")
            return redirect(url_for("accounts.units"))
    status = 400 if request.method == "POST" else 200
    return render("admin/unit_form.html", form=form, unit=None), status


def _given(form: UnitForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "kind": form.kind.data,
        "parent_id": form.parent_id.data,
        "position": form.position.data or 0,
    }


@blueprint.route("/admin/units/<int:unit_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def unit_edit(unit_id: int) -> Any:
    """Rename, move or switch off a unit."""
    unit = get_unit(db.session, unit_id)
    form = UnitForm(obj=unit, parents=unit_choices())
    status = 200
    if request.method == "POST":
        status = 400
        if form.validate():
            given = {**_given(form), "active": form.active.data}
            try:
                edit_unit(
                    db.session, current_viewer(), unit, seen_version=form.seen_version, **given
                )
            except Conflict:
                form.collide(unit)
                status = 409
            except Refused as error:
                form.refuse(error)
            else:
                flash(f"已保存机构“{unit.name}”。", "success")
                return redirect(url_for("accounts.units"))
    return render("admin/unit_form.html", form=form, unit=unit), status
