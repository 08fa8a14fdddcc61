"""A browser for tests: signed in without a password's 40 ms, and strict about every page."""

from contextvars import Context
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.accounts.models import User
from tests import pages
from tests.factories.accounts import make_session
from tests.page_rules import faults

RAW_TOKEN = "0123456789abcdef0123456789abcdef01234567"
HTMX = {"HX-Request": "true"}


class Browser:
    """One person's browser.

    `get` and `post` give Werkzeug's answer; every HTML answer is examined (tests/page_rules.py)
    and a 5xx fails the test unless `status=` says that it is expected.
    """

    def __init__(self, app: Flask, session: Session, user: User | None = None) -> None:
        self.app, self.session, self.user = app, session, user
        self.client: FlaskClient = app.test_client()
        self.last: TestResponse | None = None
        if user is not None:
            token = make_session(session, user)
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = token

    def get(self, url: str, status: int | None = None, **options: Any) -> TestResponse:
        """Fetch a page; with `status` given the answer must have it."""
        return self._open("GET", url, status, **options)

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        status: int | None = None,
        *,
        token: bool = True,
        **options: Any,
    ) -> TestResponse:
        """Send a form with the token that the page would have carried."""
        data = {name: value for name, value in (data or {}).items() if value is not None}
        if token:
            data = {"csrf_token": self.token(), **data}
        return self._open("POST", url, status, data=data, **options)

    def page(self, url: str, status: int = 200) -> BeautifulSoup:
        """Fetch a page and take it apart."""
        return BeautifulSoup(self.get(url, status).text, "html.parser")

    def text(self, url: str, status: int = 200) -> str:
        """The words of a page's main part."""
        return pages.words(self.get(url, status).text)

    def submit(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        status: int | None = None,
        form: str | None = None,
    ) -> TestResponse:
        """Fetch a page, change some fields of its form, send it as a browser would.

        `form` is the address that the form leads to, where the page has several.
        """
        soup = self.page(url)
        forms = [one for one in soup.find_all("form") if one.get("method", "").lower() == "post"]
        if form is None:
            main = soup.find("main") or soup
            wanted = [one for one in forms if main in one.parents]
        else:
            wanted = [one for one in forms if one.get("action") == form]
        assert wanted, f"no such form on {url}"
        chosen = max(wanted, key=lambda one: len(fields_of(one)))  # not a mere button
        target = chosen.get("action") or url
        given = data or {}
        sent = {**sent_with(fields_of(chosen), given), **given}
        return self.post(target, sent, status, token=False)

    def token(self) -> str:
        """A CSRF token that belongs to this browser's session."""
        with self.client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", RAW_TOKEN)
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _open(self, method: str, url: str, status: int | None, **options: Any) -> TestResponse:
        self.session.commit()  # the request has the same connection: its savepoint must be alone
        # In a context of its own: the fixture's application context must not lend its `g`.
        answer = Context().run(self.client.open, url, method=method, **options)
        self.session.expire_all()
        self.last = answer
        if status is None:
            assert answer.status_code < 500, f"{method} {url}: {answer.status}"
        else:
            assert answer.status_code == status, f"{method} {url}: {answer.status}\n{words(answer)}"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            found = faults(answer.text)
            assert not found, f"{method} {url}: " + "; ".join(found)
        assert "Content-Security-Policy" in answer.headers
        return answer


def sent_with(shown: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What a form sends of what it shows beside what is given: the texts of pickers whose numbers
    are given do not stay, as the script changes both."""
    stale = {f"{name}-text" for name in given}
    return {name: value for name, value in shown.items() if name not in stale}


def fields_of(form: Any) -> dict[str, Any]:
    """What a browser would send for a form that nobody touched."""
    sent: dict[str, Any] = {}
    for tag in form.find_all(("input", "select", "textarea")):
        name = tag.get("name")
        if not name or tag.has_attr("disabled"):
            continue
        if tag.name == "select":
            options = tag.find_all("option")
            chosen = [one for one in options if one.has_attr("selected")] or options[:1]
            if tag.has_attr("multiple"):
                chosen = [one for one in options if one.has_attr("selected")]
            values = [one.get("value", one.get_text()) for one in chosen]
        elif tag.name == "textarea":
            values = [tag.get_text().removeprefix("\n")]
        elif tag.get("type") in ("checkbox", "radio"):
            values = [tag.get("value", "on")] if tag.has_attr("checked") else []
        elif tag.get("type") in ("submit", "button", "file", "image", "reset"):
            values = []
        else:
            values = [tag.get("value", "")]
        for value in values:
            sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def words(answer: TestResponse) -> str:
    """The words of an answer's main part, for messages and for looking something up."""
    return pages.words(answer.text)
