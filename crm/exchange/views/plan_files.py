"""An administrator adds a plan from files: looked at first, then loaded."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.errors import Refused
from crm.core.forms import Form
from crm.core.storage import storage
from crm.core.web import render, requires
from crm.exchange.forms import PlanFilesForm
from crm.exchange.operations.plans import bring_in_plan, try_plan
from crm.exchange.queries.plans import all_plans, template_sheets
from crm.exchange.seeds.uploads import put_aside, read_uploads, take_back
from crm.exchange.views.room import blueprint
from crm.lib.sheets import workbook_of
from crm.lib.text import clean_filename

HOME = "/admin/plans/import"
WRONG = "文件有误，没有任何内容被更改。请逐条改正后重新选择文件。"


@blueprint.route("/admin/plans/import", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def plan_files() -> Any:
    """Choose the files; what they would do is shown, and nothing is written yet."""
    form = PlanFilesForm()
    if form.validate_on_submit():
        files = [(clean_filename(one.filename or ""), one.read()) for one in form.files.data]
        try:
            report = try_plan(db.session, current_viewer(), read_uploads(files))
            key = put_aside(storage(), files)
            names = [name for name, _ in files]
            return render("exchange/trial.html", form=Form(), report=report, key=key, names=names)
        except Refused as error:
            form.form_errors += [WRONG, *error.sentence.split("\n")]
    return _page(form), 400 if form.is_submitted() else 200


@blueprint.post("/admin/plans/import/<upload>")
@requires(Permission.CONFIGURE)
def load_plan(upload: str) -> Any:
    """Load the files that were looked at."""
    files, form = take_back(storage(), upload), PlanFilesForm()
    form.files.validators = []  # they were sent before
    if form.validate():
        try:
            report = bring_in_plan(db.session, current_viewer(), read_uploads(files))
            flash(f"已载入{report.plan_title or '分类'}，新增 {report.created} 条", "success")
            return redirect(HOME)
        except Refused as error:
            form.form_errors += [WRONG, *error.sentence.split("\n")]
    return _page(form), 400


def _page(form: PlanFilesForm) -> str:
    return render("exchange/plans.html", form=form, plans=all_plans(db.session))


@blueprint.get("/admin/plans/import/template.xlsx")
@requires(Permission.CONFIGURE)
def plan_template() -> Any:
    """An empty workbook with all sheets and columns, and how to fill them in."""
    return download(workbook_of(template_sheets()), "规划导入模板.xlsx", EXCEL)
