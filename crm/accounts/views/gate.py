"""Who is asking: the sign-in session behind a cookie, and what a stranger is answered."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from crm.accounts.operations import touch
from crm.accounts.queries import directory, session_row
from crm.accounts.rules import Scope, Viewer, safe_next, session_ended
from crm.core.db import db, now
from crm.core.errors import answer
from crm.core.security import token_hash
from crm.core.web import is_htmx

log = logging.getLogger(__name__)
blueprint = Blueprint("accounts", __name__)

TOKEN = "_user_id"  # noqa: S105  where Flask-Login looks for it in the cookie
SEEN_EVERY = timedelta(minutes=1)


def init(app: Flask) -> None:
    """Let Flask-Login find people by their sessions' rows."""
    manager = LoginManager()
    manager.session_protection = None  # the row alone decides
    manager.user_loader(load)
    manager.unauthorized_handler(ask_to_sign_in)
    manager.init_app(app)


def keep(token: str) -> None:
    """Give the browser a fresh cookie with the session's token; nothing old stays in it."""
    session.clear()
    session[TOKEN] = token


def load(token: str) -> Viewer | None:
    """The person behind a session's token, as the database has him now."""
    if g.get("writes", True):
        # Not in the request's own session: that one locks the database for writing.
        with db.open(writes=False) as reading:
            return _known(reading, token)
    return _known(db.session, token)


def _known(reading: Session, token: str) -> Viewer | None:
    row = session_row(reading, token_hash(token))
    if row is None or not row.active:
        return None
    db.learn(row.revision, row.revision_of_figures, row.revision_of_companies)
    at, minutes = now(), current_app.config["SETTINGS"].session_idle_minutes
    if session_ended(row.role, minutes, row.created_at, row.seen_at, at):
        return None
    if at - row.seen_at >= SEEN_EVERY and not _is_poll():
        _touch(row.id, at)
    viewer = _viewer(row, token)
    if viewer.scope is not Scope.BELOW:
        return viewer
    return replace(viewer, units=tuple(directory(reading, viewer).below(viewer.unit_id)))


def _touch(session_id: int, at: datetime) -> None:
    own = g.get("session")
    if own is not None:
        if own.info["writes"]:
            return  # this very thread holds the write lock
        own.rollback()  # nothing was read yet; no snapshot is held while waiting to write
    try:
        with db.transaction() as writing:
            touch(writing, session_id, at)
    except OperationalError:  # a full disk stops writers, not readers
        log.warning("%s the use of a session could not be noted", g.get("request_id"))


def _viewer(row: Row[Any], token: str) -> Viewer:
    return Viewer(
        id=row.user_id,
        username=row.username,
        name=row.name,
        role=row.role,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        unit_path=row.unit_path,
        scope=row.scope,
        must_change_password=row.must_change_password,
        session_id=row.id,
        session_key=token,
        unread=row._mapping.get("unread", 0),
        revision=row.revision,
    )


def _is_poll() -> bool:
    """A page that asks by itself does not keep its reader signed in."""
    return request.headers.get("HX-Trigger-Name") == "poll"


def ask_to_sign_in() -> Response | tuple[str, int]:
    """Send a stranger to the sign-in page, and back afterwards; of a form nothing is lost."""
    if is_htmx():
        url = login_url(request.headers.get("HX-Current-URL", "/"))
        return Response(status=401, headers={"HX-Redirect": url})
    if request.method in ("GET", "HEAD"):
        url = login_url(request.full_path if request.query_string else request.path)
        if request.headers.get("Sec-Fetch-Dest") == "empty":
            return Response(status=401, headers={"HX-Redirect": url})
        return redirect(url)
    return answer(401, login_url=login_url(request.referrer or "/"))


def login_url(target: str) -> str:
    """The sign-in page that leads on to an address of this site."""
    parts = urlsplit(target)
    query = f"?{parts.query}" if parts.query else ""
    target = safe_next(quote(parts.path, safe="/%~!$&'()*+,;=:@") + query)
    return url_for("accounts.login", next=None if target == "/" else target)
