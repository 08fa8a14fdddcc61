"""A lead's own page, with what was done and what comes next."""

from typing import Any

from flask import flash, redirect, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.core.db import db
from crm.core.errors import NotFound
from crm.core.web import is_htmx, render, requires, today
from crm.leads.forms import ActivityForm
from crm.leads.models import Lead
from crm.leads.operations import claim, reveal_phone
from crm.leads.queries import get_for, get_known, get_to_edit, is_known, may_edit
from crm.leads.queries.access import KIND, may_manage
from crm.leads.queries.rows import LeadFace, face_of
from crm.leads.queries.terms import protection_of, terms_of
from crm.leads.queries.threads import Source, story
from crm.leads.queries.todos import step_among, todos_of
from crm.leads.rules import LeadState, Move, Rhythm, is_possible
from crm.leads.views.activities import logged
from crm.leads.views.room import blueprint

SHOWN = 20
GONE = "这条线索已不在公海，可能刚刚被他人认领。请回到公海另选。"


@blueprint.get("/<int:lead_id>")
@requires(Permission.READ)
def show(lead_id: int) -> Any:
    """Everything about a lead that the viewer may see."""
    viewer = current_viewer()
    lead = get_for(db.session, viewer, lead_id)
    known = is_known(db.session, viewer, lead)
    return page(viewer, lead, known)


def page(viewer: Viewer, lead: Lead, known: bool, form: ActivityForm | None = None) -> str:
    """The page, with a form of what was typed when that was refused."""
    editor = known and may_edit(viewer, lead)
    face = face_of(
        lead,
        known,
        protection_of(db.session, lead),
        own_unit=editor or lead.unit_id == viewer.unit_id,
    )
    if form is None:
        form = ActivityForm()
        form.happened_on.process_data(today())
    return render(
        "leads/show.html",
        lead=face,
        facts=_facts(face),
        form=form if editor and is_possible(lead.state, Move.RELEASE) else None,
        **_todos(viewer, face),
        may=_may(viewer, lead, editor),
        on=today(),
        rhythms=Rhythm.choices(),
        warning=terms_of(db.session, today(), viewer).warning_days,
        **story(db.session, viewer, [Source(KIND, lead.id)] if known else [], SHOWN),
    )


def _todos(viewer: Viewer, face: LeadFace) -> dict[str, Any]:
    """The viewer's to-dos about the lead, the one that is its next step apart."""
    todos = todos_of(db.session, viewer, KIND, face.id) if face.known else []
    step, others = step_among(todos, face.next_step)
    return {"step": step, "todos": others}


def _may(viewer: Viewer, lead: Lead, editor: bool) -> dict[str, bool]:
    """What the buttons of the page are."""
    manager = editor and may_manage(viewer, lead)
    return {
        "edit": editor and lead.state in (LeadState.OPEN, LeadState.POOL),
        "claim": viewer.may(Permission.LOG) and is_possible(lead.state, Move.CLAIM),
        "release": editor and is_possible(lead.state, Move.RELEASE),
        "drop": editor and is_possible(lead.state, Move.DROP),
        "reopen": editor and is_possible(lead.state, Move.REOPEN),
        "assign": manager and is_possible(lead.state, Move.ASSIGN),
        "list": editor and lead.confidential,
    }


def _facts(face: LeadFace) -> list[tuple[str, Any]]:
    if not face.known:
        return [("环节", _node(face)), ("意向投资额", face.amount), ("单位", face.unit)]
    facts = [
        ("意向投资额", face.amount),
        ("环节", _node(face)),
        ("投资方", face.origin),
        ("招引方式", face.channel),
        ("负责人", face.owner),
        ("单位", face.unit),
        ("首报日期", face.reported_on),
        ("最近跟进", face.followed_on),
        ("信息来源", face.source),
    ]
    if face.credit_code:
        facts.append(("统一社会信用代码", face.credit_code))
    if face.code_name:
        facts.append(("代号", face.code_name))
    if face.drop_reason:
        facts.append(("放弃原因", face.drop_reason))
    return facts


def _node(face: LeadFace) -> str:
    return " · ".join(filter(None, (face.chain, face.node)))


@blueprint.post("/<int:lead_id>/activities")
@requires(Permission.LOG)
def log(lead_id: int) -> Any:
    """Log what was done; the page then shows it on top."""
    form = ActivityForm()
    if logged(form, KIND, lead_id):
        flash("已登记跟进。", "success")
        return redirect(url_for("leads.show", lead_id=lead_id))
    viewer = current_viewer()
    return page(viewer, get_to_edit(db.session, viewer, lead_id), True, form), 400


@blueprint.post("/<int:lead_id>/claim")
@requires(Permission.LOG)
def take(lead_id: int) -> Any:
    """Claim a lead from the pool."""
    viewer = current_viewer()
    try:
        pooled = get_known(db.session, viewer, lead_id)
    except NotFound:  # the same words whether it was never there or has just been taken
        raise NotFound(GONE) from None
    lead = claim(db.session, viewer, pooled, today())
    flash(f"“{lead.company_name}”现在由您负责，保护至 {lead.falls_on:%Y-%m-%d}。", "success")
    return redirect(url_for("leads.show", lead_id=lead_id))


@blueprint.post("/<int:lead_id>/phone")
@requires(Permission.READ)
def phone(lead_id: int) -> Any:
    """Show a masked number to somebody of another unit; the log keeps that."""
    viewer = current_viewer()
    lead = get_known(db.session, viewer, lead_id)
    reveal_phone(db.session, viewer, lead)
    if is_htmx():
        return render("companies/_number.html", phone=lead.contact_phone, email=lead.contact_email)
    numbers = f"{lead.contact_phone} {lead.contact_email}".strip()
    flash(f"{lead.contact_name} {numbers}（已记入日志）", "message")
    return redirect(url_for("leads.show", lead_id=lead_id))
