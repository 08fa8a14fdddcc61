"""One indicator: its path against the target, yearly actuals entered by hand."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.operations import record
from crm.chains.queries import taxonomy
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.errors import NotFound, Refused
from crm.core.web import render, requires, today, writes
from crm.lib.sheets import Column, workbook
from crm.plans import operations, queries
from crm.plans.forms import ActualForm, ReasonForm
from crm.plans.models import Indicator, IndicatorValue, Plan
from crm.plans.rules import PathYear, path, place_of
from crm.plans.views.room import blueprint

OF_ONE = "/plans/<code>/indicators/<indicator_code>"


@blueprint.get(OF_ONE)
@requires(Permission.READ)
def indicator(code: str, indicator_code: str) -> Any:
    """The path of one indicator against its target."""
    form = ActualForm()
    form.year.data = today().year - 1
    return _page(*_fetch(code, indicator_code), form, 200)


@blueprint.get(f"{OF_ONE}/path.json")
@requires(Permission.READ)
def indicator_json(code: str, indicator_code: str) -> Any:
    """What the chart draws: the path and the actuals by year."""
    _plan, indicator = _fetch(code, indicator_code)
    years = _path(_values(indicator))
    series = [("目标路径", [one.path for one in years]), ("实际", [one.actual for one in years])]
    drawn = [
        {"name": name, "values": [None if one is None else float(one) for one in values]}
        for name, values in series
    ]
    drawn[0]["reference"] = True
    return {
        "unit": indicator.unit,
        "categories": [f"{one.year}年" for one in years],
        "series": drawn,
    }


@blueprint.get(f"{OF_ONE}/path.xlsx")
@requires(Permission.READ)
@writes
def indicator_xlsx(code: str, indicator_code: str) -> Any:
    """The same figures as a workbook."""
    _plan, indicator = _fetch(code, indicator_code)
    rows = [
        (one.year, one.path, "原文" if one.written else "推算", one.actual, one.gap)
        for one in _path(_values(indicator))
    ]
    record(
        db.session, current_viewer(), "exported", kind="indicator",
        subject_id=indicator.id, title=indicator.name, changes={"行数": [None, str(len(rows))]},
    )  # fmt: skip
    heads = ("年份", f"路径（{indicator.unit}）", "依据", f"实际（{indicator.unit}）", "与路径相差")
    columns = [Column(head) for head in heads]
    return download(workbook(indicator.name, columns, rows), f"{indicator.name}.xlsx", EXCEL)


@blueprint.post(f"{OF_ONE}/actuals")
@requires(Permission.MANAGE)
def set_actual(code: str, indicator_code: str) -> Any:
    """Enter or correct the actual of a year."""
    plan, indicator = _fetch(code, indicator_code)
    form = ActualForm()
    if form.validate():
        try:
            operations.set_actual(
                db.session, current_viewer(), indicator, form.year.data, form.number,
                form.source.data, today().year,
            )  # fmt: skip
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存“{indicator.name}”{form.year.data}年的实际值。", "success")
            return redirect(f"/plans/{code}/indicators/{indicator_code}")
    return _page(plan, indicator, form, 400)


@blueprint.route(f"{OF_ONE}/actuals/<int:year>/revoke", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def revoke_actual(code: str, indicator_code: str, year: int) -> Any:
    """Take a wrong actual out, with a reason."""
    plan, indicator = _fetch(code, indicator_code)
    own = [one for one in _values(indicator) if one.kind == "actual" and one.year == year]
    if not own:
        raise NotFound
    form, status = ReasonForm(), 200
    if form.is_submitted():
        status = 400
        if form.validate():
            operations.revoke_actual(
                db.session, current_viewer(), indicator, year, form.reason.data
            )
            flash(f"已撤销“{indicator.name}”{year}年的实际值，历史里可以查到。", "success")
            return redirect(f"/plans/{code}/indicators/{indicator_code}")
    context = {"plan": plan, "indicator": indicator, "year": year, "values": own}
    return render("plans/revoke.html", form=form, **context), status


def _fetch(code: str, indicator_code: str) -> tuple[Plan, Indicator]:
    plan = queries.get_plan(db.session, code)
    return plan, queries.get_indicator(db.session, plan, indicator_code)


def _values(indicator: Indicator) -> list[IndicatorValue]:
    return queries.values_of(db.session, [indicator.id]).get(indicator.id, [])


def _path(values: list[IndicatorValue]) -> list[PathYear]:
    planned = [
        queries.figure(one)
        for kind in ("baseline", "target")
        for one in queries.counting_of(values, kind)
    ]
    actuals = {one.year: one.value for one in queries.counting_of(values, "actual")}
    return path(planned, actuals)


def _page(plan: Plan, indicator: Indicator, form: ActualForm, status: int) -> Any:
    viewer = current_viewer()
    values = _values(indicator)
    thing, thing_url = queries.thing_of(indicator, taxonomy(db.session, viewer))
    sources = {
        one.year: one.source
        for kind in ("baseline", "target")
        for one in queries.counting_of(values, kind)
    }
    actual_sources = {one.year: one.source for one in queries.counting_of(values, "actual")}
    return render(
        "plans/indicator.html",
        plan=plan,
        indicator=indicator,
        place=place_of(indicator.chapter, indicator.section, indicator.table_name),
        thing=thing,
        thing_url=thing_url,
        years=_path(values),
        sources=sources,
        actual_sources=actual_sources,
        others=[one for one in values if not one.counts],
        form=form,
        may_enter=viewer.may(Permission.MANAGE),
    ), status
