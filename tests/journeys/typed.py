"""Forms as somebody fills them, what a refusal must keep, and that it has changed nothing."""

from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.core.db import Model
from tests.client import Browser, fields_of, sent_with

# Not what people typed: the use of a session is noted with each request.
ASIDE = ("login_sessions",)
CARRIED = ("csrf_token", "version")
Rows = dict[str, list[Any]]


def everything(session: Session) -> Rows:
    """All rows of all tables."""
    session.expire_all()
    return {
        table.name: sorted(map(str, session.execute(select(table))))
        for table in Model.metadata.sorted_tables
        if table.name not in ASIDE
    }


def changed(session: Session, before: Rows) -> list[str]:
    """The tables in which anything differs from what stood before."""
    return [name for name, rows in everything(session).items() if rows != before[name]]


def form_in(html: str) -> Any:
    """The form that a page is about: the largest one that is sent."""
    forms = BeautifulSoup(html, "html.parser").find_all("form", method="post")
    return max(forms, key=lambda form: len(fields_of(form)))


def filled(browser: Browser, url: str, **typed: Any) -> dict[str, Any]:
    """The form at that address as a browser would send it, with what was typed."""
    return {**sent_with(fields_of(form_in(browser.get(url, 200).text)), typed), **typed}


def lost(answer: TestResponse, sent: dict[str, Any]) -> list[str]:
    """The fields that no longer hold what was sent; files cannot be kept by any page."""
    shown = fields_of(form_in(answer.text))
    return [
        f"{name}: {shown.get(name)!r} instead of {value!r}"
        for name, value in sent.items()
        if name not in CARRIED and not isinstance(value, tuple) and shown.get(name, "") != value
    ]


def texts_of(browser: Browser, url: str) -> list[str]:
    """The names of all fields of a form into which any text may be typed."""
    form = form_in(browser.get(url, 200).text)
    boxes = form.find_all("input", type="text") + form.find_all("textarea")
    return [box["name"] for box in boxes]
