"""The frame of every request: who may call a view, headers, one commit, slots, assets."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.wrappers import Response as AnyResponse

from crm.core.db import now
from crm.core.errors import Forbidden
from crm.lib.periods import business_date

csrf = CSRFProtect()

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
YEAR = 365 * 24 * 3600
# A form without files is read into memory as a whole, whatever Flask's limit for form fields.
LONGEST_FORM = 2 << 20

View = Callable[..., Any]


def requires(permission: str) -> Callable[[View], View]:
    """Mark a view with the permission that it takes; without a mark nobody may call it."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Mark a view that everybody who is signed in may call."""
    view.permission = ""  # type: ignore[attr-defined]
    return view


def writes(view: View) -> View:
    """Mark a GET view that writes, such as a download that the audit log keeps."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def insist_on_token() -> None:
    """For a view that writes in transactions of its own: refuse a form without a fresh token.

    In the request's own session nothing can be written without one; outside of it nobody asks.
    """
    if g.get("csrf_failed"):
        raise CSRFError


def today() -> date:
    """Today in the zone's time zone."""
    return business_date(now(), current_app.config["TIMEZONE"])


def is_htmx() -> bool:
    """Whether a fragment is wanted rather than a page."""
    return request.headers.get("HX-Request") == "true"


def render(template: str, **context: Any) -> str:
    """Show a page."""
    return render_template(template, **context)


class KeyConverter(IntegerConverter):
    """A record's number in an address; no record has a longer one than both databases can hold."""

    regex = "[0-9]{1,18}"


class CodeConverter(UnicodeConverter):
    """A code in an address: PostgreSQL takes no text with a NUL, and no code is that long."""

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        self.regex = "[^/\\x00-\\x1f]{1,100}"


class Slots:
    """What pages of lower packages show of higher features.

    A higher package fills a slot by name with a function that returns HTML; the template says
    `{{ slot('name', key=value) }}`. So imports keep pointing down and the figure still comes
    with the first byte.
    """

    def __init__(self) -> None:
        self._fillings: dict[str, list[tuple[int, View]]] = {}

    def fill(self, name: str, place: int = 50) -> Callable[[View], View]:
        """Register a function for a slot; several are shown by their places, those of one place in
        the order of registration."""

        def register(filling: View) -> View:
            fillings = self._fillings.setdefault(name, [])
            if all(one is not filling for _place, one in fillings):
                fillings.append((place, filling))
                fillings.sort(key=lambda one: one[0])
            return filling

        return register

    def show(self, name: str, **context: Any) -> Markup:
        """The HTML of everything that fills the slot.

        Marked as markup here and nowhere else: it comes from our own templates, which escape.
        """
        fillings = self._fillings.get(name, [])
        return Markup("").join(Markup(filling(**context)) for _place, filling in fillings)  # noqa: S704


slots = Slots()


def site() -> str:
    """The address of the site, without a slash at its end, for what is read elsewhere: the one of
    the settings, else the one by which it was opened."""
    return current_app.config["SETTINGS"].base_url or request.host_url.rstrip("/")


def init(app: Flask) -> None:
    """Put the frame around the application."""
    csrf.init_app(app)
    app.url_map.converters.update({"int": KeyConverter, "default": CodeConverter})
    app.before_request(_open)
    app.after_request(_head)
    app.after_request(tell_where)
    app.after_request(_settle)  # called first: functions after a request run in reverse
    app.teardown_request(_close)
    app.jinja_env.globals.update(asset=asset, slot=slots.show, today=today)


def _open() -> AnyResponse | None:
    view = current_app.view_functions.get(request.endpoint or "")
    g.request_id = secrets.token_hex(6)
    g.writes = request.method not in SAFE_METHODS or getattr(view, "writes", False)
    if b"%00" in request.query_string:
        raise BadRequest  # nobody types it, and PostgreSQL takes no text with a NUL
    if view is None or request.endpoint == "static":
        return None
    permission = getattr(view, "permission", "missing")
    if permission is None or request.mimetype != "multipart/form-data":
        request.max_content_length = LONGEST_FORM
    if permission is not None:
        answer = _admit(permission)
        if answer is not None:
            return answer
    _check_token()
    return None


def _admit(permission: str) -> AnyResponse | None:
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()
    if current_user.must_change_password and request.endpoint not in (
        "accounts.password",
        "accounts.logout",
    ):
        return redirect(url_for("accounts.password"))
    if permission and not current_user.may(permission):
        raise Forbidden("您的角色不能使用这个页面。需要时请联系本单位负责人或系统管理员。")
    return None


def _check_token() -> None:
    """A missing or stale CSRF token makes the request read-only.

    The form is then shown again with what was typed and a fresh token; whatever tries to write
    all the same fails in `crm.core.db`.
    """
    if request.method in SAFE_METHODS:
        return
    try:
        csrf.protect()
    except CSRFError:
        g.csrf_failed = True
        g.writes = False


def _settle(response: Response) -> Response:
    session = g.get("session")
    if session is None or not session.info["writes"]:
        return response
    if response.status_code >= 400:
        session.rollback()
        return response
    try:
        session.commit()
    except Exception as error:
        session.rollback()
        cookie.pop("_flashes", None)  # what it said had been done was not
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def tell_where(response: Response) -> Response:
    """A script that sends a form (static/js/files.js) is told where to go on.

    It could not follow a redirect without fetching the page, and with it the message on it.
    """
    if "X-Files" in request.headers and response.location and response.status_code < 400:
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code, response.data = 204, b""
    return response


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()


def _head(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if request.endpoint == "static":
        if request.args.get("v"):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def asset(name: str) -> str:
    """The address of a file under static/ with its content hash, so that it may be kept a year."""
    return _address(str(current_app.static_folder), name)


@cache  # every page asks for twenty of them
def _address(folder: str, name: str) -> str:
    content = Path(folder, name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
