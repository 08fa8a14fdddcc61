"""Delegations received and promotion events, with the companies met."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.core.addresses import address, asked_choice, asked_number
from crm.core.db import db
from crm.core.errors import Conflict, Forbidden, NotFound, Refused
from crm.core.web import render, requires, today
from crm.leads import operations
from crm.leads.forms import EventForm, MetForm, MetLeadForm
from crm.leads.models import Event, Lead
from crm.leads.queries import get_known
from crm.leads.queries.events import (
    EventFilter,
    get_event,
    get_event_to_edit,
    get_met,
    get_visible_met,
    lead_tied_to,
    may_edit_event,
    page_of_events,
    results_of,
)
from crm.leads.rules.events import EventKind

blueprint = Blueprint("events", __name__, url_prefix="/events")
FIRST_YEAR, LAST_YEAR = 1990, 2100


@blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """The list, the latest first."""
    year = asked_number(request.args, "year")
    year = year if year and FIRST_YEAR <= year <= LAST_YEAR else None
    asked = {"kind": asked_choice(request.args, "kind", EventKind), "year": year}
    cursor = request.args.get("cursor", "")
    part = page_of_events(db.session, current_viewer(), EventFilter(**asked), cursor)
    words = {"kind": asked["kind"] and asked["kind"].label, "year": year and f"{year}年"}
    return render(
        "events/index.html",
        page=part,
        asked=asked,
        kinds=EventKind.choices(),
        years=[(one, f"{one}年") for one in range(today().year + 1, today().year - 6, -1)],
        chips_in_force=[
            (word, address("/events", asked, **{key: None})) for key, word in words.items() if word
        ],
        previous_url=part.previous and address("/events", asked, cursor=part.previous),
        next_url=part.next and address("/events", asked, cursor=part.next),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Enter an event."""
    form = EventForm()
    if request.method != "POST":
        form.starts_on.process_data(today())
    elif form.validate():
        try:
            event = operations.create_event(db.session, current_viewer(), form.values())
        except Refused as error:
            form.refuse(error)
        else:
            flash("已登记，请添加见面的企业。", "success")
            return redirect(f"/events/{event.id}")
    return render("events/form.html", form=form, event=None), 400 if form.errors else 200


@blueprint.get("/<int:event_id>")
@requires(Permission.READ)
def show(event_id: int) -> Any:
    """The event, the companies met and what became of them."""
    return _page(get_event(db.session, current_viewer(), event_id), MetForm())


def _page(event: Event, form: MetForm) -> Any:
    viewer = current_viewer()
    return render(
        "events/show.html",
        event=event,
        results=results_of(db.session, viewer, event),
        form=form,
        may_edit=may_edit_event(viewer, event),
        may_log=viewer.may(Permission.LOG),
    )


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(event_id: int) -> Any:
    """Change an event."""
    viewer, form, status = current_viewer(), EventForm(), 200
    event = get_event_to_edit(db.session, viewer, event_id, lock=request.method == "POST")
    if request.method != "POST":
        form.show(event)
    elif form.validate():
        try:
            operations.update_event(db.session, viewer, event, form.values(), form.seen_version)
        except Conflict:
            form.collide(event)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash("已保存。", "success")
            return redirect(f"/events/{event_id}")
    status = status if status == 409 else 400 if form.errors else 200
    return render("events/form.html", form=form, event={"id": event_id}), status


@blueprint.post("/<int:event_id>/companies")
@requires(Permission.LOG)
def meet(event_id: int) -> Any:
    """Add a company that was met; everybody of the unit may who was there."""
    viewer, form = current_viewer(), MetForm()
    event = get_event(db.session, viewer, event_id)
    if form.validate():
        try:
            met = operations.add_met(db.session, viewer, event, form.values())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已添加“{met.company_name}”。", "success")
            return redirect(f"/events/{event_id}")
    return _page(event, form), 400


@blueprint.route("/<int:event_id>/companies/<int:met_id>/lead", methods=["GET", "POST"])
@requires(Permission.LOG)
def lead_of(event_id: int, met_id: int) -> Any:
    """Say which lead a company met belongs to, when there was one before."""
    viewer, form = current_viewer(), MetLeadForm()
    event = get_event(db.session, viewer, event_id)
    met = get_visible_met(db.session, viewer, event, met_id)
    if request.method != "POST":
        held = lead_tied_to(db.session, viewer, met)
        form.lead_id.data, form.typed.data = (held.id, held.company_name) if held else (None, "")
    elif form.validate():
        try:
            lead = _picked(viewer, form)
        except Refused as error:
            form.refuse(error)
        else:
            operations.tie_met(db.session, viewer, event, met, lead)
            flash("已保存。", "success")
            return redirect(f"/events/{event_id}")
    page = render("events/lead.html", event=event, met=met, form=form)
    return page, 400 if form.errors else 200


def _picked(viewer: Viewer, form: MetLeadForm) -> Lead | None:
    number, typed = form.lead_id.data, form.typed.data
    if number is None and typed:
        raise Refused("没有找到这条线索，请输入企业名称后从列表中选择。", "lead_id")
    try:
        return get_known(db.session, viewer, number) if number is not None else None
    except (NotFound, Forbidden):
        raise Refused("没有找到这条线索，请重新选择。", "lead_id") from None


@blueprint.post("/<int:event_id>/companies/<int:met_id>/remove")
@requires(Permission.LOG)
def unmeet(event_id: int, met_id: int) -> Any:
    """Take a company off the list."""
    viewer = current_viewer()
    event = get_event_to_edit(db.session, viewer, event_id)
    operations.remove_met(db.session, viewer, event, get_met(db.session, event, met_id))
    flash("已移除。", "success")
    return redirect(f"/events/{event_id}")
