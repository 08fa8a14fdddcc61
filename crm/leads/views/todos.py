"""One's own to-dos: due, overdue, done."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.lists import asked_number
from crm.core.web import render, requires, today
from crm.leads.forms import TodoForm
from crm.leads.operations import add_todo, finish_todo, reopen_todo
from crm.leads.queries import get_known
from crm.leads.queries.activities import get_todo, my_todos
from crm.leads.queries.rows import title_for_all

blueprint = Blueprint("todos", __name__, url_prefix="/todos")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.READ)
def index() -> Any:
    """The list, with a line to add one."""
    viewer, form = current_viewer(), TodoForm()
    if request.method == "POST":
        if form.validate():
            _add(form)
            flash("已加入待办。", "success")
            return redirect(_back())
    else:
        form.due_on.process_data(today())
    todos = my_todos(db.session, viewer, today())
    status = 400 if form.errors else 200
    return render("todos/index.html", form=form, todos=todos, on=today()), status


def _add(form: TodoForm) -> None:
    """About a lead when the page of one sent it, else about nothing but oneself."""
    viewer, lead_id = current_viewer(), asked_number(request.form, "lead")
    text, due = form.text.data, form.due_on.data
    if lead_id is None:
        add_todo(db.session, viewer, "user", viewer.id, text, due)
        return
    lead = get_known(db.session, viewer, lead_id)
    add_todo(
        db.session,
        viewer,
        "lead",
        lead.id,
        text,
        due,
        title=title_for_all(lead),
        confidential=lead.confidential,
    )


@blueprint.post("/<int:todo_id>/done")
@requires(Permission.READ)
def done(todo_id: int) -> Any:
    """Tick one off."""
    viewer = current_viewer()
    finish_todo(db.session, viewer, get_todo(db.session, viewer, todo_id))
    flash("已完成。", "success")
    return redirect(_back())


@blueprint.post("/<int:todo_id>/reopen")
@requires(Permission.READ)
def reopen(todo_id: int) -> Any:
    """Take the tick away."""
    viewer = current_viewer()
    reopen_todo(db.session, viewer, get_todo(db.session, viewer, todo_id))
    return redirect(_back())


def _back() -> str:
    """To the workbench or to the lead whose page sent it, or to the list."""
    if request.form.get("home"):
        return "/"
    lead_id = asked_number(request.form, "lead")
    if lead_id is None:
        return url_for("todos.index")
    return url_for("leads.show", lead_id=lead_id)
