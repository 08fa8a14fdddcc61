"""One's own to-dos."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.leads.models import Todo
from crm.leads.rules import Rhythm, next_due
from crm.lib.periods import month_end
from tests.client import words
from tests.factories.companies import make_company
from tests.factories.leads import make_lead, make_todo
from tests.factories.projects import make_project


def test_they_stand_by_when_they_are_due(staff, cast, session):
    make_todo(session, cast.staff, "早该做了", due_on=date(2026, 11, 1))
    make_todo(session, cast.staff, "今天做")
    make_todo(session, cast.staff, "以后做", due_on=date(2027, 1, 1))
    make_todo(session, cast.colleague, "别人的")
    page = staff.text("/todos")
    assert "未完成 3 条" in page
    assert "1 条已过期" in page
    assert page.index("早该做了") < page.index("今天做") < page.index("以后做")
    assert "别人的" not in page


def test_they_ask_for_sign_in(guest):
    assert "/login" in guest.get("/todos", 302).location


def test_one_is_added(staff, cast, session):
    staff.submit("/todos", {"text": "打电话", "due_on": "2026-11-25"}, 302)
    todo = session.scalars(select(Todo)).one()
    assert (todo.text, todo.owner_id, todo.due_on) == ("打电话", cast.staff.id, date(2026, 11, 25))


def test_bad_input_keeps_what_was_typed(staff, session):
    answer = staff.post("/todos", {"text": "<b>打电话", "due_on": "2026-13-01"}, 400)
    assert "&lt;b&gt;打电话" in answer.text
    assert "2026-13-01" in answer.text
    assert "请写明要做什么" in words(staff.post("/todos", {"due_on": "2026-11-25"}, 400))
    assert session.scalars(select(Todo)).all() == []


def test_one_is_added_from_a_leads_page(staff, outsider, cast, session):
    lead = make_lead(session, cast.staff, "天合光能有限公司")
    sent = {"text": "寄资料", "due_on": "2026-11-25", "lead": lead.id}
    assert staff.post("/todos", sent, 302).location == f"/leads/{lead.id}"
    assert "天合光能" in staff.text("/todos")
    outsider.post("/todos", sent, 404)


def test_one_is_ticked_off_and_back(staff, colleague, cast, session):
    todo = make_todo(session, cast.staff)
    colleague.post(f"/todos/{todo.id}/done", {}, 404)
    staff.post(f"/todos/{todo.id}/done", {}, 302)
    assert todo.done_at is not None
    assert "最近完成" in staff.text("/todos")
    staff.post(f"/todos/{todo.id}/reopen", {}, 302)
    assert todo.done_at is None


def test_a_record_that_may_no_longer_be_read_is_not_named(staff, cast, session):
    lead = make_lead(session, cast.outsider, "外单位有限公司")
    make_todo(session, cast.staff, kind="lead", subject_id=lead.id)
    page = staff.text("/todos")
    assert "寄送资料" in page
    assert "外单位" not in page


def test_one_that_comes_again_is_due_anew_once_it_is_done(staff, cast, session):
    sent = {"text": "每周例会", "due_on": "2026-11-19", "repeats": "weekly"}
    staff.submit("/todos", sent, 302)
    first = session.scalars(select(Todo)).one()
    staff.post(f"/todos/{first.id}/done", {}, 302)
    staff.post(f"/todos/{first.id}/done", {}, 302)
    _, again = session.scalars(select(Todo).order_by(Todo.id)).all()
    assert (again.due_on, again.series_id, again.done_at) == (date(2026, 11, 26), first.id, None)
    staff.post(f"/todos/{first.id}/reopen", {}, 302)
    staff.post(f"/todos/{first.id}/done", {}, 302)
    assert len(session.scalars(select(Todo)).all()) == 2
    assert "每周" in staff.text("/todos")
    staff.post(f"/todos/{again.id}/stop", {}, 302)
    staff.post(f"/todos/{again.id}/stop", {}, 400)
    staff.post(f"/todos/{again.id}/done", {}, 302)
    assert len(session.scalars(select(Todo)).all()) == 2


def test_a_colleague_is_asked_and_both_see_it(staff, colleague, outsider, cast, session):
    sent = {"text": "准备材料", "due_on": "2026-11-25", "owner_id": cast.colleague.id}
    staff.submit("/todos", sent, 302)
    todo = session.scalars(select(Todo)).one()
    assert (todo.owner_id, todo.assigned_by_id) == (cast.colleague.id, cast.staff.id)
    assert "我交办的" in staff.text("/todos")
    assert "交给李四" in staff.text("/todos")
    assert "张三交办" in colleague.text("/todos")
    assert "准备材料" not in outsider.text("/todos")
    outsider.post(f"/todos/{todo.id}/done", {}, 404)
    assert "张三交给您：准备材料" in colleague.text("/notifications")
    colleague.post(f"/todos/{todo.id}/done", {}, 302)
    assert "李四完成了待办：准备材料" in staff.text("/notifications")


def test_somebody_out_of_scope_cannot_be_asked(staff, cast, session):
    sent = {"text": "准备材料", "due_on": "2026-11-25", "owner_id": cast.outsider.id}
    answer = staff.post("/todos", sent, 400)
    assert "请从列表中选择" in words(answer)
    assert "准备材料" in answer.text
    assert session.scalars(select(Todo)).all() == []


def test_who_does_not_know_the_record_cannot_be_asked(staff, cast, session):
    lead = make_lead(session, cast.staff, confidential=True)
    sent = {
        "text": "寄资料",
        "due_on": "2026-11-25",
        "lead": lead.id,
        "owner_id": cast.colleague.id,
    }
    answer = staff.post("/todos", sent, 400)
    assert "李四看不到这条记录" in words(answer)
    assert f'name="lead" value="{lead.id}"' in answer.text
    staff.post("/todos", {**sent, "owner_id": ""}, 302)


def test_one_is_added_from_other_records_too(staff, cast, session):
    company = make_company(session, cast.staff, "苏州纳维科技有限公司")
    sent = {"text": "寄资料", "due_on": "2026-11-25", "company": company.id}
    assert staff.post("/todos", sent, 302).location == f"/companies/{company.id}"
    assert "苏州纳维" in staff.text("/todos")


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(st.sampled_from(Rhythm), days, st.integers(0, 400), st.integers(-40, 400))
def test_it_is_due_again_after_it_was_due_and_done(rhythm, since, later, late):
    due = since + timedelta(days=later)
    done = max(due + timedelta(days=late), since)
    found = next_due(rhythm, since, due, done)
    assert found > max(due, done)
    assert found <= max(due, done) + timedelta(days=40)
    if rhythm is Rhythm.WEEKLY:
        assert (found - since).days % 7 == 0
    if rhythm is Rhythm.MONTHLY:
        assert found.day in (since.day, month_end(found).day)


def test_the_last_of_a_month_stays_the_last():
    jan, feb = date(2026, 1, 31), date(2026, 2, 28)
    assert next_due(Rhythm.MONTHLY, jan, jan, jan) == feb
    assert next_due(Rhythm.MONTHLY, jan, feb, feb) == date(2026, 3, 31)


def test_working_days_leave_out_holidays():
    friday = date(2026, 11, 20)
    assert next_due(Rhythm.WORKDAYS, friday, friday, friday) == date(2026, 11, 23)


def test_the_pages_of_projects_and_companies_show_them_too(staff, cast, session):
    project = make_project(session, cast.staff, name="衬底项目")
    company = make_company(session, cast.staff)
    for url, kind, number in (
        (f"/projects/{project.id}", "project", project.id),
        (f"/companies/{company.id}", "company", company.id),
    ):
        sent = {"text": f"寄{kind}资料", "due_on": "2026-11-25", kind: number}
        assert staff.submit(url, sent, 302, form="/todos").location == url
        assert f"寄{kind}资料" in staff.text(url)
