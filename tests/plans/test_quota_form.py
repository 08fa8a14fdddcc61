"""Managers set and change the quotas of their unit and of the units below."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.lib.regions import RegionGroup
from crm.plans.models import Quota
from crm.plans.rules import Metric, Stage
from tests.client import words
from tests.factories.chains import make_chain, make_node
from tests.factories.plans import make_plan, make_quota


def the_quota(session) -> Quota:
    return session.scalars(select(Quota)).one()


def test_a_target_is_set_with_everything_that_narrows_it(manager, session, cast):
    node = make_node(session, make_chain(session, code="ic"))
    typed = {
        "title": "韩资封测项目",
        "unit_id": str(cast.office.id),
        "milestone": "registered",
        "metric": "investment",
        "target": "1,200.5",
        "at_least": "y",
        "node_id": str(node.id),
        "foreign_only": "y",
        "region_group": "korea",
        "channel": "chain",
        "least_investment_fen": "1.5",
        "starts_on": "2026-01-01",
        "ends_on": "2027年12月31日",
    }
    manager.submit("/quotas/new", typed, 302)
    quota = the_quota(session)
    assert quota.unit_id == cast.office.id
    assert (quota.milestone, quota.metric) == (Stage.REGISTERED, Metric.INVESTMENT)
    assert (quota.target, quota.at_least) == (Decimal("1200.5"), True)
    assert (quota.chain_id, quota.node_id) == (node.chain_id, node.id)
    assert (quota.foreign_only, quota.region_group) == (True, RegionGroup.KOREA)
    assert quota.least_investment_fen == 150_000_000_00
    assert quota.ends_on == date(2027, 12, 31)


def test_the_form_begins_with_this_year_and_the_own_unit(manager, cast):
    page = manager.page("/quotas/new")
    assert page.select_one("#starts_on")["value"] == "2026-01-01"
    assert page.select_one("#ends_on")["value"] == "2026-12-31"
    assert page.select_one("#unit_id option[selected]")["value"] == str(cast.park_a.id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "请填写"),
        ({"target": "六十"}, "请只填数字"),
        ({"target": "-1"}, "不能是负数"),
        ({"target": "1.5"}, "请填整数"),
        ({"target": "NaN"}, "请只填数字"),
        ({"ends_on": "2025-01-01"}, "截止日期早于开始日期"),
        ({"starts_on": "2026-02-30"}, "日期请写成"),
        ({"milestone": "negotiating"}, "请从列表中选择"),
        ({"least_investment_fen": "三个亿"}, "请写成数字"),
        ({"node_id": "999999"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(manager, session, typed, sentence):
    given = {"title": "新目标<b>", "target": "60", **typed}
    answer = manager.submit("/quotas/new", given, 400)
    assert sentence in words(answer)
    for value in typed.values():
        assert value in answer.text or value in ("negotiating", "999999")
    assert session.scalars(select(Quota)).all() == []


def test_a_node_of_another_chain_is_refused(manager, session):
    chain, node = make_chain(session, "甲链"), make_node(session, make_chain(session, "乙链"))
    typed = {"title": "新目标", "target": "6", "chain_id": str(chain.id), "node_id": str(node.id)}
    assert "不在所选产业链上" in words(manager.submit("/quotas/new", typed, 400))


def test_a_manager_sets_no_target_for_other_units(manager, session, cast):
    typed = {"title": "别人的目标", "target": "6", "unit_id": str(cast.park_b.id)}
    assert "请从列表中选择" in words(manager.submit("/quotas/new", typed, 400))
    above = make_quota(session, title="全区目标")
    manager.get(f"/quotas/{above.id}/edit", 403)
    assert "调整目标" not in manager.text(f"/quotas/{above.id}")


@pytest.mark.parametrize("person", ["staff", "leader", "admin", "auditor"])
def test_others_set_no_targets(request, session, cast, person):
    browser = request.getfixturevalue(person)
    quota = make_quota(session, unit=cast.park_a)
    browser.get("/quotas/new", 403)
    browser.post(f"/quotas/{quota.id}/edit", {"target": "1"}, 403)


def test_a_change_is_kept_in_the_history(manager, session, cast):
    plan = make_plan(session)
    quota = make_quota(session, unit=cast.park_a, plan_id=plan.id, chapter="第四章")
    manager.submit(f"/quotas/{quota.id}/edit", {"target": "80"}, 302)
    assert (quota.target, quota.plan_id, quota.chapter) == (80, plan.id, "第四章")
    page = manager.get(f"/quotas/{quota.id}", 200).text
    assert "修改了招引目标" in page
    assert "<del>60</del>" in page


def test_an_untouched_form_changes_nothing(manager, session, cast):
    quota = make_quota(session, unit=cast.park_a, least_investment_fen=5_000_000_00)
    before = quota.version
    manager.submit(f"/quotas/{quota.id}/edit", {}, 302)
    assert quota.version == before
    assert quota.least_investment_fen == 5_000_000_00


def test_who_saves_second_sees_both_and_overwrites_nothing(manager, session, cast):
    quota = make_quota(session, unit=cast.park_a)
    page = manager.page(f"/quotas/{quota.id}/edit")
    seen = page.select_one("input[name=version]")["value"]
    manager.submit(f"/quotas/{quota.id}/edit", {"title": "先存的"}, 302)
    answer = manager.submit(f"/quotas/{quota.id}/edit", {"title": "后存的", "version": seen}, 409)
    assert "先存的" in words(answer)
    assert 'value="后存的"' in answer.text
    assert quota.title == "先存的"


def test_an_expired_token_keeps_what_was_typed(manager, session, cast):
    typed = {"title": "新目标", "target": "6", "unit_id": str(cast.park_a.id)}
    answer = manager.post("/quotas/new", typed, 400, token=False)
    assert 'value="新目标"' in answer.text
    assert session.scalars(select(Quota)).all() == []
