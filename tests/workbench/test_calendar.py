"""The calendar by week and month, and the feed that a phone takes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.accounts.models import FeedToken
from crm.audit.models import AuditEntry
from crm.lib.periods import month_end
from crm.plans.rules import Stage
from crm.projects.models import PlannedDate
from crm.workbench.rules.calendar import View, neighbours, span_of, title_of, weeks
from tests.client import words
from tests.factories.leads import make_activity, make_event, make_lead, make_todo
from tests.factories.projects import make_project

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.fixture
def busy(cast, session):
    """Something of each kind, of staff's."""
    owner = cast.staff
    lead = make_lead(
        session, owner, "苏州纳维科技有限公司", next_step="约考察", next_step_on=date(2026, 11, 24)
    )
    make_todo(session, owner, "寄送资料", due_on=date(2026, 11, 19))
    make_activity(session, lead, owner, happened_on=date(2026, 11, 17))
    project = make_project(
        session, owner, name="衬底项目", next_step="报方案", next_step_on=date(2026, 11, 26)
    )
    session.add(
        PlannedDate(project_id=project.id, stage=Stage.SIGNED, planned_on=date(2026, 11, 30))
    )
    make_event(session, owner, "韩国企业代表团", ends_on=date(2026, 11, 22))
    session.flush()
    return lead


EVERYTHING = ("寄送资料", "约考察", "报方案", "计划签约：衬底项目", "韩国企业代表团")


def test_it_shows_what_falls_on_the_days_of_a_month(staff, busy):
    page = staff.text("/calendar")
    assert "2026年11月" in page
    for part in (*EVERYTHING, "电话微信 苏州纳维科技有限公司", "已过期"):
        assert part in page
    assert "苏州纳维科技有限公司" in staff.text("/calendar?day=2026-12-20")  # falls back


def test_it_shows_a_week(staff, busy):
    page = staff.text("/calendar?view=week&day=2026-11-24")
    assert "2026年11月23日—29日" in page
    assert "约考察" in page
    assert "寄送资料" not in page


def test_an_empty_one_says_what_to_do(staff, leader):
    page = staff.page("/calendar")
    assert "2026年11月您没有安排" in page.select_one(".empty-state").text
    assert page.select_one(".empty-state a")["href"] == "/todos#todo-new"
    page = leader.page("/calendar?view=week")
    assert "2026年11月16日—22日您没有安排" in page.select_one(".empty-state").text
    link = page.select_one(".empty-state a")["href"]
    assert "who=all" in link
    assert "范围内没有安排" in leader.page(link).select_one(".empty-state").text
    assert leader.page(link).select_one(".empty-state a") is None


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/calendar", 302).location


def test_a_managers_scope_on_request(manager, colleague, outsider, busy):
    assert "约考察" not in manager.text("/calendar")
    page = manager.text("/calendar?who=all")
    assert "约考察" in page
    assert "寄送资料" not in page
    assert "约考察" in colleague.text("/calendar?who=all")
    for part in EVERYTHING:
        assert part not in outsider.text("/calendar?who=all")


def test_what_is_confidential_is_hidden_from_who_is_not_listed(colleague, staff, cast, session):
    given = {"confidential": True, "next_step": "密谈", "next_step_on": date(2026, 11, 24)}
    make_lead(session, cast.staff, "秘密有限公司", **given)
    page = colleague.text("/calendar?who=all")
    assert "密谈" not in page
    assert "秘密" not in page
    assert "密谈" in staff.text("/calendar")


def test_nonsense_in_the_address_shows_today(staff):
    assert "2026年11月" in staff.text("/calendar?view=year&day=2026-13-01&who=x")
    for day in ("1949-10-01", "2100-12-31"):
        staff.get(f"/calendar?day={day}", 200)


def test_it_costs_the_same_with_two_entries_as_with_twenty(staff, cast, session, count_queries):
    def fill(count):
        for _ in range(count):
            lead = make_lead(session, cast.staff, next_step="谈", next_step_on=date(2026, 11, 24))
            make_todo(session, cast.staff, kind="lead", subject_id=lead.id)
            make_activity(session, lead, cast.staff)

    fill(2)
    with count_queries() as few:
        staff.get("/calendar", 200)
    fill(18)
    with count_queries() as many:
        staff.get("/calendar", 200)
    assert len(many) == len(few) <= 13


