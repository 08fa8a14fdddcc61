"""All chains at a glance: by cluster and plan, with what they lack and what is on them."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from crm.companies.models import CompanyNode
from crm.companies.rules import Relation
from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.plans import make_mention, make_plan, make_quota
from tests.factories.projects import make_milestone, make_project


def target(session, wanted, node=None, **more):
    given = {"node_id": node.id, "chain_id": node.chain_id} if node else {}
    return make_quota(
        session, milestone=Stage.REGISTERED, target=Decimal(wanted), **{**given, **more}
    )


def landed(session, owner, node, on=date(2026, 5, 6), **more):
    project = make_project(session, owner, node, **more)
    make_milestone(session, project, Stage.REGISTERED, on, MilestoneState.VERIFIED)
    return project


def company(session, owner, node, relation, name="", **more):
    made = make_company(session, owner, name, relation=relation, **more)
    session.add(CompanyNode(company_id=made.id, node_id=node.id))
    session.flush()
    return made


def row_of(browser, name, url="/chains"):
    """The words of a chain's row, by its columns."""
    for row in browser.page(url).select("tbody tr"):
        if row.find("a").text == name:
            cells = row.select("[data-label]")
            return {one["data-label"]: one.get_text(" ", strip=True) for one in cells}
    return None


def test_a_chain_stands_with_its_gap_and_what_is_on_it(
    leader, cast, session, definition, chain, node
):
    target(session, 5, node)
    landed(session, cast.staff, node)
    make_project(session, cast.staff, node)
    company(session, cast.staff, node, Relation.LOCAL, is_leader=True)
    make_lead(session, cast.staff, node_id=node.id)
    row = row_of(leader, "集成电路")
    assert (row["目标"], row["已落地"], row["净缺口"]) == ("5", "1", "3.9")
    assert (row["区内企业"], row["项目"], row["线索"]) == ("1 龙头 1", "2", "1")


def test_each_chain_is_shown_in_the_period_of_its_own_targets(
    leader, cast, session, definition, chain, node
):
    other = make_node(session, make_chain(session, "光伏", code="pv"), "电池")
    target(session, 4, node)
    span = {"starts_on": date(2021, 1, 1), "ends_on": date(2023, 12, 31)}
    target(session, 7, chain_id=other.chain_id, **span)
    landed(session, cast.staff, other, on=date(2022, 3, 1))
    landed(session, cast.staff, other, on=date(2026, 3, 1))
    row = row_of(leader, "光伏")
    assert (row["目标"], row["已落地"], row["净缺口"]) == ("7", "1", "6.0")
    assert row_of(leader, "集成电路")["目标"] == "4"
    assert "2021—2023年（已结束）" in leader.text("/chains")


def test_targets_that_are_not_this_zones_own_are_not_owed(leader, session, definition, node):
    plan = make_plan(session, is_reference=True)
    target(session, 9, node, plan_id=plan.id)
    target(session, 8, node, subject="盐城市")
    target(session, 7, node, most_investment_fen=10**12)
    assert row_of(leader, "集成电路")["目标"] == "—"
    target(session, 3, node)
    assert row_of(leader, "集成电路")["目标"] == "3"


def test_a_plan_shows_the_chains_it_names_in_its_own_words(leader, session, definition, chain):
    plan = make_plan(session, code="js", title="省规划", is_reference=True)
    make_chain(session, "钢铁")
    make_mention(
        session, plan, name="集成电路产业集群", chain_id=chain.id, level="先进制造业集群",
        place="无锡",
    )  # fmt: skip
    make_mention(session, plan, name="集成电路产业集群", chain_id=chain.id,
                 level="先进制造业集群", place="南京")  # fmt: skip
    text = leader.text("/chains?plan=js")
    assert "集成电路产业集群 先进制造业集群 无锡、南京" in text
    assert "钢铁" not in text
    assert "仅供参照" in text
    everywhere = leader.text("/chains")
    assert "先进制造业集群" in everywhere
    assert "钢铁" in everywhere


