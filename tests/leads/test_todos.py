"""One's own to-dos."""

from datetime import date

from sqlalchemy import select

from crm.leads.models import Todo
from tests.client import words
from tests.factories.leads import make_lead, make_todo


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
