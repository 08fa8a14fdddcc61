"""One task of a plan: what it asks, who owes it, month by month how it stood."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, directory, require
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today
from crm.plans import operations, queries
from crm.plans.forms import ReportForm
from crm.plans.models import PlanTask, TaskReport
from crm.plans.operations import NOT_YOUR_TASK, ReportValues
from crm.plans.rules import month_of, month_words, place_of, reportable_months, task_stand
from crm.plans.views.room import tasks_blueprint


@tasks_blueprint.get("/<int:task_id>")
@requires(Permission.READ)
def show(task_id: int) -> Any:
    """The task with its reports; ?month=2026-10 begins with that month's report."""
    task = queries.get_task(db.session, task_id)
    reports = queries.reports_of(db.session, task.id)
    form = _form(task)
    month = month_of(request.args.get("month", ""))
    month = month if month in form.months else form.months[0]
    form.show(month, next((one for one in reports if one.month == month), None))
    return _page(task, form, 200, reports)


@tasks_blueprint.post("/<int:task_id>")
@requires(Permission.LOG)
def report(task_id: int) -> Any:
    """Report a month, or correct its report."""
    viewer, task = current_viewer(), queries.get_task(db.session, task_id)
    may = queries.may_report(viewer, queries.departments_of(db.session, task.id))
    require(may, NOT_YOUR_TASK)
    form, status = _form(task), 400
    if form.validate():
        values = ReportValues(form.first_day, form.state.data, form.text.data)
        try:
            operations.report_task(db.session, viewer, task, values, form.seen, today())
        except Conflict:
            status = 409
            form.meet(_stands(task, form))
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存{month_words(form.first_day)}的进展。", "success")
            return redirect(f"/tasks/{task.id}")
    return _page(task, form, status, queries.reports_of(db.session, task.id))


def _form(task: PlanTask) -> ReportForm:
    return ReportForm(months=reportable_months(task.plan.starts_on, today()))


def _stands(task: PlanTask, form: ReportForm) -> TaskReport:
    """The report that somebody else has saved for the chosen month."""
    found = operations.report_of(db.session, task, form.first_day)
    if found is None:
        raise Conflict
    return found


def _page(task: PlanTask, form: ReportForm, status: int, reports: list[TaskReport]) -> Any:
    viewer = current_viewer()
    departments = queries.departments_of(db.session, task.id)
    last = next(iter(reports), None)
    return render(
        "tasks/show.html",
        task=task,
        place=place_of(task.chapter, task.section, task.table_name),
        departments=departments,
        words=directory(db.session, viewer),
        reports=reports,
        stand=task_stand(
            last.month if last else None, last.state if last else None, task.due_on, today()
        ),
        form=form,
        may_report=queries.may_report(viewer, departments),
        month_words=month_words,
    ), status