def test_a_node_that_a_plan_names_brings_its_chain(leader, session, definition, node):
    plan = make_plan(session, code="js")
    make_mention(session, plan, name="封装测试", node_id=node.id, level="重点方向")
    assert "封装测试 重点方向" in leader.text("/chains?plan=js")


@pytest.mark.parametrize("words", ["集成", "封测", "IC", "芯片产业", "电子信息"])
def test_words_find_chains_by_any_of_their_names(leader, session, definition, node, words):
    make_chain(session, "钢铁")
    make_mention(session, name="芯片产业", chain_id=node.chain_id)
    text = leader.text(f"/chains?q={words}")
    assert "封测" not in text
    assert row_of(leader, "集成电路", f"/chains?q={words}")
    assert "钢铁" not in text


def test_what_is_not_found_says_so(leader, definition, node):
    assert "没有符合条件的产业链" in leader.text("/chains?q=没有这个词")
    assert "没有符合条件的产业链" in leader.text("/chains?plan=nothing")


def test_chains_of_the_directory_are_folded_and_targets_come_first(
    leader, session, definition, chain, node
):
    make_chain(session, "名录里的链", cluster_id=chain.cluster_id)
    first = make_chain(session, "排在前", cluster_id=chain.cluster_id, position=-1)
    make_node(session, first)
    target(session, 3, node)
    soup = leader.page("/chains")
    names = [one.text for one in soup.select("tbody tr .main > a")]
    assert names == ["集成电路", "排在前"]
    assert soup.select_one("details ul.listed a").text == "名录里的链"
    assert "另有 1 条" in soup.select_one("details:has(ul.listed) summary").text


def test_figures_lead_to_lists_that_count_the_same(leader, cast, session, definition, chain, node):
    below = make_node(session, name="先进封装", parent=node)
    for where in (node, below):
        company(session, cast.staff, where, Relation.LOCAL)
        make_lead(session, cast.staff, node_id=where.id)
        make_project(session, cast.staff, where)
    target(session, 9, node)
    landed(session, cast.staff, below, stage=Stage.REGISTERED)
    landed(session, cast.staff, below, on=date(2025, 12, 31))
    elsewhere = make_node(session, make_chain(session, "光伏"))
    both = company(session, cast.staff, elsewhere, Relation.LOCAL)
    session.add(CompanyNode(company_id=both.id, node_id=node.id, is_main=False))
    session.flush()
    row = next(
        one for one in leader.page("/chains").select("tbody tr") if one.find("a").text == "集成电路"
    )
    for label, count in (("区内企业", 2), ("项目", 4), ("线索", 2), ("已落地", 1)):
        link = row.select_one(f"[data-label={label}] a")
        assert link.text == str(count)
        assert dict(parse_qsl(urlsplit(link["href"]).query))["chain"] == "ic"
        assert f"共 {count} " in leader.text(link["href"])
    assert row.select_one("[data-label=目标] a")["href"] == "/quotas?chain=ic"


def test_people_count_what_they_see(outsider, cast, session, definition, node):
    target(session, 4, node)
    landed(session, cast.staff, node)
    row = row_of(outsider, "集成电路")
    assert (row["已落地"], row["净缺口"], row["项目"]) == ("0", "—", "0")


def test_without_a_definition_the_chains_stand_without_gaps(leader, session, node):
    assert row_of(leader, "集成电路")["目标"] == "—"


def test_a_hundred_chains_cost_as_many_queries_as_one(
    leader, cast, session, definition, node, count_queries
):
    target(session, 4, node)
    leader.get("/chains")
    with count_queries() as few:
        leader.get("/chains", 200)
    for number in range(20):
        other = make_node(session, make_chain(session, f"链{number}"))
        target(session, 2, other)
        landed(session, cast.staff, other)
        make_mention(session, chain_id=other.chain_id)
    with count_queries() as many:
        leader.get("/chains", 200)
    assert len(many) == len(few) <= 12
