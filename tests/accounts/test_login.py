"""Signing in and out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.accounts.models import LoginFailure, LoginSession
from crm.audit.models import AuditEntry
from tests.client import HTMX
from tests.factories.accounts import PASSWORD, make_user

GOOD = {"username": "staff", "password": PASSWORD}
BAD = {"username": "staff", "password": "wrong-Password-1"}


def actions(session):
    return [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_signs_in_and_goes_on(guest, cast):
    answer = guest.post("/login?next=/account", GOOD, 302)
    assert answer.location == "/account"
    assert "张三" in guest.text("/account")


def test_takes_any_case_of_the_login_name(guest, cast):
    assert guest.post("/login", {**GOOD, "username": " Staff "}, 302).location == "/"


def test_says_the_same_for_unknown_wrong_and_disabled(guest, cast, session):
    make_user(session, username="gone", active=False)
    answers = [
        guest.post("/login", {"username": name, "password": password}, 400).text
        for name, password in (("nobody", PASSWORD), ("staff", "wrong"), ("gone", PASSWORD))
    ]
    plain = {
        text.replace(name, "").partition('name="username"')[2].partition("csrf")[0]
        for text, name in zip(answers, ("nobody", "staff", "gone"), strict=True)
    }
    assert len(plain) == 1
    assert all("登录名或密码不正确" in text for text in answers)


def test_keeps_the_name_that_was_typed_but_not_the_password(guest, cast):
    text = guest.post("/login", BAD, 400).text
    assert 'value="staff"' in text
    assert BAD["password"] not in text


def test_asks_for_both_fields(guest, cast):
    text = guest.post("/login", {"username": "", "password": ""}, 400).text
    assert "请填写登录名。" in text
    assert "请填写密码。" in text


def test_never_hashes_a_very_long_password(guest, cast):
    guest.post("/login", {"username": "staff", "password": "x" * 5000}, 400)


def test_refuses_after_five_failures_even_the_right_password(guest, cast, clock):
    for _ in range(5):
        guest.post("/login", BAD, 400)
    guest.post("/login", GOOD, 400)
    clock.shift(15 * 60 + 1)
    guest.post("/login", GOOD, 302)


def test_does_not_lock_other_accounts(guest, cast):
    for _ in range(6):
        guest.post("/login", BAD, 400)
    guest.post("/login", {**GOOD, "username": "manager"}, 302)


def test_forgets_failures_on_success(guest, cast, session):
    for _ in range(4):
        guest.post("/login", BAD, 400)
    guest.post("/login", GOOD, 302)
    assert session.scalars(select(LoginFailure)).all() == []


def test_stops_an_address_that_tries_many_names(guest, cast):
    for number in range(50):
        guest.post("/login", {"username": f"nobody{number}", "password": "x"}, 400)
    guest.post("/login", GOOD, 400)


def test_keeps_every_try_in_the_log(guest, cast, session):
    for _ in range(6):
        guest.post("/login", BAD, 400)
    guest.post("/login", {"username": "My-Secret-Password", "password": "x"}, 400)
    guest.post("/login", {**GOOD, "username": "manager"}, 302)
    assert actions(session) == ["sign_in_failed"] * 5 + [
        "throttled",
        "sign_in_failed",
        "signed_in",
    ]
    titles = session.scalars(select(AuditEntry.title)).all()
    assert not any("Secret" in title for title in titles)


def test_needs_a_token(guest, cast, session):
    text = guest.post("/login", GOOD, 400, token=False).text
    assert "再点一次" in text
    assert 'value="staff"' in text
    assert session.scalars(select(LoginSession)).all() == []


def test_sends_who_is_signed_in_on(staff):
    assert staff.get("/login", 302).location == "/"


def test_gives_a_new_session_and_ends_the_old_one(staff, session):
    before = session.scalars(select(LoginSession.token_hash)).one()
    staff.post("/login", GOOD, 302)
    after = session.scalars(select(LoginSession.token_hash)).one()
    assert after != before


def test_keeps_nothing_of_the_cookie_from_before(guest, cast):
    with guest.client.session_transaction() as cookie:
        cookie["planted"] = "x"
    guest.post("/login", GOOD, 302)
    with guest.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_signs_out_every_copy_of_the_cookie(staff, browser):
    copy = browser()
    with staff.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    staff.post("/logout", status=302)
    with copy.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert copy.get("/account", 302).location == "/login?next=/account"


def test_signs_out_by_a_form_only(staff):
    staff.get("/logout", 405)
    staff.post("/logout", status=400, token=False)
    staff.get("/account", 200)


def test_sends_a_stranger_to_the_login_page_and_back(guest, cast):
    assert guest.get("/account", 302).location == "/login?next=/account"
    assert guest.get("/admin/users?q=%E5%BC%A0", 302).location.startswith(
        "/login?next=/admin/users"
    )


def test_tells_htmx_where_to_sign_in(guest, cast):
    headers = {**HTMX, "HX-Current-URL": "http://localhost/leads?q=a"}
    answer = guest.get("/account", 401, headers=headers)
    assert answer.headers["HX-Redirect"] == "/login?next=/leads?q%3Da"


def test_tells_a_form_that_nothing_is_lost(guest, cast):
    answer = guest.post(
        "/account/password", {}, 401, headers={"Referer": "http://localhost/account/password"}
    )
    assert "已填写的内容保留在浏览器中" in answer.text
    assert "/login?next=/account/password" in answer.text


@pytest.mark.parametrize("target", ["//evil.example", "/login", "https://evil.example/"])
def test_never_leads_off_the_site(guest, cast, target):
    assert guest.post("/login", {**GOOD, "next": target}, 302).location == "/"


def test_a_password_that_was_handed_out_holds_for_a_day(guest, cast, session, clock):
    cast.staff.must_change_password = True
    session.flush()
    clock.shift(timedelta(hours=24, minutes=1))
    answer = guest.post("/login", GOOD, 400)
    assert "已超过 24 小时" in answer.text
    assert "已超过 24 小时" not in guest.post("/login", BAD, 400).text
    assert actions(session)[-1] == "sign_in_failed"
    cast.staff.must_change_password = False
    session.flush()
    guest.post("/login", GOOD, 302)
