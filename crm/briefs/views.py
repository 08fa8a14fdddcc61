"""Pages of briefs: list, draft, the brief itself, its PDF."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for

from crm.accounts.queries import current_viewer, get_unit, require
from crm.accounts.rules import Permission
from crm.briefs import operations as act
from crm.briefs.forms import BriefForm, DraftForm
from crm.briefs.models import Brief, BriefState
from crm.briefs.queries import briefs, cover_of, get_for, may_prepare, units_to_prepare
from crm.briefs.rules import words
from crm.briefs.rules.document import Cover, file_name, render, taken_words
from crm.briefs.rules.screen import on_screen
from crm.briefs.rules.sections import sections
from crm.briefs.rules.snapshot import Snapshot
from crm.core import web
from crm.core.aside import aside
from crm.core.db import db
from crm.core.downloads import PDF, download
from crm.core.errors import Conflict, Refused
from crm.core.web import requires, today, writes
from crm.lib.typeset import Rendered

blueprint = Blueprint("briefs", __name__, url_prefix="/briefs")


@lru_cache(maxsize=4)
def draw(figures: Snapshot, cover: Cover, fonts: Path | None) -> Rendered:
    """A brief's PDF. The same figures give the same bytes, so its check and its download draw it
    once; not in this process, where the faces would stay in memory."""
    if current_app.testing:
        return render(figures, cover, fonts)
    return aside(render, figures, cover, fonts)


@blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """All briefs that the viewer sees."""
    viewer = current_viewer()
    return web.render(
        "briefs/index.html",
        briefs=briefs(db.session, viewer),
        may_draft=bool(units_to_prepare(db.session, viewer)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.READ)
def new() -> Any:
    """Make the draft of a month."""
    viewer, day = current_viewer(), today()
    units = units_to_prepare(db.session, viewer)
    require(bool(units), act.NOT_YOURS)
    form = DraftForm()
    form.offer([(unit.id, unit.name) for unit in units], day)
    if request.method == "POST" and form.validate():
        unit = get_unit(db.session, form.unit_id.data)
        try:
            brief = act.draft(db.session, viewer, unit, form.chosen_month, day)
        except Refused as error:
            form.refuse(error)
        else:
            flash("草稿已生成，数据已固定；核对后由领导签发。", "success")
            return redirect(url_for("briefs.show", brief_id=brief.id))
    return web.render("briefs/new.html", form=form), 400 if request.method == "POST" else 200


@blueprint.get("/<int:brief_id>")
@requires(Permission.READ)
def show(brief_id: int) -> Any:
    """The brief as it is printed, as a page."""
    viewer = current_viewer()
    brief = get_for(db.session, viewer, brief_id)
    figures = Snapshot.from_json(brief.snapshot)
    taken = taken_words(figures.taken_at)
    is_draft = brief.state is BriefState.DRAFT
    return web.render(
        "briefs/show.html",
        brief=brief,
        cover=cover_of(brief),
        figures=figures,
        opening=brief.opening or words.opening(figures),
        addressee=words.addressee(figures),
        sections=on_screen(sections(figures, taken)),
        taken=taken,
        may_edit=is_draft and may_prepare(viewer, brief.unit),
        may_issue=is_draft and viewer.may(Permission.ISSUE),
    )


@blueprint.get("/<int:brief_id>/check")
@requires(Permission.READ)
def check(brief_id: int) -> Any:
    """What the printed brief lacks: characters in no font, an office's fonts that do not work."""
    brief = get_for(db.session, current_viewer(), brief_id)
    printed = _printed(brief)
    missing = [(char, f"U+{ord(char):04X}") for char in printed.missing]
    template = "briefs/_check.html" if web.is_htmx() else "briefs/check.html"
    return web.render(template, brief=brief, printed=printed, missing=missing)


@blueprint.route("/<int:brief_id>/edit", methods=["GET", "POST"])
@requires(Permission.READ)
def edit(brief_id: int) -> Any:
    """Write title and opening by hand."""
    viewer, status = current_viewer(), 200
    brief = get_for(db.session, viewer, brief_id, lock=request.method == "POST")
    form = BriefForm(obj=brief if request.method != "POST" else None)
    composed = words.opening(Snapshot.from_json(brief.snapshot))
    if request.method != "POST":
        act.must_be_draft(viewer, brief)
        form.opening.data = brief.opening or composed
    elif form.validate():
        try:
            written = {"title": form.title.data, "opening": form.opening.data or ""}
            act.edit(db.session, viewer, brief, seen_version=form.seen_version, **written)
            flash("已保存。", "success")
            return redirect(url_for("briefs.show", brief_id=brief.id))
        except Conflict:
            form.collide(brief)
            status = 409
        except Refused as error:
            form.refuse(error)
    status = 400 if form.errors and status == 200 else status
    return web.render("briefs/edit.html", brief=brief, form=form, composed=composed), status


@blueprint.post("/<int:brief_id>/refresh")
@requires(Permission.READ)
def refresh(brief_id: int) -> Any:
    """Take the figures of a draft anew."""
    viewer = current_viewer()
    brief = get_for(db.session, viewer, brief_id, lock=True)
    act.refresh(db.session, viewer, brief, today())
    flash("数据已重新取数并固定。", "success")
    return redirect(url_for("briefs.show", brief_id=brief.id))


@blueprint.post("/<int:brief_id>/issue")
@requires(Permission.ISSUE)
def issue(brief_id: int) -> Any:
    """Issue a draft for good."""
    viewer = current_viewer()
    brief = get_for(db.session, viewer, brief_id, lock=True)
    seen = request.form.get("version", type=int)
    act.issue(db.session, viewer, brief, today(), seen)
    flash(f"第{brief.year_number}期已签发，内容不再更改。", "success")
    return redirect(url_for("briefs.show", brief_id=brief.id))


@blueprint.get("/<int:brief_id>.pdf")
@requires(Permission.READ)
@writes
def pdf(brief_id: int) -> Response:
    """The brief to take away; drawn before anything is written, so that nobody has to wait."""
    viewer = current_viewer()
    with db.reading() as session:
        brief = get_for(session, viewer, brief_id)
        printed = _printed(brief)
        name = file_name(Snapshot.from_json(brief.snapshot), cover_of(brief))
    act.downloaded(db.session, viewer, brief)
    return download(printed.pdf, name, PDF)


def _printed(brief: Brief) -> Rendered:
    fonts = current_app.config["SETTINGS"].brief_fonts
    return draw(Snapshot.from_json(brief.snapshot), cover_of(brief), fonts)
