"""Rules of people."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.rules import (
    MAY,
    WIDEST,
    Permission,
    Role,
    Scope,
    browser,
    is_throttled,
    password_fault,
    safe_next,
    scope_allowed,
    session_ended,
    username_fault,
)

# Shapes with which browsers have been led off a site.
AWAY = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%252fevil.example",
    "/%5cevil.example",
    "/%5c%5cevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/\r\nLocation: https://evil.example",
    "/%00",
    "user@evil.example",
    "//user:pass@evil.example",
    "/／evil.example",
    "／／evil.example",
    "/%EF%BC%8Fevil.example",
    "evil.example",
    "?next=//evil.example",
    "#x",
    "",
    None,
    "/login?next=/",
    "/logout",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("target", AWAY)
def test_drops_addresses_that_lead_away(target):
    assert safe_next(target) is None


@pytest.mark.parametrize(
    "target", ["/", "/leads", "/leads?q=%E7%9B%90&stage=signed", "/chains/ic/packaging-test#gap"]
)
def test_keeps_addresses_of_this_site(target):
    assert safe_next(target) == target


@given(st.text())
def test_whatever_is_kept_begins_with_one_slash(target):
    kept = safe_next(target)
    assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")))


@pytest.mark.parametrize(
    "password",
    ["Tr0ub4dour&3", "correct horse battery", "盐城的春天来得特别早也特别暖和啊", "qK7#mmPzLw"],
)
def test_takes_strong_passwords(password):
    assert password_fault(password, "zhangsan") is None


@pytest.mark.parametrize(
    "password",
    [
        "short1A",
        "alllowercase",
        "ALLUPPER123",
        "Password123",
        "Admin@123456",
        "Zhangsan-2026",
        "Aa1Aa1Aa1Aa1",
        "5201314Aa!",
        "x" * 129,
        "Old-Pass-2026x",
    ],
)
def test_refuses_weak_passwords(password):
    assert password_fault(password, "zhangsan", ("Old-Pass-2026x",))


@pytest.mark.parametrize("username", ["zhangsan", "li.si", "a1", "w_5-x"])
def test_takes_login_names(username):
    assert username_fault(username) is None


@pytest.mark.parametrize("username", ["", "a", "Zhang", "张三", "a b", "-a", "a" * 41, "a@b"])
def test_refuses_login_names(username):
    assert username_fault(username)


def test_counts_failures_of_account_and_address():
    assert not is_throttled(4, 49)
    assert is_throttled(5, 0)
    assert is_throttled(0, 50)


def test_gives_no_role_more_than_its_widest_scope():
    for role in Role:
        assert scope_allowed(role, WIDEST[role])
    assert scope_allowed(Role.STAFF, Scope.OWN)
    assert not scope_allowed(Role.STAFF, Scope.ZONE)
    assert not scope_allowed(Role.ADMIN, Scope.ZONE)
    assert not scope_allowed(Role.STAFF, Scope.NONE)


def test_keeps_administrators_out_of_the_business():
    for role in (Role.ADMIN, Role.SECURITY, Role.AUDITOR):
        assert Permission.READ not in MAY[role]
    assert MAY[Role.AUDITOR] == {Permission.AUDIT}


START = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "idle", "age", "over"),
    [
        (Role.STAFF, 30, 30, False),
        (Role.STAFF, 31, 31, True),
        (Role.ADMIN, 15, 15, False),
        (Role.ADMIN, 16, 16, True),
        (Role.STAFF, 1, 12 * 60, False),
        (Role.STAFF, 1, 12 * 60 + 1, True),
    ],
)
def test_ends_sessions_that_idle_or_grow_old(role, idle, age, over):
    at = START + timedelta(minutes=age)
    assert session_ended(role, 30, START, at - timedelta(minutes=idle), at) is over


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0", "微信 · 安卓"),
        ("curl/8.5", "其他程序"),
        ("", "其他程序"),
    ],
)
def test_calls_browsers_by_their_names(agent, words):
    assert browser(agent) == words
