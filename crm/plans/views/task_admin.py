"""The tasks for administrators: add and change them, say which units their departments are."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, directory
from crm.accounts.rules import Permission
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today
from crm.plans import operations, queries
from crm.plans.forms import TaskForm, links_form, links_of
from crm.plans.models import PlanTask
from crm.plans.queries import TaskFilter
from crm.plans.queries.tasks import ALL
from crm.plans.views.room import blueprint

HOME = "/admin/tasks"


@blueprint.get("/admin/tasks")
@requires(Permission.CONFIGURE)
def admin_tasks() -> Any:
    """All tasks, plan by plan."""
    rows, _totals = queries.tasks_in(db.session, TaskFilter(whose=ALL), today())
    return render("tasks/admin.html", rows=rows)


@blueprint.route("/admin/tasks/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_task() -> Any:
    """Add a task to a plan, that of ?plan= at first."""
    form = TaskForm()
    form.plan_id.offer(
        [(row.plan.id, row.plan.title) for row in queries.plans(db.session, current_viewer())]
    )
    if request.method != "POST":
        form.plan_id.data = asked_number(request.args, "plan")
        if form.plan_id.data is not None:
            form.number.data = queries.next_number(db.session, form.plan_id.data)
    elif form.validate():
        try:
            made = operations.add_task(
                db.session, current_viewer(), form.plan_id.data, form.values()
            )
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已添加任务“{made.title}”。", "success")
            return redirect(HOME)
    status = 400 if request.method == "POST" else 200
    return render("tasks/form.html", form=form, task=None), status


@blueprint.route("/admin/tasks/<int:task_id>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_task(task_id: int) -> Any:
    """Change a task: words, deadline, departments, where it stands in the plan."""
    task = queries.get_task(db.session, task_id)
    form = TaskForm(obj=task)
    form.keep_plan(task)
    status = 200
    if request.method == "POST":
        status = _save(form, task)
        if status == 302:
            flash(f"已保存任务“{task.title}”。", "success")
            return redirect(HOME)
    else:
        form.show(queries.departments_of(db.session, task.id))
    return render("tasks/form.html", form=form, task=task), status


def _save(form: TaskForm, task: PlanTask) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    try:
        operations.change_task(db.session, current_viewer(), task, form.values(), form.seen_version)
    except Conflict:
        form.collide(task)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302


@blueprint.route("/admin/tasks/departments", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def task_departments() -> Any:
    """Which units of ours the departments are: their people report the tasks."""
    uses = queries.department_uses(db.session)
    units = directory(db.session, current_viewer()).active_units()
    form = links_form(uses, [(unit.id, unit.name) for unit in units])
    if request.method == "POST" and form.validate():
        try:
            changed = operations.link_departments(
                db.session, current_viewer(), links_of(form, uses)
            )
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存，{changed} 个部门的对应机构有变化。", "success")
            return redirect(HOME)
    status = 400 if request.method == "POST" else 200
    return render("tasks/departments.html", form=form, uses=uses), status
