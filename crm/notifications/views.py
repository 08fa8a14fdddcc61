"""A person's messages."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import safe_next
from crm.core.addresses import address
from crm.core.db import db
from crm.core.lists import Order, page
from crm.core.web import render, signed_in
from crm.notifications.models import Notification
from crm.notifications.operations import read, read_all
from crm.notifications.queries import get_for, unread, visible_to

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.get("")
@signed_in
def index() -> Any:
    """The messages, newest first."""
    viewer = current_viewer()
    only = request.args.get("only") == "unread"
    wanted = visible_to(viewer)
    if only:
        wanted = wanted.where(Notification.read_at.is_(None))
    order = Order(Notification.id, int)
    part = page(db.session, wanted, order, Notification.id, request.args.get("cursor", ""))
    asked = {"only": "unread" if only else ""}
    return render(
        "notifications/index.html",
        page=part,
        total=part.total,
        only=only,
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


@blueprint.post("/<int:number>/open")
@signed_in
def follow(number: int) -> Any:
    """Mark a message as read and go where it leads."""
    message = get_for(db.session, current_viewer(), number)
    read(db.session, message)
    return redirect(safe_next(message.url) or url_for("notifications.index"))


@blueprint.post("/read")
@signed_in
def all_read() -> Any:
    """Mark all as read."""
    read_all(db.session, current_viewer())
    return redirect(url_for("notifications.index"))


@blueprint.get("/count")
@signed_in
def count() -> Any:
    """The number of unread messages alone."""
    return {"unread": unread(db.session, current_viewer())}
