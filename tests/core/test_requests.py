"""The frame of a request: one commit, headers, who is let in."""

import re

import pytest
from flask import flash, redirect, request
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Role
from crm.core.db import db
from crm.core.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from crm.core.web import public, writes
from tests.client import HTMX
from tests.factories.accounts import make_session, make_user

HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
)


def add(name="甲"):
    db.session.add(OrgUnit(name=name, kind="park", path="/"))
    db.session.flush()


@pytest.fixture
def probe(own_app):
    """An application of its own with a few views that do well or badly."""

    def route(rule, view, mark=public, **options):
        view.__name__ = rule.strip("/")
        own_app.add_url_rule(rule, view_func=mark(view), **options)

    def saves():
        add()
        return "saved"

    def refuses():
        add()
        raise Refused("不行。")

    def complains():
        add()
        return "no", 422

    def breaks():
        add()
        raise ZeroDivisionError("a secret of the code")

    def raises():
        raise {"403": Forbidden, "404": NotFound, "409": Conflict, "429": TooMany}[
            request.args["status"]
        ]

    def collides():
        add("甲")
        flash("已保存。")
        db.session.add(OrgUnit(name="甲", kind="park", path="/"))
        return "saved"  # the second one fails when the request is committed

    own_app.add_url_rule("/unmarked", view_func=lambda: "open", endpoint="unmarked")
    for rule, view in (("/saves", saves), ("/refuses", refuses), ("/complains", complains)):
        route(rule, view, methods=["GET", "POST"])
    route("/goes", lambda: (add(), redirect("/saves"))[1], methods=["POST"])
    route("/breaks", breaks, methods=["POST"])
    route("/raises", raises)
    route("/collides", collides, methods=["POST"])
    route("/keeps", lambda: saves(), lambda view: public(writes(view)))
    return own_app.test_client()


def token(client):
    page = client.get("/login").text
    return page.partition('name="csrf-token" content="')[2].partition('"')[0]


def units():
    with db.reading() as session:
        return session.scalars(select(OrgUnit.name)).all()


def post(client, url, **headers):
    return client.post(url, data={"csrf_token": token(client)}, headers=headers)


def test_commits_once_after_success(probe):
    assert post(probe, "/saves").text == "saved"
    assert units() == ["甲"]


def test_tells_a_script_where_to_go_on_rather_than_leading_it(probe):
    answer = post(probe, "/goes", **{"X-Files": "kept"})
    assert (answer.status_code, answer.text) == (204, "")
    assert (answer.headers["X-Location"], answer.location) == ("/saves", None)
    assert units() == ["甲"]


@pytest.mark.parametrize(
    ("url", "status"), [("/refuses", 400), ("/complains", 422), ("/breaks", 500)]
)
def test_leaves_nothing_after_an_error(probe, url, status):
    assert post(probe, url).status_code == status
    assert units() == []
    assert post(probe, "/saves").text == "saved"  # nobody holds the write lock


def test_writes_nothing_by_get(probe):
    assert probe.get("/saves").status_code == 400
    assert units() == []


def test_writes_by_get_where_the_view_says_so(probe):
    assert probe.get("/keeps").text == "saved"
    assert units() == ["甲"]


def test_writes_nothing_without_a_token(probe):
    answer = probe.post("/saves")
    assert answer.status_code == 400
    assert "页面放置过久" in answer.text
    assert units() == []


def test_takes_the_token_from_a_header(probe):
    answer = probe.post("/saves", headers={"X-CSRFToken": token(probe)})
    assert answer.text == "saved"


def test_says_so_when_the_commit_itself_fails(probe):
    answer = post(probe, "/collides")
    assert answer.status_code == 409
    assert "已保存。" not in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert units() == []
    assert "已保存。" not in probe.get("/login").text


def test_says_so_when_the_database_is_away(probe):
    def fail(*_):
        raise OperationalError("select", {}, Exception("gone: password=geheim"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        answer = probe.get("/account")
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    assert answer.status_code in (302, 503)
    assert "geheim" not in answer.text


def test_tells_a_number_and_nothing_else_of_an_inner_error(probe, caplog):
    answer = post(probe, "/breaks")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    number = re.search(r"<b>([0-9a-f]{12})</b>", answer.text)[1]
    assert any(number in record.getMessage() for record in caplog.records if record.exc_info)


@pytest.mark.parametrize("status", [403, 404, 409, 429])
def test_has_a_page_and_a_fragment_for_each_refusal(probe, status):
    page = probe.get(f"/raises?status={status}")
    fragment = probe.get(f"/raises?status={status}", headers=HTMX)
    assert page.status_code == fragment.status_code == status
    assert "<h1>" in page.text
    assert "<html" not in fragment.text
    assert 'role="alert"' in fragment.text


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/login", 200),
        ("GET", "/account", 302),
        ("POST", "/login", 400),
        ("POST", "/account/password", 401),
        ("GET", "/raises?status=403", 403),
        ("GET", "/nowhere", 404),
        ("DELETE", "/login", 405),
        ("GET", "/raises?status=409", 409),
        ("GET", "/raises?status=429", 429),
        ("POST", "/breaks", 500),
    ],
)
def test_sends_the_headers_with_every_answer(probe, method, url, status):
    data = {"csrf_token": token(probe)} if status == 500 else None
    answer = probe.open(url, method=method, data=data)
    assert answer.status_code == status
    assert [name for name in HEADERS if name not in answer.headers] == []
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_lets_nobody_into_a_view_without_a_mark(probe):
    assert probe.get("/unmarked").status_code == 302
    with db.transaction() as session:
        sign_in = make_session(session, make_user(session, Role.ADMIN))
    with probe.session_transaction() as cookie:
        cookie["_user_id"] = sign_in
    assert probe.get("/unmarked").status_code == 403


def test_refuses_a_body_that_is_too_long(probe):
    answer = probe.post("/login", data={"username": "x" * (3 << 20), "password": "y"})
    assert answer.status_code == 413
    assert "超过上限" in answer.text


def test_keeps_a_static_file_for_a_year(probe):
    page = probe.get("/login").text
    url = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = probe.get(url)
    assert "immutable" in answer.headers["Cache-Control"]
