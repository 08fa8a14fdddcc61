"""Figures that disagree: shown with both sources, decided by a person with a reason."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.errors import Refused
from crm.plans import operations, queries
from crm.plans.models import FigureCheck, IndicatorValue
from crm.plans.rules import CheckKind, Side
from tests.client import words
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_node
from tests.factories.figures import make_capacity, make_check, make_value
from tests.factories.plans import make_indicator, make_plan, make_quota
from tests.factories.projects import make_definition, make_project

PART = "/plans/ei?part=contradictions"


@pytest.fixture
def plan(session):
    return make_plan(session, code="ei", title="电子信息规划")


def figure(session, plan, name, value, **given):
    indicator = make_indicator(session, plan, name=name, **given)
    make_value(session, indicator, value)
    return indicator


@pytest.fixture
def sales(session, plan):
    """One indicator with two figures for 2025; that of the table counts."""
    indicator = figure(session, plan, "销售总值", "1000", chapter="第三章", table_name="表 3-1")
    make_value(session, indicator, "800", source="第五章 正文", counts=False)
    return indicator


@pytest.fixture
def check(session, plan):
    parts = [figure(session, plan, f"分项{value}", value, chapter="第四章")
             for value in ("500", "400")]  # fmt: skip
    return make_check(
        session, plan, parts, figure(session, plan, "全部", "1000"), title="分项与总数"
    )


def states(session, viewer, plan=None):
    found = queries.comparisons(session, viewer_of(session, viewer), plan)
    return {one.title: one.state for one in found}


def counted(session, indicator):
    wanted = select(IndicatorValue).where(
        IndicatorValue.indicator_id == indicator.id, IndicatorValue.counts
    )
    return [row.value for row in session.scalars(wanted)]


def test_both_figures_are_shown_with_both_sources(staff, session, sales, check):
    text = staff.text(PART)
    assert "待裁定 2" in text
    for said in ("1,000 亿元", "800 亿元", "第五章 正文", "第三章 · 表 3-1", "合计 900",
                 "相差 −100", "《电子信息规划》第四章"):  # fmt: skip
        assert said in text
    assert "/contradictions/" not in str(staff.page(PART))


def test_what_agrees_is_said_too(session, cast, plan):
    exact, rounded = figure(session, plan, "甲", "533.7"), figure(session, plan, "乙", "534")
    make_check(session, plan, [exact], rounded, CheckKind.EQUAL, title="同一个数")
    twice = figure(session, plan, "丙", "3")
    make_value(session, twice, "3", source="别处", counts=False)
    assert set(states(session, cast.staff).values()) == {"agrees"}


def test_a_check_stands_on_the_page_of_every_plan_it_looks_at(session, cast, plan, staff):
    other = make_plan(session, code="sti", title="科创规划")
    quota = make_quota(session, plan_id=other.id, target=Decimal(40))
    make_check(session, plan, [figure(session, plan, "甲", "47")], quota, title="两个规划")
    assert states(session, cast.staff, other) == {"两个规划": "open"}
    assert states(session, cast.staff, make_plan(session)) == {}
    rows = {row.select_one("a").text: row.select("td.num")[-1].get_text(" ", strip=True)
            for row in staff.page("/plans").select("tbody tr")}  # fmt: skip
    assert rows["电子信息规划"] == rows["科创规划"] == "待定 1"


def test_capacities_are_looked_at_by_those_who_know_the_project(session, cast, plan):
    make_definition(session)
    node = make_node(session)
    open_one = make_project(session, cast.staff, node)
    secret = make_project(session, cast.staff, node, confidential=True, code_name="DH")
    whole = figure(session, plan, "总产能", "25", unit="GW")
    parts = [make_capacity(session, project, "10") for project in (open_one, secret)]
    make_check(session, plan, parts, whole, CheckKind.AT_MOST, title="产能")
    assert states(session, cast.staff) == {"产能": "agrees"}
    assert states(session, cast.manager) == {"产能": "unknown"}
    assert states(session, cast.outsider) == {"产能": "unknown"}
    (found,) = queries.comparisons(session, viewer_of(session, cast.manager))
    assert [one.absent for one in found.options[0].figures] == ["", "不在您的数据范围内"]


def test_a_figure_that_is_gone_makes_no_error(session, cast, plan):
    gone = {"kind": "indicator", "subject_id": 10**6, "year": 2025, "value_kind": "target"}
    make_check(session, plan, [gone], figure(session, plan, "甲", "1"), title="缺数")
    assert states(session, cast.staff) == {"缺数": "unknown"}


def test_a_reference_may_name_the_source_that_it_means(session, cast, plan, sales):
    from_text = {"kind": "indicator", "subject_id": sales.id, "year": 2025,
                 "value_kind": "target", "source": "第五章 正文"}  # fmt: skip
    make_check(session, plan, [from_text], figure(session, plan, "别处", "800"), title="正文")
    assert states(session, cast.staff)["正文"] == "agrees"


def test_another_of_two_figures_is_chosen_and_the_choice_taken_back(
    manager, session, sales, count_queries
):
    url = f"/plans/ei/contradictions/value-{sales.id}-2025-target"
    other = session.scalars(select(IndicatorValue).where(~IndicatorValue.counts)).one()
    manager.submit(url, {"choice": str(other.id), "reason": "按会议纪要"}, 302)
    assert counted(session, sales) == [800]
    text = manager.text(PART)
    assert "已裁定 1" in text
    assert "按会议纪要" in text
    assert "王五" in text
    assert "2026-11-20" in text
    manager.submit(url, {"choice": "undo", "reason": "重新核实"}, 302)
    assert counted(session, sales) == [1000]
    assert "待裁定 1" in manager.text(PART)
    entries = select(AuditEntry).where(AuditEntry.kind == "indicator").order_by(AuditEntry.id)
    told = [(one.action, one.changes) for one in session.scalars(entries)]
    assert [action for action, _changes in told] == ["decided", "revoked"]
    assert told[0][1]["2025年目标采用"] == ["1,000（指标出处）", "800（第五章 正文）"]
    assert told[0][1]["理由"] == [None, "按会议纪要"]


def test_of_three_figures_taking_back_finds_the_first_again(session, cast, sales, plan):
    make_value(session, sales, "700", source="第七章", counts=False)
    manager = viewer_of(session, cast.manager)
    values = {str(int(one.value)): str(one.id) for one in session.scalars(select(IndicatorValue))}
    for choice, left in ((values["800"], 800), (values["700"], 700), (values["1000"], 1000),
                         (values["700"], 700), (operations.UNDO, 1000)):  # fmt: skip
        (found,) = queries.comparisons(session, manager, plan)
        operations.decide(session, manager, found, choice, "理由", found.version, None)
        assert counted(session, sales) == [left]
    (found,) = queries.comparisons(session, manager, plan)
    assert found.state == "open"


def test_one_side_of_a_check_is_chosen_and_no_figure_changes(manager, session, check):
    before = sorted(row.value for row in session.scalars(select(IndicatorValue)))
    url = f"/plans/ei/contradictions/check-{check.id}"
    manager.submit(url, {"choice": "whole", "reason": "总数经会议确认"}, 302)
    row = session.scalars(select(FigureCheck)).one()
    assert (row.decision, row.decision_reason) == (Side.WHOLE, "总数经会议确认")
    assert row.decided_by_id is not None
    assert sorted(row.value for row in session.scalars(select(IndicatorValue))) == before
    assert "已定 1" in manager.text("/plans")
    assert "总数经会议确认" in manager.page(url).select_one("aside").text
    manager.submit(url, {"choice": "undo", "reason": "再议"}, 302)
    assert session.scalars(select(FigureCheck)).one().decision is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"choice": "whole", "reason": ""}, "请写明理由"),
        ({"choice": "", "reason": "口头<b>"}, "请选择"),
        ({"choice": "none", "reason": "口头<b>"}, "请从列表中选择"),
        ({"choice": "undo", "reason": "口头<b>"}, "请从列表中选择"),
        ({"choice": "whole", "reason": "长" * 501}, "最多 500"),
    ],
)
def test_a_bad_decision_is_refused_and_what_was_typed_stays(
    manager, session, check, typed, sentence
):
    answer = manager.submit(f"/plans/ei/contradictions/check-{check.id}", typed, 400)
    assert sentence in words(answer)
    assert words(answer).count("口头<b>") == (typed["reason"] == "口头<b>")
    assert session.scalars(select(FigureCheck)).one().decision is None


def test_who_decides_second_is_told(manager, session, check):
    url = f"/plans/ei/contradictions/check-{check.id}"
    seen = manager.page(url).select_one("input[name=version]")["value"]
    manager.submit(url, {"choice": "whole", "reason": "先定的"}, 302)
    answer = manager.submit(url, {"choice": "parts", "reason": "后定的", "version": seen}, 409)
    assert "先定的" in words(answer)
    assert "后定的" in words(answer)
    assert session.scalars(select(FigureCheck)).one().decision is Side.WHOLE


@pytest.mark.parametrize("person", ["staff", "leader", "auditor", "admin"])
def test_others_decide_nothing_here(request, session, check, person):
    browser = request.getfixturevalue(person)
    browser.get(f"/plans/ei/contradictions/check-{check.id}", 403)
    browser.post(f"/plans/ei/contradictions/check-{check.id}", {"choice": "whole"}, 403)


def test_an_administrator_decides_from_his_own_room(admin, session, sales, check):
    assert "待裁定 2" in admin.text("/admin/plans/ei/contradictions")
    url = f"/admin/plans/ei/contradictions/check-{check.id}"
    admin.submit(url, {"choice": "parts", "reason": "分项为准"}, 302)
    assert "已裁定 1" in admin.text("/admin/plans/ei/contradictions")


def test_what_is_no_contradiction_of_the_plan_is_not_found(manager, session, check, plan):
    make_plan(session, code="other")
    for key in ("check-0", "x", "value-1-2025-target"):
        manager.get(f"/plans/ei/contradictions/{key}", 404)
    manager.get(f"/plans/other/contradictions/check-{check.id}", 404)


def test_signing_in_is_asked_for(guest, check):
    assert "/login" in guest.get(f"/plans/ei/contradictions/check-{check.id}", 302).location


@pytest.mark.parametrize(
    ("choice", "reason", "sentence"),
    [("undo", "再议", "还没有裁定"), ("none", "再议", "请选择采用哪一个数"), ("whole", " ", "理由"),
     ("whole", "长" * 501, "最多 500")],
)  # fmt: skip
def test_what_no_form_sends_is_refused_too(session, cast, plan, check, choice, reason, sentence):
    viewer = viewer_of(session, cast.manager)
    (found,) = queries.comparisons(session, viewer, plan)
    with pytest.raises(Refused, match=sentence):
        operations.decide(session, viewer, found, choice, reason, found.version, None)
