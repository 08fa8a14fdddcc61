"""What pages of chains and nodes show of the plans: their words, their targets by year."""

from datetime import date
from decimal import Decimal

import pytest

from crm.plans.queries.sayings import sayings
from crm.plans.rules import Metric, Stage
from tests.factories.accounts import make_unit
from tests.factories.chains import make_chain, make_cluster, make_node
from tests.factories.plans import make_indicator, make_mention, make_plan, make_quota


@pytest.fixture
def chain(session):
    return make_chain(session, "集成电路", code="ic")


@pytest.fixture
def node(session, chain):
    return make_node(session, chain, "封测", code="packaging")


@pytest.fixture
def plan(session):
    return make_plan(session, code="ei", title="专项规划", territory="开发区")


def rows(browser, url, card="targets"):
    """The rows of a card, as lists of words."""
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in browser.page(url).select(f"#{card} tbody tr")
    ]


def test_the_chain_shows_what_each_plan_says_with_its_source(staff, session, chain, node, plan):
    make_mention(
        session, plan, name="集成电路产业", chain_id=chain.id, level="主导产业", place="光电园",
        focus="封装测试", companies=["甲公司", "乙公司"], chapter="第三章", section="四",
        reading="按链记",
    )  # fmt: skip
    make_mention(session, plan, name="高端封装", node_id=node.id, level="重点方向")
    first, second = rows(staff, "/chains/ic", "sayings")
    assert first[0].startswith("集成电路产业 主导产业")
    assert "《专项规划》第三章 · 四" in first[0]
    assert "按链记" in first[0]
    assert first[1:] == ["光电园", "封装测试", "甲公司、乙公司"]
    assert "环节：封测" in second[0]
    assert rows(staff, "/chains/ic/packaging", "sayings")[0][0].startswith("高端封装 重点方向")


def test_a_plan_of_others_is_marked(staff, session, chain):
    other = make_plan(session, title="省规划", is_reference=True, territory="江苏省")
    make_mention(session, other, chain_id=chain.id)
    assert "《 省规划 》 江苏省 仅供参照" in staff.text("/chains/ic")


def test_targets_stand_by_plan_and_year(staff, session, chain, node, plan):
    make_quota(
        session, plan_id=plan.id, title="招引封测企业", milestone=Stage.REGISTERED,
        chain_id=chain.id, node_id=node.id, target=Decimal(10), at_least=True,
        starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31), chapter="第三章",
    )  # fmt: skip
    make_quota(session, title="到账外资", metric=Metric.PAID_IN, chain_id=chain.id)
    make_indicator(
        session, plan, name="销售总值", chain_id=chain.id,
        values=[(2020, "baseline", 156.6), (2025, "target", 1000)],
    )  # fmt: skip
    found = rows(staff, "/chains/ic")
    assert found[0][0].startswith("招引封测企业（2021—2023年累计）")
    assert found[0][1:] == ["个", "—", "10 以上", "—"]
    assert found[1][1:] == ["亿元", "156.6 现状", "—", "1,000"]
    assert found[2][:3] == ["到账外资", "万美元", "60"]
    (own,) = rows(staff, "/chains/ic/packaging")
    assert own[2] == "10 以上"


def test_figures_that_do_not_count_are_left_to_the_plans_own_page(staff, session, chain, plan):
    indicator = make_indicator(session, plan, chain_id=chain.id, values=[(2025, "target", 5)])
    make_indicator(session, plan, name="别处的", values=[(2025, "target", 7)])
    assert rows(staff, "/chains/ic")[0][2] == "5"
    assert "别处的" not in staff.text("/chains/ic")
    assert indicator.name in staff.text("/chains/ic")


def test_targets_of_other_units_stay_unseen(outsider, staff, cast, session, chain):
    office = make_unit(session, parent=cast.park_a)
    make_quota(session, title="园区的", chain_id=chain.id, unit=cast.park_a)
    make_quota(session, title="驻点的", chain_id=chain.id, unit=office)
    assert "园区的" in staff.text("/chains/ic")
    assert "园区的" not in outsider.text("/chains/ic")
    assert "驻点的" not in staff.text("/chains/ic")


def test_without_targets_the_card_says_so(staff, chain):
    assert "还没有规划为这里定目标" in staff.text("/chains/ic")


def test_a_new_mention_is_seen_at_once(session, chain):
    cluster = make_cluster(session)
    make_mention(session, cluster_id=cluster.id)
    session.commit()
    assert sayings(session).of_chain(chain.id, ()) == ()
    make_mention(session, chain_id=chain.id, name="芯片")
    session.commit()
    assert [one.name for one in sayings(session).of_chain(chain.id, ())] == ["芯片"]
    assert len(sayings(session).clusters[cluster.id]) == 1


def test_more_targets_and_mentions_cost_no_more_queries(
    staff, session, chain, node, plan, count_queries
):
    make_quota(session, plan_id=plan.id, chain_id=chain.id)
    make_indicator(session, plan, chain_id=chain.id, values=[(2025, "target", 5)])
    make_mention(session, plan, chain_id=chain.id)
    with count_queries() as few:
        staff.get("/chains/ic", 200)
    for number in range(10):
        other = make_plan(session)
        make_quota(session, plan_id=other.id, node_id=node.id)
        values = [(2025, "target", number)]
        make_indicator(session, other, node_id=node.id, values=values)
        make_mention(session, other, node_id=node.id)
    with count_queries() as many:
        staff.get("/chains/ic", 200)
    assert len(many) == len(few) <= 12
