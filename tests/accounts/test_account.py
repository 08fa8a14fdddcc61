"""One's own account."""

import pytest
from sqlalchemy import select

from crm.accounts.models import LoginSession
from crm.audit.models import AuditEntry
from crm.core.security import verify_password
from tests.factories.accounts import PASSWORD, make_session

NEW = "Neues-Wort-2027"
FORM = {"current": PASSWORD, "new": NEW, "again": NEW}


def test_shows_who_and_where_one_is(staff):
    text = staff.text("/account")
    for word in ("张三", "招商专员", "新能源汽车产业园", "本单位", "127.0.0.1", "当前"):
        assert word in text


@pytest.mark.parametrize("url", ["/account", "/account/password", "/notifications"])
def test_asks_for_sign_in(guest, cast, url):
    assert guest.get(url, 302).location == f"/login?next={url}"


def test_ends_another_browser(staff, browser, session):
    other = browser(staff.user)
    number = session.scalars(select(LoginSession.id).order_by(LoginSession.id.desc())).first()
    staff.post(f"/account/sessions/{number}/end", status=302)
    other.get("/account", 302)
    staff.get("/account", 200)


def test_ends_nobody_elses_browser(staff, cast, session):
    make_session(session, cast.manager)
    number = session.scalars(select(LoginSession.id).order_by(LoginSession.id.desc())).first()
    staff.post(f"/account/sessions/{number}/end", status=404)


def test_does_not_end_the_one_in_use(staff, session):
    number = session.scalars(select(LoginSession.id)).one()
    staff.post(f"/account/sessions/{number}/end", status=400)


def test_changes_the_password_and_ends_the_other_browsers(staff, browser, session):
    other = browser(staff.user)
    with staff.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    assert staff.submit("/account/password", FORM, 302).location == "/"
    with staff.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    staff.get("/account", 200)
    other.get("/account", 302)
    assert verify_password(staff.user.password_hash, NEW)
    assert session.scalars(select(AuditEntry.action)).all() == ["password_changed"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"current": "wrong"}, "当前密码不正确"),
        ({"new": "short", "again": "short"}, "密码太简单"),
        ({"again": "Anderes-Wort-1"}, "两次填写的新密码不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "不能与当前密码相同"),
    ],
)
def test_refuses_a_bad_change(staff, changes, sentence):
    text = staff.post("/account/password", {**FORM, **changes}, 400).text
    assert sentence in text
    assert NEW not in text
    assert verify_password(staff.user.password_hash, PASSWORD)


def test_limits_guessing_the_present_password(staff):
    for _ in range(5):
        staff.post("/account/password", {**FORM, "current": "wrong"}, 400)
    staff.post("/account/password", FORM, 429)


def test_must_change_the_first_password_before_anything_else(staff, session):
    staff.user.must_change_password = True
    session.flush()
    assert staff.get("/account", 302).location == "/account/password"
    assert "一次性密码" in staff.text("/account/password")
    staff.post("/notifications/read", status=302)
    staff.post("/account/password", FORM, 302)
    staff.get("/account", 200)


def test_offers_the_search_to_those_who_may_use_it(staff, admin, auditor):
    assert staff.page("/account").find(role="search")
    for one in (admin, auditor):
        assert not one.page("/account").find(role="search")
