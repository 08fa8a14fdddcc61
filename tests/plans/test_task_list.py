"""The supervision list: what it shows, counts and leaves out; on paper and as a workbook."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.plans.rules import TaskState
from tests.factories.plans import make_plan
from tests.factories.tasks import make_report, make_task

NOVEMBER = date(2026, 11, 1)


def listed(browser, query="") -> list[str]:
    page = browser.page(f"/tasks{query}")
    return [link.get_text() for link in page.select("tbody td.main a")]


@pytest.fixture
def four(session, cast):
    """One task of each face, of one plan."""
    plan = make_plan(session, code="p4", title="四号文件")
    make_task(session, plan, title="未报的")
    normal = make_task(session, plan, title="正常的", department="区科技局", helpers=["区财政局"])
    late = make_task(session, plan, title="逾期的", due_on=date(2026, 6, 30))
    done = make_task(session, plan, cast.park_a, title="完成的", due_on=date(2026, 6, 30))
    make_report(session, normal, date(2026, 9, 1), TaskState.BEHIND, "九月落后")
    make_report(session, normal, NOVEMBER, TaskState.NORMAL, "十一月赶上")
    make_report(session, late, state=TaskState.NORMAL)
    make_report(session, done, state=TaskState.DONE, text="已验收")
    return plan


def test_it_shows_the_last_report_and_how_each_stands(leader, four):
    text = leader.text("/tasks")
    for words in ("四号文件", "区科技局", "配合：区财政局", "2026年11月", "十一月赶上", "逾期"):
        assert words in text
    assert "九月落后" not in text


def test_each_figure_leads_to_as_many_rows_as_it_says(leader, four):
    page = leader.page("/tasks")
    figures = {
        one.select_one(".figure-label").get_text(): one.select_one("a")
        for one in page.select(".figure")
    }
    counts = {label: int(link.get_text()) for label, link in figures.items()}
    assert counts == {
        "正常": 1, "滞后": 1, "完成": 1, "未报": 1, "逾期": 1, "本月未报": 2,
    }  # fmt: skip
    for label, link in figures.items():
        query = link["href"].removeprefix("/tasks")
        assert len(listed(leader, query)) == counts[label], label


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?department=区财政局", ["正常的"]),
        ("?state=done", ["完成的"]),
        ("?state=behind&overdue=1", ["逾期的"]),
        ("?missing=1", ["未报的", "逾期的"]),
        ("?q=完成", ["完成的"]),
        ("?q=%25", []),
        ("?plan=p4&state=silent", ["未报的"]),
        ("?plan=nowhere", []),
    ],
)
def test_each_filter_narrows_it(leader, four, query, titles):
    assert listed(leader, query) == titles


def test_at_first_it_holds_the_zones_own_plans(leader, session, four):
    make_task(session, make_plan(session, code="far", is_reference=True), title="外地的")
    assert "外地的" not in listed(leader)
    assert listed(leader, "?whose=reference") == ["外地的"]
    assert listed(leader, "?plan=far") == ["外地的"]
    assert len(listed(leader, "?whose=all")) == 5


def test_a_unit_finds_its_own_tasks(staff, cast, four):
    assert listed(staff, f"?unit={cast.park_a.id}&whose=all") == ["完成的"]


@pytest.mark.parametrize("query", ["state=x", "unit=x", "whose=x", "overdue=x", "cursor=x"])
def test_nonsense_in_the_address_is_left_out(leader, four, query):
    assert len(listed(leader, f"?{query}")) == 4


@pytest.mark.parametrize("url", ["/tasks", "/tasks?print=1", "/tasks/export.xlsx", "/tasks/1"])
def test_it_asks_for_sign_in_and_the_right_to_read(guest, admin, auditor, url):
    assert "/login" in guest.get(url, 302).location
    admin.get(url, 403)
    auditor.get(url, 403)


def test_on_paper_it_carries_title_date_plan_and_everything_in_full(leader, session, four):
    four.title = "经开区2022年4号文件"
    page = leader.page("/tasks?plan=p4&print=1")
    assert page.h1.get_text() == "《经开区2022年4号文件》任务督查清单"
    text = page.main.get_text(" ", strip=True)
    assert "截至 2026年11月20日" in text
    assert "共 4 项" in text
    for head in ("序号", "任务", "工作内容", "责任部门", "完成时限", "进展情况", "状态"):
        assert head in text
    assert "2026年11月：十一月赶上" in text
    assert not page.select("nav.side")


def test_the_workbook_holds_what_is_filtered_and_is_noted(leader, session, four):
    make_task(session, four, title="=1+1", content="+2")
    book = load_workbook(io.BytesIO(leader.get("/tasks/export.xlsx?state=silent", 200).data))
    rows = list(book.active.values)
    assert [row[3] for row in rows[1:]] == ["未报的", "=1+1"]
    assert all(cell.data_type == "s" for cell in book.active[3] if cell.value and cell.column == 4)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.changes == {"筛选": [None, "未报"], "行数": [None, "2"]}


def test_a_plans_page_shows_its_tasks(leader, four):
    text = leader.text("/plans/p4")
    assert "任务（4 项）" in text
    assert "逾期的" in text


@pytest.mark.parametrize("url", ["/quotas", "/plans"])
def test_its_neighbours_lead_to_it(leader, session, url):
    assert leader.page(url).select('main a[href="/tasks"]')


def test_it_costs_the_same_with_two_rows_as_with_twenty(leader, session, count_queries, four):
    with count_queries() as few:
        leader.get("/tasks", 200)
    for number in range(20):
        make_report(session, make_task(session, title=f"任务{number}", helpers=["甲局", "乙局"]))
    with count_queries() as many:
        leader.get("/tasks", 200)
    assert len(few) == len(many) <= 6
