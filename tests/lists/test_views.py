"""Saved views of lists: own and shared ones, with filters, order and columns."""

import json

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.lists.models import SavedView
from crm.lists.rules import MOST_VIEWS, kept_heads, kept_query
from tests.factories.leads import make_lead
from tests.factories.lists import make_view

LISTS = ("leads", "companies", "projects", "activities")


def saved(session) -> SavedView:
    return session.scalars(select(SavedView).order_by(SavedView.id.desc())).first()


def test_filters_order_and_columns_are_kept_under_a_name(staff, session):
    query = "state=open&sort=amount&cursor=abc&nonsense=1"
    form = {"name": "我的重点", "query": query, "hidden": json.dumps(["环节", "更新"])}
    answer = staff.post("/lists/leads/views/new", form, 302)
    view = saved(session)
    assert view.query == "sort=amount&state=open"
    assert view.hidden == ["环节", "更新"]
    assert answer.location == f"/leads?sort=amount&state=open&view={view.id}"
    page = staff.page(answer.location)
    assert json.loads(page.select_one("[data-columns]")["data-hidden"]) == ["环节", "更新"]
    assert "我的重点" in page.select_one(".list-tools details summary").text
    assert session.scalars(select(AuditEntry.title)).all() == ["线索：我的重点"]


@pytest.mark.parametrize("key", LISTS)
def test_every_list_offers_its_views(staff, cast, session, key):
    view = make_view(session, cast.staff, "常用", kind=key, query="q=芯")
    assert f'href="/{key}?q=%E8%8A%AF&amp;view={view.id}"' in staff.get(f"/{key}").text
    assert "常用" in staff.text(f"/{key}?q=芯&view={view.id}")


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/lists/leads/views/new", 302).location


def test_others_do_not_see_a_view_that_is_not_shared(colleague, cast, session):
    view = make_view(session, cast.staff, "张三自用")
    assert "张三自用" not in colleague.text("/leads")
    colleague.get(f"/lists/views/{view.id}", 404)
    colleague.post(f"/lists/views/{view.id}/default", {}, 404)


def test_a_manager_shares_with_the_unit_and_below(manager, browser, cast, session):
    manager.post("/lists/leads/views/new", {"name": "本园区在跟", "query": "", "shared": "y"}, 302)
    for person, sees in ((cast.colleague, True), (cast.outpost, True), (cast.outsider, False)):
        assert ("本园区在跟" in browser(person).text("/leads")) is sees, person.name
    browser(cast.outpost).get(f"/lists/views/{saved(session).id}", 403)


def test_staff_do_not_share(staff, session):
    words = staff.post(
        "/lists/leads/views/new", {"name": "全员", "query": "", "shared": "y"}, 400
    ).text
    assert "只有负责人可以把视图共享" in words
    assert "全员" in words
    assert saved(session) is None


def test_what_is_shared_shows_to_each_his_own_records(manager, browser, cast, session):
    make_lead(session, cast.colleague, "李四的有限公司")
    view = make_view(session, cast.manager, shared=True)
    assert "李四的" not in browser(cast.outpost).text(f"/leads?state=open&view={view.id}")


def test_a_list_opens_with_the_view_chosen(staff, cast, session):
    view = make_view(session, cast.staff, "在跟")
    staff.post(f"/lists/views/{view.id}/default", {}, 302)
    assert staff.get("/leads", 302).location == f"/leads?state=open&view={view.id}"
    assert "没有符合条件" not in staff.text("/leads?view=all")
    sort = staff.page("/leads?view=all").select_one("th a.sort")
    assert "view=all" in sort["href"]
    page = staff.page(f"/leads?state=open&view={view.id}")
    assert page.select_one(".list-tools .menu-list a")["href"] == "/leads?view=all"
    staff.post(f"/lists/views/{view.id}/default", {}, 302)
    staff.get("/leads", 200)


def test_the_default_is_each_ones_own(staff, colleague, cast, session):
    view = make_view(session, cast.manager, shared=True)
    staff.post(f"/lists/views/{view.id}/default", {}, 302)
    staff.get("/leads", 302)
    colleague.get("/leads", 200)


def test_a_view_takes_over_what_is_in_force(staff, cast, session):
    view = make_view(session, cast.staff, "在跟")
    page = staff.page(f"/leads?state=pool&view={view.id}")
    form = page.select_one(f'form[action="/lists/views/{view.id}/keep"]')
    assert form.select_one("[name=query]")["value"] == "state=pool"
    staff.post(f"/lists/views/{view.id}/keep", {"query": "state=pool", "hidden": "[]"}, 302)
    assert view.query == "state=pool"
    same = staff.page(f"/leads?state=pool&view={view.id}")
    assert same.select_one(f'form[action="/lists/views/{view.id}/keep"]') is None


def test_a_view_is_renamed_and_deleted(staff, cast, session):
    view = make_view(session, cast.staff, "旧名")
    staff.post(f"/lists/views/{view.id}", {"name": "新名", "version": 1}, 302)
    assert "新名" in staff.text("/leads")
    staff.post(f"/lists/views/{view.id}/default", {}, 302)
    staff.post(f"/lists/views/{view.id}/delete", {}, 302)
    assert saved(session) is None
    staff.get("/leads", 200)
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "updated",
        "deleted",
    ]


def test_two_saved_at_once_tell_of_each_other(staff, cast, session):
    view = make_view(session, cast.staff, "旧名")
    staff.post(f"/lists/views/{view.id}", {"name": "甲", "version": 1}, 302)
    assert "乙" in staff.post(f"/lists/views/{view.id}", {"name": "乙", "version": 1}, 409).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "query": "state=open"}, "请给视图起一个名称"),
        ({"name": "同名", "query": "state=open"}, "您已有同名的视图"),
        ({"name": "长" * 41, "query": "state=open"}, "最多 40 个字"),
        ({"name": "太长", "query": "q=" + "芯" * 300}, "筛选条件太长"),
    ],
)
def test_it_refuses_and_keeps_what_was_typed(staff, cast, session, form, sentence):
    make_view(session, cast.staff, "同名")
    page = staff.post("/lists/leads/views/new", form, 400).text
    assert sentence in page
    assert form["name"] in page
    assert "state=open" in page or "q=" in page


def test_there_is_a_bound(staff, cast, session):
    for _ in range(MOST_VIEWS):
        make_view(session, cast.staff)
    assert "最多保存" in staff.post("/lists/leads/views/new", {"name": "多", "query": ""}, 400).text


def test_hidden_columns_that_are_none_hide_nothing(staff, session):
    staff.post("/lists/leads/views/new", {"name": "甲", "query": "", "hidden": "{broken"}, 302)
    assert saved(session).hidden == []


def test_rules_keep_what_the_list_knows():
    assert kept_query("?b=2&a=1&a=3&c=&x=9", {"a", "b", "c"}) == "a=3&b=2"
    assert kept_heads([" 环  节 ", "环 节", "", "长" * 80]) == ["环 节", "长" * 40]
