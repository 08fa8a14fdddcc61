"""A next step and the to-do that says the same are one thing: shown once, and kept in step."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.models import Todo
from crm.leads.rules import Rhythm
from crm.notifications.models import Notification
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.leads import make_lead, make_todo
from tests.factories.projects import make_project

DAY, LATER = date(2026, 12, 12), date(2026, 12, 20)
TEXT = "陪同选址"


@pytest.fixture(params=["lead", "project"])
def record(request, session, cast):
    """A lead and a project with a next step, and its address."""
    step = {"next_step": TEXT, "next_step_on": DAY}
    if request.param == "lead":
        row = make_lead(session, cast.staff, "苏州纳维科技有限公司", **step)
    else:
        row = make_project(session, cast.staff, make_node(session), name="衬底项目", **step)
    return request.param, row, f"/{request.param}s/{row.id}"


@pytest.fixture
def todo(session, cast, record):
    kind, row, _ = record
    return make_todo(session, cast.staff, TEXT, kind=kind, subject_id=row.id, due_on=DAY)


def test_it_is_told_once_with_what_can_be_done(staff, colleague, record, todo):
    url = record[2]
    for browser, buttons in ((staff, 1), (colleague, 0)):
        page = browser.page(url)
        steps = [one for one in page.select("main b, main .page-state") if TEXT in one.text]
        assert len(page.select(f"main form[action='/todos/{todo.id}/done']")) == buttons
        assert steps
        told = page.select_one("main").get_text().count(TEXT)
        assert told == 1 + buttons  # the link to another day names it for those who cannot see


def test_done_it_is_the_next_step_no_more(staff, session, record, todo):
    kind, row, url = record
    staff.post(f"/todos/{todo.id}/done", {kind: row.id}, 302)
    assert (row.next_step, row.next_step_on) == ("", None)
    noted = session.scalars(
        select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.action == "updated")
    ).one()
    assert noted.changes["下一步"] == [TEXT, None]
    assert TEXT not in staff.page(url).select_one("#state").text


def test_put_off_both_have_the_other_day(staff, session, record, todo):
    kind, row, url = record
    link = f"/todos/{todo.id}/put-off?{kind}={row.id}"
    assert staff.page(url).select_one(f"a[href='{link}']")
    assert staff.submit(link, {"due_on": str(LATER)}, 302).location == url
    assert (todo.due_on, row.next_step_on, row.next_step) == (LATER, LATER, TEXT)


def test_edited_the_todo_follows(staff, session, record, todo):
    url = record[2]
    staff.submit(f"{url}/edit", {"next_step": "陪同看厂房", "next_step_on": str(LATER)}, 302)
    assert (todo.text, todo.due_on, todo.done_at) == ("陪同看厂房", LATER, None)
    staff.submit(f"{url}/edit", {"next_step": "", "next_step_on": ""}, 302)
    assert (todo.text, todo.done_at) == ("陪同看厂房", None)


def test_followed_by_another_it_is_done(staff, session, record, todo):
    kind, row, url = record
    path = f"{url}/activities" if kind == "lead" else f"{url}/activities/new"
    sent = {"activity": "call", "summary": "看过了", "happened_on": "2026-11-20"}
    staff.post(path, {**sent, "next_step": "签框架协议", "next_step_on": str(LATER)}, 302)
    assert todo.done_at is not None
    assert (row.next_step, row.next_step_on) == ("签框架协议", LATER)


def test_other_todos_and_those_that_repeat_stay_apart(staff, session, cast, record):
    kind, row, _ = record
    given = {"kind": kind, "subject_id": row.id, "due_on": DAY}
    other = make_todo(session, cast.staff, "寄资料", **given)
    weekly = make_todo(session, cast.staff, TEXT, repeats=Rhythm.WEEKLY, repeats_from=DAY, **given)
    for one in (other, weekly):
        staff.post(f"/todos/{one.id}/done", {}, 302)
    assert (row.next_step, row.next_step_on) == (TEXT, DAY)


def test_who_may_not_change_the_record_leaves_it(colleague, session, cast, record):
    kind, row, _ = record
    theirs = make_todo(session, cast.colleague, TEXT, kind=kind, subject_id=row.id, due_on=DAY)
    colleague.post(f"/todos/{theirs.id}/done", {}, 302)
    assert theirs.done_at is not None
    assert row.next_step == TEXT


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2026-11-19", "今天或以后"), ("", "请填写新的期限"), ("下周", "日期请写成")],
)
def test_a_day_that_is_none_is_refused(staff, session, cast, day, sentence):
    todo = make_todo(session, cast.staff)
    was = todo.due_on
    answer = staff.post(f"/todos/{todo.id}/put-off", {"due_on": day}, 400)
    assert sentence in words(answer)
    assert f'value="{day}"' in answer.text
    assert todo.due_on == was


def test_who_asked_for_it_is_told_and_done_is_done(staff, colleague, outsider, cast, session):
    todo = make_todo(session, cast.staff, "报进展", assigned_by_id=cast.manager.id)
    url = f"/todos/{todo.id}/put-off"
    colleague.get(url, 404)
    staff.post(url, {"due_on": str(LATER)}, 302)
    told = session.scalars(select(Notification)).one()
    assert told.user_id == cast.manager.id
    assert str(LATER) in told.text
    staff.post(f"/todos/{todo.id}/done", {}, 302)
    assert "已经完成" in words(staff.post(url, {"due_on": "2026-12-30"}, 400))
    assert session.scalars(select(Todo.due_on)).one() == LATER


def test_the_dialog_asks_and_goes_back(staff, session, cast):
    todo = make_todo(session, cast.staff)
    htmx = {"HX-Request": "true"}
    assert "待办改期" in staff.get(f"/todos/{todo.id}/put-off?home=1", 200, headers=htmx).text
    answer = staff.post(
        f"/todos/{todo.id}/put-off?home=1", {"due_on": str(LATER)}, 204, headers=htmx
    )
    assert answer.headers["HX-Redirect"] == "/"
