"""The list of quotas, one quota, and who sees which."""

from datetime import date

import pytest

from crm.plans.rules import Stage
from tests.factories.chains import make_chain, make_node
from tests.factories.plans import make_plan, make_quota


def test_the_list_shows_targets_with_period_and_unit(staff, session):
    make_quota(session, title="新签约链上项目", at_least=True)
    text = staff.text("/quotas")
    assert "新签约链上项目" in text
    assert "60 个以上" in text
    assert "2026年" in text


def test_a_quota_says_where_the_plan_sets_it_and_how_it_was_read(staff, session):
    plan = make_plan(session, title="电子信息规划", code="ei")
    quota = make_quota(
        session, plan_id=plan.id, chapter="第四章", section="一、做大做强", reading="取累计数"
    )
    text = staff.text(f"/quotas/{quota.id}")
    assert "《电子信息规划》" in text
    assert "第四章 · 一、做大做强" in text
    assert "取累计数" in text


def test_the_list_is_narrowed_by_year_chain_node_and_milestone(leader, session):
    chain = make_chain(session, code="ic")
    above = make_node(session, chain)
    below = make_node(session, parent=above)
    make_quota(session, title="甲", chain_id=chain.id, node_id=below.id)
    make_quota(session, title="乙乙", milestone=Stage.STARTED)
    span = {"starts_on": date(2021, 1, 1), "ends_on": date(2023, 12, 31)}
    make_quota(session, title="丙丙", **span)
    assert "1 项目标" in leader.text("/quotas?chain=ic")
    assert "1 项目标" in leader.text(f"/quotas?node={above.id}")
    assert "1 项目标" in leader.text("/quotas?milestone=started")
    text = leader.text("/quotas?year=2022")
    assert "丙丙" in text
    assert "乙乙" not in text


@pytest.mark.parametrize("query", ["year=2099", "year=x", "unit=x", "milestone=x", "chain=x"])
def test_an_odd_filter_breaks_nothing(leader, session, query):
    make_quota(session)
    leader.get(f"/quotas?{query}", 200)


def test_everybody_sees_the_targets_of_the_units_above(session, cast, staff, outsider):
    zone = make_quota(session, title="全区目标")
    park = make_quota(session, title="园区目标", unit=cast.park_a)
    office = make_quota(session, title="驻点目标", unit=cast.office)
    assert "全区目标" in staff.text("/quotas")
    assert "园区目标" in staff.text("/quotas")
    assert "驻点目标" not in staff.text("/quotas")
    assert "园区目标" not in outsider.text("/quotas")
    outsider.get(f"/quotas/{zone.id}", 200)
    outsider.get(f"/quotas/{park.id}", 404)
    staff.get(f"/quotas/{office.id}", 404)


def test_a_manager_sees_the_targets_below(session, cast, manager, leader):
    office = make_quota(session, title="驻点目标", unit=cast.office)
    other = make_quota(session, title="别处目标", unit=cast.park_b)
    manager.get(f"/quotas/{office.id}", 200)
    manager.get(f"/quotas/{other.id}", 404)
    leader.get(f"/quotas/{other.id}", 200)


@pytest.mark.parametrize("url", ["/quotas", "/quotas/1", "/quotas/new", "/plans", "/plans/x"])
def test_pages_ask_for_sign_in_and_for_the_right_to_read(guest, admin, auditor, url):
    assert "/login" in guest.get(url, 302).location
    admin.get(url, 403)
    auditor.get(url, 403)


def test_more_quotas_take_no_more_queries(leader, session, count_queries):
    make_quota(session)
    with count_queries() as few:
        leader.get("/quotas", 200)
    for number in range(20):
        node = make_node(session)
        plan = make_plan(session)
        ids = {"chain_id": node.chain_id, "node_id": node.id, "plan_id": plan.id}
        make_quota(session, title=f"目标{number}", **ids)
    with count_queries() as many:
        leader.get("/quotas", 200)
    assert len(many) <= len(few) + 1
