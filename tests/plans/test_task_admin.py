"""The administrator's pages of tasks."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.plans.models import PlanTask, TaskDepartment
from crm.plans.queries.tasks import departments_of
from tests.client import words
from tests.factories.plans import make_plan
from tests.factories.tasks import make_department, make_task

TYPED = {
    "number": "7", "title": "盘活闲置厂房", "content": "十五万平方米", "due_on": "2026-12-31",
    "leads": "区经发局、各园区", "helpers": "区财政局", "chapter": "三", "section": "11",
}  # fmt: skip


@pytest.fixture
def plan(session):
    return make_plan(session, code="p4", title="四号文件")


def test_a_task_is_added_with_its_departments(admin, session, cast, plan):
    make_task(session, plan, cast.park_b, department="各园区", number=3)
    page = admin.page(f"/admin/tasks/new?plan={plan.id}")
    assert page.select_one("#number")["value"] == "4"
    admin.submit("/admin/tasks/new", {**TYPED, "plan_id": str(plan.id)}, 302)
    task = session.scalars(select(PlanTask).where(PlanTask.number == 7)).one()
    assert (task.title, task.due_on) == ("盘活闲置厂房", date(2026, 12, 31))
    rows = departments_of(session, task.id)
    named = [(row.name, row.leads, row.unit_id) for row in rows]
    assert named == [
        ("区经发局", True, None), ("各园区", True, cast.park_b.id), ("区财政局", False, None),
    ]  # fmt: skip
    assert "盘活闲置厂房" in admin.text("/admin/tasks")


def test_a_change_is_kept_in_the_history(admin, session, plan):
    task = make_task(session, plan, title="旧题", department="甲局", helpers=["乙局"])
    url = f"/admin/tasks/{task.id}"
    admin.submit(url, {"title": "新题", "leads": "甲局、丙局", "due_on": "2027-06-30"}, 302)
    assert (task.title, task.due_on) == ("新题", date(2027, 6, 30))
    shown = admin.page(url).aside.get_text()
    for said in ("旧题", "新题", "甲局、丙局"):
        assert said in shown


def test_who_is_no_longer_named_has_the_task_no_longer(admin, session, plan):
    task = make_task(session, plan, department="甲局", helpers=["乙局", "丙局"])
    admin.submit(f"/admin/tasks/{task.id}", {"leads": "丙局", "helpers": ""}, 302)
    assert [(row.name, row.leads) for row in departments_of(session, task.id)] == [("丙局", True)]


def test_an_untouched_form_changes_nothing(admin, session, cast, plan):
    task = make_task(session, plan, cast.park_a, department="甲局", helpers=["乙局"])
    before = task.version
    kept = [row.id for row in departments_of(session, task.id)]
    admin.submit(f"/admin/tasks/{task.id}", {}, 302)
    assert task.version == before
    assert [row.id for row in departments_of(session, task.id)] == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "请填写"),
        ({"leads": ""}, "至少填写一个牵头部门"),
        ({"helpers": "各园区"}, "已是牵头部门"),
        ({"number": "1"}, "已有序号 1"),
        ({"number": "零"}, "请填写整数"),
        ({"due_on": "2026-02-30"}, "日期请写成"),
        ({"plan_id": "987654321"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(admin, session, plan, typed, sentence):
    make_task(session, plan, number=1)
    answer = admin.submit("/admin/tasks/new", {"plan_id": str(plan.id), **TYPED, **typed}, 400)
    assert sentence in words(answer)
    assert "十五万平方米" in answer.text
    assert len(session.scalars(select(PlanTask)).all()) == 1


def test_who_saves_second_sees_both_and_overwrites_nothing(admin, session, plan):
    task = make_task(session, plan)
    url = f"/admin/tasks/{task.id}"
    seen = admin.page(url).select_one("input[name=version]")["value"]
    admin.submit(url, {"title": "先存的"}, 302)
    answer = admin.submit(url, {"title": "后存的", "version": seen}, 409)
    assert "先存的" in words(answer)
    assert 'value="后存的"' in answer.text
    assert task.title == "先存的"


def test_a_department_becomes_a_unit_in_all_of_its_tasks(admin, session, cast, plan, staff):
    first = make_task(session, plan, department="新能源园")
    second = make_task(session, plan, department="区经发局")
    make_department(session, second, "新能源园", leads=False)
    number = min(
        session.scalars(select(TaskDepartment.id).where(TaskDepartment.name == "新能源园"))
    )
    typed = {f"unit_{number}": str(cast.park_a.id)}
    admin.submit("/admin/tasks/departments", typed, 302)
    rows = session.scalars(select(TaskDepartment).where(TaskDepartment.name == "新能源园"))
    assert {row.unit_id for row in rows} == {cast.park_a.id}
    staff.submit(f"/tasks/{first.id}", {"month": "2026-11", "text": "已开工"}, 302)
    other = session.scalars(select(TaskDepartment).where(TaskDepartment.name == "区经发局")).one()
    assert other.unit_id is None
    answer = admin.submit("/admin/tasks/departments", {f"unit_{number}": "987654321"}, 400)
    assert "请从列表中选择" in words(answer)


@pytest.mark.parametrize("url", ["/admin/tasks", "/admin/tasks/new", "/admin/tasks/departments"])
def test_only_administrators_come_in(guest, manager, leader, auditor, url):
    assert "/login" in guest.get(url, 302).location
    for browser in (manager, leader, auditor):
        browser.get(url, 403)


def test_it_costs_the_same_with_two_rows_as_with_twenty(admin, session, plan, count_queries):
    make_task(session, plan)
    urls = ("/admin/tasks", "/admin/tasks/departments")
    with count_queries() as few:
        for url in urls:
            admin.get(url, 200)
    for _number in range(20):
        make_task(session, plan)
    with count_queries() as many:
        for url in urls:
            admin.get(url, 200)
    assert len(few) == len(many)
