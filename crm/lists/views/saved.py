"""Saving the view of a list, changing and deleting it; choosing the one a list opens with."""

import json
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import is_htmx, render, requires
from crm.lists.forms import ViewForm, heads_of
from crm.lists.models import SavedView
from crm.lists.operations.views import (
    choose_view,
    delete_view,
    keep_in_view,
    save_view,
    update_view,
)
from crm.lists.queries.kinds import get_kind
from crm.lists.queries.views import address_of, get_for, get_own, is_default
from crm.lists.rules import kept_query
from crm.lists.views.room import blueprint


@blueprint.route("/<kind>/views/new", methods=["GET", "POST"])
@requires(Permission.READ)
def new_view(kind: str) -> Any:
    """Keep filters, order and columns in force under a name."""
    viewer, of, form = current_viewer(), get_kind(kind), ViewForm()
    if request.method != "POST":
        form.query.data = kept_query(request.args.get("query", ""), of.names)
        form.hidden.data = json.dumps(heads_of(request.args.get("hidden")), ensure_ascii=False)
    elif form.validate():
        try:
            heads = heads_of(form.hidden.data)
            view = save_view(db.session, viewer, of, form.values(), form.query.data or "", heads)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存视图“{view.name}”。", "success")
            return _go(address_of(of, view))
    return _form(form, of.label, of.path, f"/lists/{kind}/views/new"), 400 if form.errors else 200


@blueprint.route("/views/<int:view_id>", methods=["GET", "POST"])
@requires(Permission.READ)
def edit_view(view_id: int) -> Any:
    """Rename a view, share it or not, let the list open with it."""
    viewer, status = current_viewer(), 200
    view = get_own(db.session, viewer, view_id)
    of, form = get_kind(view.kind), ViewForm(obj=view)
    if request.method != "POST":
        form.default.data = is_default(db.session, viewer, view)
    elif form.validate():
        try:
            update_view(db.session, viewer, view, form.values(), form.seen_version)
        except Conflict:
            form.collide(view)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash("已保存。", "success")
            return _go(address_of(of, view))
    status = status if status == 409 else 400 if form.errors else 200
    return _form(form, of.label, of.path, f"/lists/views/{view_id}", view_id), status


@blueprint.post("/views/<int:view_id>/keep")
@requires(Permission.READ)
def keep(view_id: int) -> Any:
    """Let a view hold what is in force now."""
    view = get_own(db.session, current_viewer(), view_id)
    query, heads = request.form.get("query", ""), heads_of(request.form.get("hidden"))
    keep_in_view(db.session, current_viewer(), view, query, heads)
    flash(f"视图“{view.name}”已更新为当前的筛选、排序和列。", "success")
    return redirect(address_of(get_kind(view.kind), view))


@blueprint.post("/views/<int:view_id>/default")
@requires(Permission.READ)
def choose(view_id: int) -> Any:
    """Let the list open with a view, one's own or a shared one; sent again, no longer."""
    viewer = current_viewer()
    view = get_for(db.session, viewer, view_id)
    chosen = not is_default(db.session, viewer, view)
    choose_view(db.session, viewer, view, chosen)
    words = "以后打开列表默认用" if chosen else "以后打开列表不再默认用"
    flash(f"{words}“{view.name}”。", "success")
    return redirect(address_of(get_kind(view.kind), view))


@blueprint.post("/views/<int:view_id>/delete")
@requires(Permission.READ)
def remove(view_id: int) -> Any:
    """Delete one's own view."""
    view = get_own(db.session, current_viewer(), view_id)
    path = _whole(view)
    delete_view(db.session, current_viewer(), view)
    flash(f"已删除视图“{view.name}”，记录没有变化。", "success")
    return redirect(path)


def _whole(view: SavedView) -> str:
    """The list without any view."""
    return f"{get_kind(view.kind).path}?view=all"


def _go(url: str) -> Any:
    return ("", 204, {"HX-Redirect": url}) if is_htmx() else redirect(url)


def _form(form: ViewForm, label: str, path: str, action: str, view_id: int | None = None) -> str:
    template = "lists/_view_form.html" if is_htmx() else "lists/view_form.html"
    may_share = current_viewer().may(Permission.MANAGE)
    return render(
        template,
        form=form,
        label=label,
        path=path,
        action=action,
        view_id=view_id,
        may_share=may_share,
    )
