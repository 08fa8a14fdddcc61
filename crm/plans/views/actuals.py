"""Sheets of actuals: taken away, filled in, looked at, and then saved as a whole or not at all."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.operations import record
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today, writes
from crm.lib.sheet_rows import SheetRefused, read_rows
from crm.lib.sheets import Column, workbook
from crm.plans import operations, queries
from crm.plans.forms import SheetForm, SheetRowsForm
from crm.plans.models import Plan
from crm.plans.rules import HEADS, SheetRow, Step, judge, year_fault
from crm.plans.views.room import blueprint

WIDTHS = (24, 36, 16, 10, 28, 8, 14, 30)
LONGEST_ROWS = 1_000_000


@blueprint.get("/plans/<code>/actuals.xlsx")
@requires(Permission.READ)
@writes
def actuals_xlsx(code: str) -> Any:
    """The plan's indicators with a column for a year's actual."""
    plan = queries.get_plan(db.session, code)
    year = asked_number(request.args, "year") or today().year - 1
    lines = queries.sheet_lines(db.session, plan, year)
    rows = [
        (line.code, line.name, line.subject, line.unit, line.target, year,
         line.known.value, line.known.source or None)
        for line in lines
    ]  # fmt: skip
    title = f"{plan.title}{year}年实际值"
    changes: dict[str, list[str | None]] = {"行数": [None, str(len(rows))]}
    record(
        db.session, current_viewer(), "exported",
        kind="plan", subject_id=plan.id, title=title, changes=changes,
    )  # fmt: skip
    columns = [Column(head, width) for head, width in zip(HEADS, WIDTHS, strict=True)]
    return download(workbook(f"{year}年实际值", columns, rows), f"{title}.xlsx", EXCEL)


@blueprint.route("/plans/<code>/actuals", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def actuals(code: str) -> Any:
    """Hand in a filled sheet and look at what it would change; nothing is written yet."""
    plan = queries.get_plan(db.session, code)
    form = SheetForm()
    if not form.is_submitted():
        form.year.data = today().year - 1
    elif form.validate():
        try:
            rows = _judged(plan, form)
        except Refused as error:
            form.refuse(error)
        else:
            return _preview(plan, form.year.data, rows, 200)
    status = 400 if form.is_submitted() else 200
    return render("plans/actuals.html", plan=plan, form=form), status


def _judged(plan: Plan, form: SheetForm) -> tuple[SheetRow, ...]:
    fault = year_fault(form.year.data, today().year)
    if fault:
        raise Refused(fault, "year")
    file = form.file.data
    if not file or not file.filename:
        raise Refused("请选择填好的 Excel 表。", "file")
    try:
        head, *rows = read_rows(file.stream, file.filename) or [()]
    except SheetRefused as error:
        raise Refused(str(error), "file") from error
    if tuple(str(cell or "").strip() for cell in head[: len(HEADS)]) != HEADS:
        raise Refused(f"表头不对，应依次是：{'、'.join(HEADS)}。请用下载的表填写。", "file")
    lines = queries.sheet_lines(db.session, plan, form.year.data)
    return judge(rows, queries.known_by_code(lines), form.year.data)


@blueprint.post("/plans/<code>/actuals/save")
@requires(Permission.MANAGE)
def save_actuals(code: str) -> Any:
    """Save a sheet that was looked at: all of it, or nothing."""
    plan = queries.get_plan(db.session, code)
    form = SheetRowsForm()
    sent = _sent(form.rows.data or "")
    year = form.year.data or 0
    lines = queries.sheet_lines(db.session, plan, year if 0 < year < 10_000 else 1)
    cells = [(one[0], "", "", "", "", year, one[1], one[2]) for one in sent]
    rows = judge(cells, queries.known_by_code(lines), year)
    if not form.validate() or year_fault(year, today().year):
        return _preview(plan, year, rows, 400, "没有写入任何内容，请再点一次保存。")
    try:
        seen = {one[0]: _number(one[3]) for one in sent}
        new, changed = operations.save_sheet(db.session, current_viewer(), plan, year, rows, seen)
    except (Conflict, Refused) as error:
        return _preview(plan, year, rows, error.status, error.sentence)
    flash(f"已写入 {year}年实际值：新填 {new} 个，改动 {changed} 个。", "success")
    return redirect(f"/plans/{code}?part=targets")


def _sent(text: str) -> list[list[str]]:
    """Code, value, source and what stood before of each row; nothing for what is none of it."""
    try:
        rows = json.loads(text[:LONGEST_ROWS])
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [[str(cell) for cell in row] for row in rows if isinstance(row, list) and len(row) == 4]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except ArithmeticError:
        return None


def _preview(
    plan: Plan, year: int, rows: Sequence[SheetRow], status: int, sentence: str = ""
) -> Any:
    counts = {step: sum(row.step is step for row in rows) for step in Step}
    wanted = [row for row in rows if row.step in (Step.NEW, Step.CHANGED)]
    told = [
        [row.code, str(row.value), row.source, "" if row.before is None else str(row.before)]
        for row in wanted
    ]
    form = SheetRowsForm(formdata=None)
    form.year.data, form.rows.data = year, json.dumps(told, ensure_ascii=False)
    return render(
        "plans/preview.html",
        plan=plan,
        year=year,
        rows=[row for row in rows if row.step is Step.WRONG] + wanted,
        counts=counts,
        steps=Step,
        form=form,
        sentence=sentence,
    ), status
