"""Sheets of actuals: taken away, filled in, looked at, then saved as a whole or not at all."""

import io
import json
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.plans.models import IndicatorValue
from crm.plans.rules import HEADS
from tests.client import words
from tests.factories.figures import make_value
from tests.factories.plans import make_indicator, make_plan

URL = "/plans/ei/actuals"


@pytest.fixture
def plan(session):
    plan = make_plan(session, code="ei", title="电子信息规划")
    target = [(2025, "target", 9)]
    sales = make_indicator(session, plan, code="sales", name="销售总值", values=target)
    make_value(session, sales, "400", kind="actual", source="快报")
    make_indicator(session, plan, code="firms", name="=企业数", unit="家", position=1)
    return plan


def sheet(rows, heads=HEADS) -> io.BytesIO:
    book = Workbook()
    for row in [heads, *rows]:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def line(code, value, source="年鉴", year=2025):
    return (code, None, None, None, None, year, value, source)


def upload(browser, file, status, year="2025", name="实际值.xlsx"):
    return browser.post(URL, {"year": year, "file": (file, name)}, status)


def actuals(session):
    rows = session.scalars(select(IndicatorValue).where(IndicatorValue.kind == "actual"))
    return {(row.indicator_id, row.year): row.value for row in rows}


def values(session):
    return sorted(actuals(session).values())


def save(browser, answer, status):
    """Confirm what a preview shows, as a browser would."""
    page = browser_fields(answer)
    return browser.post(f"{URL}/save", page, status)


def browser_fields(answer):
    form = BeautifulSoup(answer.text, "html.parser").select_one(f'form[action="{URL}/save"]')
    return {tag["name"]: tag.get("value", "") for tag in form.select("input[name]")}


def test_the_sheet_that_is_taken_away_can_be_handed_in_again(manager, session, plan):
    taken = manager.get(f"{URL}.xlsx?year=2025", 200)
    rows = list(load_workbook(io.BytesIO(taken.data)).active.iter_rows(values_only=True))
    assert rows[0] == HEADS
    assert rows[1] == ("sales", "销售总值", None, "亿元", "2025年 9", 2025, 400, "快报")
    assert rows[2][:2] == ("firms", "=企业数")
    answer = upload(manager, io.BytesIO(taken.data), 200)
    assert "新填 0 ，改动 0 ，未变 1 ，未填 1 ，有误 0" in words(answer).replace("， ", "，")
    assert session.scalars(select(AuditEntry.action)).all() == ["exported"]


def test_a_filled_sheet_is_shown_first_and_then_saved(manager, session, plan):
    rows = [line("sales", 420.5), line("firms", "1,200"), line("sales", None)]
    answer = upload(manager, sheet(rows[:2]), 200)
    assert values(session) == [400]
    text = words(answer)
    assert "新填 1" in text
    assert "改动 1" in text
    assert "400 420.5" in text
    save(manager, answer, 302)
    assert values(session) == [Decimal("420.5"), 1200]
    told = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.action for one in told] == ["updated", "reported", "imported"]
    assert told[0].changes["2025年实际"] == ["400 亿元", "420.5 亿元"]
    assert "新填 1 个，改动 1 个" in manager.get("/plans/ei", 200).text


def test_one_wrong_cell_keeps_everything_out(manager, session, plan):
    answer = upload(manager, sheet([line("sales", 420), line("firms", "约三百")]), 200)
    text = words(answer)
    assert "有 1 行有误" in text
    assert "请只填数字" in text
    assert "约三百" in text
    assert "确认写入" not in text
    forged = json.dumps([["sales", "420", "年鉴", "400"], ["firms", "约三百", "年鉴", ""]])
    manager.post(f"{URL}/save", {"year": "2025", "rows": forged}, 400)
    assert values(session) == [400]


def test_what_was_changed_meanwhile_is_not_overwritten(manager, session, plan):
    answer = upload(manager, sheet([line("sales", 420), line("firms", 7)]), 200)
    row = session.scalars(select(IndicatorValue).where(IndicatorValue.kind == "actual")).one()
    row.value = Decimal(410)
    session.flush()
    answer = save(manager, answer, 409)
    assert "一个数也没有写入" in words(answer)
    assert values(session) == [410]


@pytest.mark.parametrize(
    ("file", "name", "sentence"),
    [
        (io.BytesIO(b"sales,420"), "实际值.csv", "请上传 .xlsx"),
        (io.BytesIO(b"PK\x03\x04 broken"), "实际值.xlsx", "损坏"),
        (io.BytesIO(b""), "实际值.xlsx", "。"),
        (sheet([], ("代码", "数值")), "实际值.xlsx", "表头不对"),
        (io.BytesIO(b"MZ program"), "实际值.xlsx", "。"),
    ],
)
def test_what_is_no_such_sheet_is_refused(manager, session, plan, file, name, sentence):
    answer = upload(manager, io.BytesIO(file.getvalue()), 400, name=name)
    assert sentence in words(answer)
    assert 'value="2025"' in answer.text
    assert values(session) == [400]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"year": "2025"}, "请选择"), ({"year": "2031"}, "1990 到 2026"), ({"year": ""}, "请填写")],
)
def test_year_and_file_are_needed(manager, plan, data, sentence):
    assert sentence in words(manager.post(URL, data, 400))


@pytest.mark.parametrize(
    "rows", ["", "x", "{}", "[1]", '[["sales"]]', '[["sales","1","年鉴","y"]]']
)
def test_odd_rows_write_nothing(manager, session, plan, rows):
    manager.post(f"{URL}/save", {"year": "2025", "rows": rows})
    manager.post(f"{URL}/save", {"year": "0", "rows": rows}, 400)
    assert values(session) == [400]


def test_an_expired_token_writes_nothing(manager, session, plan):
    fields = browser_fields(upload(manager, sheet([line("sales", 420)]), 200))
    del fields["csrf_token"]
    answer = manager.post(f"{URL}/save", fields, 400, token=False)
    assert "确认写入" in words(answer)
    assert values(session) == [400]


def test_a_long_sheet_takes_no_more_queries(manager, session, plan, count_queries):
    with count_queries() as few:
        upload(manager, sheet([line("sales", 1)]), 200)
    for number in range(20):
        make_indicator(session, plan, code=f"more-{number}")
    rows = [line(f"more-{number}", number) for number in range(20)]
    with count_queries() as many:
        upload(manager, sheet(rows), 200)
    assert len(many) == len(few)