def subscribed(person) -> str:
    """The address of a new feed."""
    page = person.post("/account/calendar", {}, 200)
    return page.text.split('value="http://localhost')[1].split('"')[0]


def unfolded(answer) -> str:
    return answer.data.decode().replace("\r\n ", "")


def test_a_phone_takes_the_feed_without_signing_in(staff, guest, busy, session):
    url = subscribed(staff)
    answer = guest.get(url, 200)
    assert answer.content_type == "text/calendar; charset=utf-8"
    feed = unfolded(answer)
    for part in (*EVERYTHING, "掉保"):
        assert part in feed
    assert "电话微信" not in feed
    assert f"UID:step-{busy.id}@localhost" in feed
    assert "DTSTART;VALUE=DATE:20261124" in feed
    assert f"URL:http://localhost/leads/{busy.id}" in feed
    assert unfolded(guest.get(url)) == feed
    token = session.scalars(select(FeedToken)).one()
    assert token.token_hash not in url
    deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["created"]


def test_what_is_done_and_what_is_a_colleagues_is_not_fed(staff, colleague, guest, busy, session):
    mine = unfolded(guest.get(subscribed(colleague), 200))
    assert "BEGIN:VEVENT" not in mine
    url = subscribed(staff)
    todo = (
        session.query(type(make_todo(session, staff.user, "另一件")))
        .filter_by(text="寄送资料")
        .one()
    )
    staff.post(f"/todos/{todo.id}/done", {}, 302)
    feed = unfolded(guest.get(url))
    assert "寄送资料" not in feed
    assert "另一件" in feed


def test_confidential_records_leave_the_house_by_their_code_names(staff, guest, cast, session):
    given = {"confidential": True, "next_step": "密谈", "next_step_on": date(2026, 11, 24)}
    lead = make_lead(session, cast.staff, "秘密有限公司", **given)
    make_todo(session, cast.staff, "密函", kind="lead", subject_id=lead.id)
    feed = unfolded(guest.get(subscribed(staff), 200))
    for secret in ("秘密", "密谈", "密函"):
        assert secret not in feed
    assert "GF 光伏" in feed
    assert "涉密记录的待办" in feed


def test_it_is_closed_and_replaced(staff, guest, busy):
    first = subscribed(staff)
    second = subscribed(staff)
    guest.get(first, 404)
    guest.get(second, 200)
    staff.post("/account/calendar/revoke", {}, 302)
    guest.get(second, 404)
    assert "还没有日历订阅" in staff.post("/account/calendar/revoke", {}, 400).text
    for token in ("", "x", "%E4%B8%AD", "a" * 5000):
        guest.get(f"/calendar.ics?token={token}", 404)


def test_it_ends_with_the_account_and_a_reset_password(staff, admin, guest, cast, session):
    url = subscribed(staff)
    cast.staff.active = False
    session.flush()
    guest.get(url, 404)
    cast.staff.active = True
    session.flush()
    guest.get(url, 200)
    admin.post(f"/admin/users/{cast.staff.id}/reset-password", {}, 200)
    guest.get(url, 404)


def test_who_has_no_records_has_no_feed(admin, auditor):
    for one in (admin, auditor):
        one.post("/account/calendar", {}, 403)
        assert "日历订阅" not in one.text("/account")


@given(days, st.sampled_from(View))
def test_a_span_is_whole_weeks_that_hold_the_day(day, view):
    span = span_of(view, day)
    assert span.contains(day)
    assert span.start.weekday() == 0
    assert span.end.weekday() == 6
    if view is View.MONTH:
        assert span.contains(day.replace(day=1))
        assert span.contains(month_end(day))
    found = [one.day for week in weeks(view, day, []) for one in week]
    assert found == [span.start + timedelta(days=n) for n in range(len(found))]
    assert title_of(view, day)


@given(days, st.sampled_from(View))
def test_neighbours_lead_there_and_back(day, view):
    before, after = neighbours(view, day)
    assert span_of(view, neighbours(view, before)[1]) == span_of(view, day)
    assert span_of(view, neighbours(view, after)[0]) == span_of(view, day)


def test_the_account_says_that_there_is_a_feed(staff):
    assert "生成订阅地址" in staff.text("/account")
    answer = staff.post("/account/calendar", {}, 200)
    assert "只显示这一次" in words(answer)
    assert "更换地址" in staff.text("/account")
