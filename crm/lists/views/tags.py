"""The list of tags, and the tags of one record."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Conflict, NotFound, Refused
from crm.core.web import is_htmx, render, requires, slots
from crm.lists.forms import RecordTagsForm, TagForm
from crm.lists.operations.tags import Tagged, add_tag, put_tags, update_tag
from crm.lists.queries.kinds import get_changing, get_kind
from crm.lists.queries.tags import TagRef, carriers_per_tag, get_tag, tag_choices, tags, tags_on
from crm.lists.rules import Deed
from crm.lists.views.room import blueprint


@blueprint.route("/tags", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def tag_list() -> Any:
    """All tags; a new one is added here."""
    viewer, form = current_viewer(), TagForm()
    if request.method == "POST" and form.validate():
        try:
            add_tag(db.session, viewer, form.name.data)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已增加标签“{form.name.data}”。", "success")
            return redirect("/lists/tags")
    every, counts = tags(db.session, viewer).values(), carriers_per_tag(db.session)
    page = render(
        "lists/tags.html", form=form, tags=[(one, counts.get(one.id, 0)) for one in every]
    )
    return page, 400 if form.errors else 200


@blueprint.route("/tags/<int:tag_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_tag(tag_id: int) -> Any:
    """Rename a tag or switch it off."""
    tag, status = get_tag(db.session, tag_id, lock=request.method == "POST"), 200
    form = TagForm(obj=tag)
    if request.method == "POST" and form.validate():
        try:
            update_tag(
                db.session, current_viewer(), tag, form.name.data, form.active.data,
                form.seen_version,
            )  # fmt: skip
        except Conflict:
            form.collide(tag)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash("已保存。", "success")
            return redirect("/lists/tags")
    status = status if status == 409 else 400 if form.errors else 200
    return render("lists/tag_form.html", form=form, tag_id=tag_id), status


@blueprint.route("/<kind>/<int:subject_id>/tags", methods=["GET", "POST"])
@requires(Permission.LOG)
def record_tags(kind: str, subject_id: int) -> Any:
    """The tags of one record."""
    viewer, (of, changing) = current_viewer(), get_changing(kind)
    row = next(iter(changing.load(db.session, viewer, [subject_id])), None)
    if row is None:
        raise NotFound
    fault = changing.fault(db.session, viewer, row, Deed.TAG_ON)
    require(not fault, fault)
    held = tags_on(db.session, viewer, of.subject, subject_id)
    form = RecordTagsForm()
    active = dict(tag_choices(db.session, viewer))
    form.tag_ids.choices = list({**active, **{one.id: one.name for one in held}}.items())
    if request.method != "POST":
        form.tag_ids.data = [one.id for one in held]
    elif form.validate():
        return _put(of.subject, row, changing.title(row), f"{of.path}/{subject_id}", form)
    template = "lists/_record_tags.html" if is_htmx() else "lists/record_tags.html"
    page = render(template, form=form, kind=of, row=row, title=changing.title(row))
    return page, 400 if form.errors else 200


def _put(subject: str, row: Any, title: str, url: str, form: RecordTagsForm) -> Any:
    one = Tagged(row.id, title, row.confidential)
    put_tags(db.session, current_viewer(), subject, one, form.tag_ids.data or [])
    flash("已保存标签。", "success")
    return ("", 204, {"HX-Redirect": url}) if is_htmx() else redirect(url)


@slots.fill("record.tags")
def of_record(
    key: str, subject_id: int, may_edit: bool = False, held: list[TagRef] | None = None
) -> str:
    """The tags of a record that the viewer knows by name, for its own page; `held` if they have
    been asked for."""
    viewer = current_viewer()
    if held is None:
        held = tags_on(db.session, viewer, get_kind(key).subject, subject_id)
    offered = may_edit and bool(tags(db.session, viewer))
    url = f"/lists/{key}/{subject_id}/tags"
    return render("lists/_tags_on.html", tags=held, url=url if offered else "")
