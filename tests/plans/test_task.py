"""One task: what it asks, and the monthly report with its corrections."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.accounts.rules import Role
from crm.plans.models import TaskReport
from crm.plans.rules import TaskState
from tests.client import words
from tests.factories.accounts import make_user
from tests.factories.plans import make_plan
from tests.factories.tasks import make_report, make_task

TYPED = {"month": "2026-11", "state": "behind", "text": "拆迁未完成<b>"}


@pytest.fixture
def task(session, cast):
    plan = make_plan(session, code="p4", title="四号文件", starts_on=date(2026, 1, 1))
    return make_task(
        session, plan, cast.park_a, title="扩大有效投入", content="引进电池项目", number=2,
        department="新能源园", helpers=["区财政局"], chapter="三、主要任务", section="（一）2",
    )  # fmt: skip


def reports(session, task) -> list[TaskReport]:
    wanted = select(TaskReport).where(TaskReport.task_id == task.id).order_by(TaskReport.month)
    return list(session.scalars(wanted))


def test_it_says_what_who_and_where_it_stands_written(leader, session, cast, task):
    make_report(session, task, date(2026, 9, 1), text="九月", reported_by_id=cast.staff.id)
    make_report(session, task, date(2026, 10, 1), TaskState.BEHIND, "十月")
    page = leader.page(f"/tasks/{task.id}")
    text = page.main.get_text(" ", strip=True)
    for said in ("引进电池项目", "《四号文件》", "三、主要任务 · （一）2", "区财政局", "张三"):
        assert said in text
    assert text.index("十月") < text.index("九月")
    assert page.find("a", string=cast.park_a.name)["href"] == (
        f"/tasks?unit={cast.park_a.id}&whose=all"
    )
    assert "填报进展" not in text


def test_a_month_is_reported_by_the_unit_that_owes_it(staff, session, cast, task):
    staff.submit(f"/tasks/{task.id}", {**TYPED}, 302)
    report = reports(session, task)[0]
    assert (report.month, report.state) == (date(2026, 11, 1), TaskState.BEHIND)
    assert report.reported_by_id == cast.staff.id
    text = staff.text(f"/tasks/{task.id}")
    assert "拆迁未完成<b>" in text
    assert "填报" in staff.page(f"/tasks/{task.id}").aside.get_text()


def test_managers_of_the_zone_report_any_task(browser, session, cast, task):
    chief = browser(make_user(session, Role.MANAGER, cast.zone, username="chief"))
    chief.submit(f"/tasks/{task.id}", TYPED, 302)
    assert len(reports(session, task)) == 1


@pytest.mark.parametrize("person", ["outsider", "leader", "admin", "auditor"])
def test_others_report_nothing(request, session, task, person):
    browser = request.getfixturevalue(person)
    assert (
        "责任部门" in words(browser.post(f"/tasks/{task.id}", TYPED, 403)) or person != "outsider"
    )
    assert reports(session, task) == []


def test_it_asks_for_sign_in(guest, task):
    guest.get(f"/tasks/{task.id}", 302)
    guest.post(f"/tasks/{task.id}", TYPED, 401)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"month": "2026-12"}, "不能填报以后月份"),
        ({"month": "2024-01"}, "请从列表中选择"),
        ({"month": "x"}, "请从列表中选择"),
        ({"text": " "}, "请填写进展情况"),
        ({"text": "长" * 1001}, "最多 1000 个字"),
        ({"state": "x"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(staff, session, task, typed, sentence):
    answer = staff.submit(f"/tasks/{task.id}", {**TYPED, **typed}, 400)
    assert sentence in words(answer)
    assert typed.get("text", "拆迁未完成").strip() in answer.text
    assert reports(session, task) == []


def test_a_correction_is_kept_with_before_and_after(colleague, session, cast, task):
    report = make_report(session, task, date(2026, 10, 1), text="写错了")
    page = colleague.page(f"/tasks/{task.id}?month=2026-10")
    assert page.select_one("#text").get_text().strip() == "写错了"
    answer = colleague.submit(f"/tasks/{task.id}?month=2026-10", {"text": "改对了"}, 302)
    assert answer.location == f"/tasks/{task.id}"
    assert (report.text, report.reported_by_id) == ("改对了", cast.colleague.id)
    shown = colleague.page(f"/tasks/{task.id}").aside
    assert shown.find("del", string="写错了")
    assert "2026年10月进展" in colleague.page(f"/tasks/{task.id}").get_text() or shown.find("ins")


def test_a_month_that_is_reported_already_is_not_overwritten_unseen(staff, session, task):
    make_report(session, task, date(2026, 10, 1), text="别人先报的")
    typed = {**TYPED, "month": "2026-10"}
    answer = staff.submit(f"/tasks/{task.id}", typed, 409)
    assert "别人先报的" in words(answer)
    assert "拆迁未完成" in answer.text
    assert reports(session, task)[0].text == "别人先报的"


def test_after_the_conflict_saving_again_is_done_knowingly(staff, session, task):
    report = make_report(session, task, date(2026, 10, 1), text="别人先报的")
    seen = {"version": str(report.version), "shown": "2026-10"}
    staff.post(f"/tasks/{task.id}", {**TYPED, "month": "2026-10", **seen}, 302)
    assert report.text == "拆迁未完成<b>"


def test_the_version_of_one_month_opens_no_other(staff, session, task):
    november = make_report(session, task, date(2026, 11, 1), text="十一月")
    october = make_report(session, task, date(2026, 10, 1), text="十月")
    assert november.version == october.version
    staff.submit(f"/tasks/{task.id}", {"month": "2026-10"}, 409)
    assert october.text == "十月"


def test_who_saves_second_sees_both(staff, session, task):
    make_report(session, task, date(2026, 11, 1), text="原来的")
    page = staff.page(f"/tasks/{task.id}")
    seen = page.select_one("#report input[name=version]")["value"]
    staff.submit(f"/tasks/{task.id}", {"text": "先存的"}, 302)
    answer = staff.submit(f"/tasks/{task.id}", {"text": "后存的", "version": seen}, 409)
    assert "先存的" in words(answer)
    assert "后存的" in answer.text


def test_an_untouched_report_changes_nothing(colleague, session, cast, task):
    report = make_report(session, task, date(2026, 11, 1), reported_by_id=cast.staff.id)
    before = report.version
    colleague.submit(f"/tasks/{task.id}", {}, 302)
    assert (report.version, report.reported_by_id) == (before, cast.staff.id)


def test_an_expired_token_keeps_what_was_typed(staff, session, task):
    answer = staff.post(f"/tasks/{task.id}", TYPED, 400, token=False)
    assert "拆迁未完成" in answer.text
    assert reports(session, task) == []


def test_a_task_that_is_none_is_not_found(leader):
    leader.get("/tasks/987654321", 404)


def test_more_reports_take_no_more_queries(staff, session, task, count_queries):
    with count_queries() as few:
        staff.get(f"/tasks/{task.id}", 200)
    for month in range(1, 11):
        make_report(session, task, date(2026, month, 1))
    with count_queries() as many:
        staff.get(f"/tasks/{task.id}", 200)
    assert len(few) == len(many) <= 7
