"""Administrators add and change plans and their indicators."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.plans.models import Indicator, IndicatorValue, Plan
from tests.client import words
from tests.factories.chains import make_chain, make_node
from tests.factories.figures import make_value
from tests.factories.plans import make_indicator, make_plan

PLAN = {
    "code": "yc-2030", "title": "“十五五”规划", "issuer": "管委会", "starts_on": "2026-01-01",
    "ends_on": "2030-12-31", "territory": "开发区", "is_reference": "y",
}  # fmt: skip
FIGURES = "2025 现状 1,000；第二章\n2030 目标 2000以上"
INDICATOR = {
    "code": "output", "name": "产值", "unit": "亿元", "chapter": "第三章", "figures": FIGURES,
}  # fmt: skip
LIST = "/admin/plans/ei/indicators"


def figures(session):
    rows = session.scalars(select(IndicatorValue).order_by(IndicatorValue.year, IndicatorValue.id))
    return [(one.year, one.kind, one.value, one.at_least, one.source, one.counts) for one in rows]


def test_a_plan_is_added_and_changed(admin, session, staff):
    admin.submit("/admin/plans/new", PLAN, 302)
    plan = session.scalars(select(Plan)).one()
    assert (plan.code, plan.is_reference, plan.is_draft) == ("yc-2030", True, False)
    assert (plan.starts_on, plan.ends_on) == (date(2026, 1, 1), date(2030, 12, 31))
    assert "“十五五”规划" in staff.text("/plans")
    assert "“十五五”规划" in admin.text("/admin/plans")
    admin.submit("/admin/plans/yc-2030", {"title": "改名规划", "issued_on": "2026-05-01"}, 302)
    assert (plan.title, plan.territory) == ("改名规划", "开发区")
    assert "<del>“十五五”规划</del>" in admin.get("/admin/plans/yc-2030", 200).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "大写"}, "代码只用小写字母"),
        ({"code": "new"}, "系统保留"),
        ({"code": "ei"}, "已被使用"),
        ({"code": ""}, "代码只用"),
        ({"title": ""}, "请填写"),
        ({"ends_on": "2020-01-01"}, "止早于起"),
        ({"starts_on": "明年"}, "日期请写成"),
    ],
)
def test_a_bad_plan_is_refused_and_what_was_typed_stays(admin, session, typed, sentence):
    make_plan(session, code="ei")
    answer = admin.submit("/admin/plans/new", {**PLAN, "issuer": "某<b>局", **typed}, 400)
    assert sentence in words(answer)
    assert "某&lt;b&gt;局" in answer.text
    assert len(session.scalars(select(Plan)).all()) == 1


def test_who_saves_a_plan_second_sees_both(admin, session):
    plan = make_plan(session, code="ei")
    seen = admin.page("/admin/plans/ei").select_one("input[name=version]")["value"]
    admin.submit("/admin/plans/ei", {"title": "先存的"}, 302)
    answer = admin.submit("/admin/plans/ei", {"title": "后存的", "version": seen}, 409)
    assert "先存的" in words(answer)
    assert plan.title == "先存的"


def test_an_indicator_is_added_with_its_figures_and_sources(admin, session, staff):
    make_plan(session, code="ei")
    node = make_node(session, make_chain(session))
    admin.submit(f"{LIST}/new", {**INDICATOR, "node_id": str(node.id)}, 302)
    indicator = session.scalars(select(Indicator)).one()
    assert (indicator.chain_id, indicator.node_id) == (node.chain_id, node.id)
    assert figures(session) == [
        (2025, "baseline", 1000, False, "第二章", True), (2030, "target", 2000, True, "", True),
    ]  # fmt: skip
    assert "产值" in admin.text(LIST)
    assert "2030年 2,000 以上" in staff.text("/plans/ei?part=targets")


def test_figures_are_changed_as_lines_and_the_history_tells_which(admin, session):
    make_plan(session, code="ei")
    admin.submit(f"{LIST}/new", INDICATOR, 302)
    url = f"{LIST}/output"
    kept = admin.page(url).select_one("#figures").text.strip()
    assert kept == "2025 现状 1,000；第二章\n2030 目标 2,000以上"
    lines = "2025 现状 1000；第二章\n2030 目标 2100\n2030 目标 1900；第九章"
    admin.submit(url, {"figures": lines}, 302)
    assert figures(session)[1:] == [
        (2030, "target", 2100, False, "", True), (2030, "target", 1900, False, "第九章", False),
    ]  # fmt: skip
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    before, after = entry.changes["数值"]
    assert before == "2030 目标 2,000以上"
    assert after == "2030 目标 2,100；2030 目标 1,900；第九章"


def test_an_untouched_form_changes_nothing(admin, session):
    plan = make_plan(session, code="ei")
    row = make_indicator(session, plan, code="output", chapter="第三章")
    make_value(session, row, "12.5", at_least=True)
    make_value(session, row, "13", source="第九章", counts=False)
    before = figures(session)
    admin.submit(f"{LIST}/output", {}, 302)
    assert figures(session) == before
    assert session.scalars(select(AuditEntry)).all() == []


def test_when_the_figure_that_counts_goes_the_other_counts(admin, session):
    row = make_indicator(session, make_plan(session, code="ei"), code="output", chapter="第三章")
    make_value(session, row, "12")
    make_value(session, row, "13", source="第九章", counts=False)
    admin.submit(f"{LIST}/output", {"figures": "2025 目标 13；第九章"}, 302)
    assert figures(session) == [(2025, "target", Decimal(13), False, "第九章", True)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"figures": "2025 目标 很多"}, "第 1 行"),
        ({"figures": "2025年实现翻番"}, "请写成"),
        ({"figures": "2025 目标 3\n2025 目标 4"}, "写明各自的出处"),
        ({"chapter": ""}, "写明出处"),
        ({"code": "taken"}, "已被使用"),
        ({"node_id": "999999"}, "请从列表中选择"),
    ],
)
def test_a_bad_indicator_is_refused_and_what_was_typed_stays(admin, session, typed, sentence):
    make_indicator(session, make_plan(session, code="ei"), code="taken")
    answer = admin.submit(f"{LIST}/new", {**INDICATOR, "name": "产<b>值", **typed}, 400)
    assert sentence in words(answer)
    assert "产&lt;b&gt;值" in answer.text
    assert len(session.scalars(select(Indicator)).all()) == 1


def test_a_node_of_another_chain_is_refused(admin, session):
    make_plan(session, code="ei")
    chain, node = make_chain(session, "甲链"), make_node(session, make_chain(session, "乙链"))
    typed = {**INDICATOR, "chain_id": str(chain.id), "node_id": str(node.id)}
    assert "不在所选产业链上" in words(admin.submit(f"{LIST}/new", typed, 400))


@pytest.mark.parametrize("person", ["staff", "manager", "leader", "security", "auditor"])
@pytest.mark.parametrize("url", ["/admin/plans", "/admin/plans/new", "/admin/plans/ei", LIST])
def test_others_maintain_no_plans(request, session, person, url):
    make_plan(session, code="ei")
    request.getfixturevalue(person).get(url, 403)


def test_signing_in_is_asked_for(guest, session):
    make_plan(session, code="ei")
    for url in ("/admin/plans", "/admin/plans/new", "/admin/plans/ei", LIST, f"{LIST}/new"):
        assert "/login" in guest.get(url, 302).location


@pytest.mark.parametrize("url", ["/admin/plans", LIST])
def test_more_rows_take_no_more_queries(admin, session, count_queries, url):
    plan = make_plan(session, code="ei")
    make_indicator(session, plan, values=[(2025, "target", 1)])
    with count_queries() as few:
        admin.get(url, 200)
    for _ in range(20):
        make_indicator(session, plan, values=[(2025, "target", 1)])
        make_plan(session)
    with count_queries() as many:
        admin.get(url, 200)
    assert len(many) == len(few)
