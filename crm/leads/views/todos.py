"""To-dos: one's own by when they are due, and what one has asked others for."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from crm.accounts.queries import current_viewer, people_of
from crm.accounts.rules import Permission
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import is_htmx, render, requires, today
from crm.leads.forms import PutOffForm, TodoForm
from crm.leads.operations import (
    about,
    add_todo,
    finish_todo,
    put_off_todo,
    reopen_todo,
    stop_repeating,
)
from crm.leads.queries.subjects import SUBJECTS, names, url_of
from crm.leads.queries.todos import get_todo, my_todos

blueprint = Blueprint("todos", __name__, url_prefix="/todos")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.READ)
def index() -> Any:
    """The list, with a line to add one."""
    viewer, form = current_viewer(), TodoForm()
    people = people_of(db.session, viewer)
    form.owner_id.offer([(one.id, one.name) for one in people if one.id != viewer.id])
    if request.method == "POST":
        if form.validate() and _added(form):
            flash("已加入待办。", "success")
            return redirect(_back())
    else:
        form.due_on.process_data(today())
    todos = my_todos(db.session, viewer, today())
    status = 400 if form.errors else 200
    subject = _subject()
    name = names(db.session, viewer, [subject]).get(subject, "") if subject else ""
    context = {"form": form, "todos": todos, "on": today(), "subject": subject, "name": name}
    return render("todos/index.html", **context), status


def _subject() -> tuple[str, int] | None:
    """The record whose page sent the form, or led to it."""
    for kind in SUBJECTS:
        number = asked_number(request.values, kind)
        if number is not None:
            return kind, number
    return None


def _added(form: TodoForm) -> bool:
    """Add it, about the record whose page sent it or about nothing but oneself."""
    viewer, subject = current_viewer(), _subject()
    record = about(db.session, viewer, *subject) if subject else None
    try:
        add_todo(db.session, viewer, form.values(), record)
    except Refused as error:
        form.refuse(error)
        return False
    return True


@blueprint.post("/<int:todo_id>/done")
@requires(Permission.READ)
def done(todo_id: int) -> Any:
    """Tick one off."""
    viewer = current_viewer()
    finish_todo(db.session, viewer, get_todo(db.session, viewer, todo_id), today())
    flash("已完成。", "success")
    return redirect(_back())


@blueprint.post("/<int:todo_id>/reopen")
@requires(Permission.READ)
def reopen(todo_id: int) -> Any:
    """Take the tick away."""
    viewer = current_viewer()
    reopen_todo(db.session, viewer, get_todo(db.session, viewer, todo_id))
    return redirect(_back())


@blueprint.route("/<int:todo_id>/put-off", methods=["GET", "POST"])
@requires(Permission.READ)
def put_off(todo_id: int) -> Any:
    """Do it by another day."""
    form, viewer = PutOffForm(), current_viewer()
    todo = get_todo(db.session, viewer, todo_id)
    if not form.is_submitted():
        form.due_on.process_data(todo.due_on)
    elif form.validate():
        try:
            put_off_todo(db.session, viewer, todo, form.due_on.data, today())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已改到 {form.due_on.data}。", "success")
            url = _back()
            return ("", 204, {"HX-Redirect": url}) if is_htmx() else redirect(url)
    template = "todos/_put_off.html" if is_htmx() else "todos/put_off.html"
    path = request.full_path.rstrip("?")
    page = render(template, form=form, todo=todo, back=_back(), path=path)
    return page, 400 if form.errors else 200


@blueprint.post("/<int:todo_id>/stop")
@requires(Permission.READ)
def stop(todo_id: int) -> Any:
    """Let it be the last of its series."""
    viewer = current_viewer()
    stop_repeating(db.session, viewer, get_todo(db.session, viewer, todo_id))
    flash("不再重复。", "success")
    return redirect(_back())


def _back() -> str:
    """To the workbench or to the record whose page sent it, or to the list."""
    if request.values.get("home"):
        return "/"
    subject = _subject()
    return url_of(*subject) if subject else url_for("todos.index")
