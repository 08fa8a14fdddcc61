"""Accounts for administrators."""

import re

import pytest
from sqlalchemy import select

from crm.accounts.models import LoginFailure, LoginSession, User
from crm.accounts.rules import Role, Scope
from crm.audit.models import AuditEntry
from crm.core.db import now
from crm.core.security import verify_password
from tests.factories.accounts import make_session, make_user

PAGES = ["/admin/users", "/admin/users/new"]


def new(cast, **given):
    return {
        "username": "qianliu",
        "name": "钱六",
        "role": "staff",
        "unit_id": cast.park_a.id,
        "scope": "unit",
        "phone": "",
        **given,
    }


def entry(session):
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()


@pytest.mark.parametrize("url", PAGES)
def test_opens_to_administrators_only(admin, security, staff, manager, leader, auditor, guest, url):
    for one in (admin, security):
        one.get(url, 200)
    for one in (staff, manager, leader, auditor):
        one.get(url, 403)
    guest.get(url, 302)


def test_lists_and_filters(admin, cast):
    assert "张三" in admin.text("/admin/users")
    text = admin.text("/admin/users?q=li&role=staff&state=on")
    assert "没有符合条件的账号" in text
    text = admin.text(f"/admin/users?unit={cast.park_b.id}")
    assert "孙七" in text
    assert "张三" not in text
    assert "%" not in admin.text("/admin/users?q=%25").replace("包含“%”", "")


def test_pages_through_many(admin, session, cast):
    for number in range(60):
        make_user(session, username=f"zz{number:02}")
    soup = admin.page("/admin/users")
    following = soup.find("a", rel="next")["href"]
    assert "zz59" in admin.text(following)
    assert "第 51–69 条" in admin.text(following)


def test_costs_the_same_with_many(admin, session, count_queries):
    with count_queries() as few:
        admin.get("/admin/users", 200)
    for _ in range(20):
        make_user(session)
    with count_queries() as many:
        admin.get("/admin/users", 200)
    assert len(many) == len(few) <= 5


def test_opens_an_account_and_shows_its_password_once(admin, cast, session):
    answer = admin.post("/admin/users/new", new(cast), 200)
    password = re.search(r"<code>([a-z0-9-]+)</code>", answer.text)[1]
    user = session.scalars(select(User).where(User.username == "qianliu")).one()
    assert verify_password(user.password_hash, password)
    assert user.must_change_password
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in str(entry(session).changes)
    assert entry(session).changes["所属机构"] == [None, "新能源汽车产业园"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "staff"}, "已被使用"),
        ({"username": "张三"}, "登录名用 2 至 40 位"),
        ({"name": ""}, "请填写这一项"),
        ({"scope": "zone"}, "招商专员的数据范围不能是“全区”"),
        ({"role": "admin", "scope": "zone"}, "系统管理员的数据范围不能是“全区”"),
        ({"unit_id": ""}, "请选择启用中的机构"),
        ({"unit_id": "999999"}, "请从列表中选择一项"),
        ({"role": "emperor"}, "请从列表中选择一项"),
    ],
)
def test_refuses_what_is_wrong_and_keeps_what_was_typed(admin, cast, session, changes, sentence):
    before = len(session.scalars(select(User)).all())
    text = admin.post("/admin/users/new", new(cast, phone="13800000000", **changes), 400).text
    assert sentence in text
    assert "13800000000" in text
    assert len(session.scalars(select(User)).all()) == before


def test_ignores_fields_that_the_form_does_not_have(admin, cast, session):
    given = new(cast, id=7, version=9, must_change_password="", password_hash="x", active="")
    admin.post("/admin/users/new", given, 200)
    user = session.scalars(select(User).where(User.username == "qianliu")).one()
    assert (user.active, user.must_change_password, user.version) == (True, True, 1)


def test_edits_an_account(admin, cast, session):
    url = f"/admin/users/{cast.staff.id}/edit"
    given = {"name": "张三丰", "role": "manager", "scope": "below", "phone": "13812345678"}
    admin.submit(url, given, 302)
    assert (cast.staff.name, cast.staff.role, cast.staff.scope) == (
        "张三丰",
        Role.MANAGER,
        Scope.BELOW,
    )
    told = entry(session).changes
    assert told["角色"] == ["招商专员", "负责人"]
    assert told["手机"] == [None, "138****5678"]
    assert "将 角色 由 招商专员 改为 负责人" in admin.text(url) or "处修改" in admin.text(url)


def test_ends_the_sessions_of_whom_it_switches_off(admin, cast, session):
    make_session(session, cast.staff)
    admin.submit(f"/admin/users/{cast.staff.id}/edit", {"active": None}, 302)
    query = select(LoginSession).where(LoginSession.user_id == cast.staff.id)
    assert session.scalars(query).all() == []
    assert not cast.staff.active


def test_keeps_the_last_administrator(admin, cast, session):
    url = f"/admin/users/{cast.admin.id}/edit"
    for given in ({"active": None}, {"role": "security"}):
        assert "最后一个启用的系统管理员" in admin.submit(url, given, 400).text
    make_user(session, Role.ADMIN)
    admin.submit(url, {"active": None}, 302)


def test_shows_both_when_somebody_else_saved_first(admin, cast, session):
    url = f"/admin/users/{cast.staff.id}/edit"
    stale = {
        "version": 1,
        "name": "张三甲",
        "role": "staff",
        "scope": "unit",
        "unit_id": cast.park_a.id,
        "active": "y",
    }
    cast.staff.name = "张三乙"
    session.flush()
    text = admin.post(url, stale, 409).text
    assert "张三甲" in text
    assert "现已改为：张三乙" in text
    admin.post(url, {**stale, "version": cast.staff.version}, 302)
    assert cast.staff.name == "张三甲"


def test_resets_a_password(admin, cast, session):
    make_session(session, cast.staff)
    answer = admin.post(f"/admin/users/{cast.staff.id}/reset-password", status=200)
    password = re.search(r"<code>([a-z0-9-]+)</code>", answer.text)[1]
    assert verify_password(cast.staff.password_hash, password)
    assert cast.staff.must_change_password
    query = select(LoginSession).where(LoginSession.user_id == cast.staff.id)
    assert session.scalars(query).all() == []


def test_unlocks(admin, cast, session):
    for _ in range(5):
        session.add(LoginFailure(username="staff", address="10.0.0.9", at=now()))
    session.flush()
    url = f"/admin/users/{cast.staff.id}/edit"
    assert "登录受限" in admin.get(url, 200).text
    admin.post(f"/admin/users/{cast.staff.id}/unlock", status=302)
    assert session.scalars(select(LoginFailure)).all() == []
    assert entry(session).action == "unlocked"


def test_keeps_what_was_typed_when_the_token_is_stale(admin, cast, session):
    text = admin.post("/admin/users/new", new(cast), 400, token=False).text
    assert "请再点一次保存" in text
    assert "钱六" in text
    assert session.scalars(select(User).where(User.username == "qianliu")).all() == []


@pytest.mark.parametrize("what", ["edit", "reset-password", "unlock"])
def test_does_not_know_an_account_that_is_not_there(admin, what):
    admin.post(f"/admin/users/999999/{what}", status=404)
