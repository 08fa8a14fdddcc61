"""One indicator: its path, and the yearly actuals that managers enter and take back."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.errors import Refused
from crm.plans.models import IndicatorValue
from crm.plans.operations.actuals import revoke_actual, set_actual
from tests.client import words
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_node
from tests.factories.figures import make_value
from tests.factories.plans import make_indicator, make_plan

URL = "/plans/ei/indicators/sales"
TYPED = {"year": "2025", "value": "1,020.5", "source": "2025年统计快报"}


@pytest.fixture
def sales(session):
    plan = make_plan(session, code="ei", title="电子信息规划")
    values = [(2020, "baseline", 100), (2025, "target", 1100)]
    node = make_node(session, make_chain(session, code="ic"), code="design")
    return make_indicator(
        session, plan, code="sales", name="销售总值", values=values, node_id=node.id,
        chapter="第三章", reading="取表值",
    )  # fmt: skip


def actuals(session):
    rows = session.scalars(select(IndicatorValue).where(IndicatorValue.kind == "actual"))
    return {row.year: (row.value, row.source) for row in rows}


def entries(session):
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.changes) for row in rows if row.kind == "indicator"]


def test_the_page_shows_the_path_with_its_source(staff, session, sales):
    make_value(session, sales, "240", year=2021, kind="actual", source="快报")
    make_value(session, sales, "900", source="第五章", counts=False)
    page = staff.page(URL)
    rows = [row.get_text(" ", strip=True) for row in page.select(".chart-table tbody tr")]
    assert rows[0] == "2020年 100 — — 第三章"
    assert rows[1] == "2021年 300 推算 240 −60 —"
    assert len(rows) == 6
    text = page.select_one("main").get_text(" ", strip=True)
    for said in ("取表值", "另有 2025年 900 亿元（第五章），未采用", "快报"):
        assert said in text
    assert page.select_one('a[href="/chains/ic/design"]')
    assert not page.select(f'form[action="{URL}/actuals"]')


def test_the_chart_draws_path_and_actuals(staff, session, sales):
    make_value(session, sales, "240.5", year=2021, kind="actual", source="快报")
    assert staff.page(URL).select_one(f'[data-chart="{URL}/path.json"]')
    drawn = staff.get(f"{URL}/path.json", 200).json
    assert drawn["unit"] == "亿元"
    assert drawn["categories"][:2] == ["2020年", "2021年"]
    path, actual = drawn["series"]
    assert path["values"] == [100, 300, 500, 700, 900, 1100]
    assert path["reference"] is True
    assert actual["values"] == [None, 240.5, None, None, None, None]


def test_the_path_is_taken_away_as_a_workbook(staff, session, sales):
    taken = staff.get(f"{URL}/path.xlsx", 200)
    rows = list(load_workbook(io.BytesIO(taken.data)).active.iter_rows(values_only=True))
    assert rows[1][:3] == (2020, 100, "原文")
    assert rows[2][:3] == (2021, 300, "推算")
    assert entries(session)[0][0] == "exported"


def test_an_indicator_without_figures_has_a_page(staff, session):
    make_indicator(session, make_plan(session, code="ei"), code="sales")
    assert "还没有数" in staff.text(URL)
    assert staff.get(f"{URL}/path.json", 200).json["categories"] == []


def test_a_manager_enters_and_corrects_an_actual(manager, session, sales):
    manager.submit(URL, TYPED, 302)
    assert actuals(session) == {2025: (Decimal("1020.5"), "2025年统计快报")}
    manager.submit(URL, {**TYPED, "value": "1030", "source": "年鉴"}, 302)
    assert actuals(session) == {2025: (Decimal(1030), "年鉴")}
    (first, reported), (second, updated) = entries(session)
    assert (first, second) == ("reported", "updated")
    assert reported["2025年实际"] == [None, "1,020.5 亿元"]
    assert updated["2025年实际"] == ["1,020.5 亿元", "1,030 亿元"]
    assert updated["出处"] == ["2025年统计快报", "年鉴"]
    assert "1,030" in manager.text(URL)
    assert "2025年 1,030" in manager.text("/plans/ei?part=targets")


def test_saving_the_same_again_changes_nothing(manager, session, sales):
    manager.submit(URL, TYPED, 302)
    manager.submit(URL, TYPED, 302)
    assert len(entries(session)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": "约一千<b>"}, "请只填数字"),
        ({"value": "-5"}, "0 到一万亿"),
        ({"value": "1.23456"}, "最多 4 位"),
        ({"value": ""}, "请填写"),
        ({"source": ""}, "请填写出处"),
        ({"year": "2027"}, "1990 到 2026"),
        ({"year": "去年"}, "请填写整数"),
        ({"year": "1949"}, "1990"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(manager, session, sales, typed, sentence):
    given = {**TYPED, "source": "统计<b>快报", **typed}
    answer = manager.submit(URL, given, 400)
    assert sentence in words(answer)
    if typed.get("value"):
        assert "统计&lt;b&gt;快报" in answer.text
    assert actuals(session) == {}


def test_an_expired_token_keeps_what_was_typed(manager, session, sales):
    answer = manager.post(f"{URL}/actuals", TYPED, 400, token=False)
    assert 'value="1,020.5"' in answer.text
    assert actuals(session) == {}


def test_a_wrong_actual_is_taken_back_with_a_reason(manager, session, sales):
    manager.submit(URL, TYPED, 302)
    link = manager.page(URL).select_one("#actuals a")["href"]
    assert link == f"{URL}/actuals/2025/revoke"
    assert "1,020.5 亿元（2025年统计快报）" in manager.text(link)
    assert "请写明撤销的原因" in words(manager.submit(link, {"reason": " "}, 400))
    manager.submit(link, {"reason": "口径不同"}, 302)
    assert actuals(session) == {}
    action, changes = entries(session)[-1]
    assert action == "revoked"
    assert changes["2025年实际"] == ["1,020.5 亿元（2025年统计快报）", None]
    assert changes["原因"] == [None, "口径不同"]
    assert "口径不同" in manager.get(URL, 200).text
    manager.get(link, 404)
    manager.post(link, {"reason": "再撤一次"}, 404)


def test_of_two_actuals_the_other_counts_once_the_wrong_one_is_taken_back(session, cast, sales):
    make_value(session, sales, "240", kind="actual", source="快报")
    make_value(session, sales, "250", kind="actual", source="年鉴", counts=False)
    manager = viewer_of(session, cast.manager)
    with pytest.raises(Refused, match="同一出处"):
        set_actual(session, manager, sales, 2025, Decimal(260), "年鉴", 2026)
    with pytest.raises(Refused, match="请填写出处"):
        set_actual(session, manager, sales, 2025, Decimal(260), " ", 2026)
    revoke_actual(session, manager, sales, 2025, "口径不同")
    (left,) = session.scalars(select(IndicatorValue).where(IndicatorValue.kind == "actual"))
    assert (left.value, left.source, left.counts) == (250, "年鉴", True)


@pytest.mark.parametrize("person", ["staff", "leader", "admin", "auditor"])
def test_others_enter_nothing(request, session, sales, person):
    browser = request.getfixturevalue(person)
    browser.post(f"{URL}/actuals", TYPED, 403)
    browser.post(f"{URL}/actuals/2025/revoke", {"reason": "x"}, 403)
    browser.get("/plans/ei/actuals", 403)
    assert actuals(session) == {}


@pytest.mark.parametrize("url", [URL, f"{URL}/path.json", "/plans/ei/actuals.xlsx"])
def test_pages_ask_for_sign_in_and_for_the_right_to_read(guest, admin, sales, url):
    assert "/login" in guest.get(url, 302).location
    admin.get(url, 403)


def test_an_unknown_indicator_is_not_found(staff, sales):
    staff.get("/plans/ei/indicators/other", 404)
    staff.get("/plans/other/indicators/sales", 404)


def test_more_years_take_no_more_queries(manager, session, sales, count_queries):
    with count_queries() as few:
        manager.get(URL, 200)
    for year in range(2000, 2020):
        make_value(session, sales, "1", year=year, kind="actual", source="年鉴")
    with count_queries() as many:
        manager.get(URL, 200)
    assert len(many) == len(few) <= 12
