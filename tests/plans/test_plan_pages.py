"""The list of plans and the parts of one; the targets on a node's page."""

import pytest

from crm.plans.rules import CheckKind
from tests.factories.chains import make_chain, make_cluster, make_node
from tests.factories.figures import make_check, make_mention, make_task, make_value
from tests.factories.plans import make_indicator, make_plan, make_quota

PARTS = ["structure", "targets", "quotas", "contradictions"]


def test_the_list_counts_what_each_plan_sets(staff, session):
    plan = make_plan(session, title="电子信息规划", code="ei", is_draft=True)
    one, two = make_indicator(session, plan), make_indicator(session, plan)
    make_value(session, one, "100")
    make_value(session, two, "80")
    make_quota(session, plan_id=plan.id)
    make_mention(session, plan, chain_id=make_chain(session).id)
    make_task(session, plan)
    make_check(session, plan, [one], two, CheckKind.EQUAL)
    row = next(line for line in staff.page("/plans").select("tbody tr") if "电子" in line.text)
    assert "征求意见稿" in row.text
    cells = [cell.get_text(" ", strip=True) for cell in row.select("td.num")]
    assert cells == ["1", "2", "1", "1", "待定 1"]


def test_the_plans_of_this_zone_stand_before_those_of_others(staff, session):
    make_plan(session, title="全省的", is_reference=True, territory="江苏省")
    make_plan(session, title="本区的")
    rows = [row.get_text(" ", strip=True) for row in staff.page("/plans").select("tbody tr")]
    assert "本区的" in rows[0]
    assert "参照" in rows[1]


def test_without_plans_the_page_says_what_to_do(staff):
    assert "还没有规划" in staff.text("/plans")


def test_a_plan_shows_its_indicators_by_chapter_with_their_place(staff, session):
    plan = make_plan(session, code="ei")
    values = [(2020, "baseline", "156.6"), (2023, "target", 400), (2025, "target", 1000)]
    place = {"chapter": "第三章", "section": "四、发展目标", "table_name": "表 3-1"}
    indicator = make_indicator(session, plan, values=values, reading="正文写作56.6亿元", **place)
    make_value(session, indicator, "900", source="第五章", counts=False)
    make_value(session, indicator, "1000", source="第六章", counts=False)
    text = staff.text("/plans/ei?part=targets")
    assert "第三章" in text
    assert "2020年 156.6" in text
    assert "2023年 400， 2025年 1,000" in text
    assert "四、发展目标 · 表 3-1" in text
    assert "正文写作56.6亿元" in text
    assert "另写作 2025年 900（第五章），未采用" in text


def test_indicators_are_narrowed_by_subject_and_chain(staff, session):
    plan, chain = make_plan(session, code="ei"), make_chain(session, code="ic")
    make_indicator(session, plan, name="园区产值", subject="甲园区")
    make_indicator(session, plan, name="设计产值", node_id=make_node(session, chain).id)
    assert "设计产值" not in staff.text("/plans/ei?part=targets&subject=甲园区")
    text = staff.text("/plans/ei?part=targets&chain=ic")
    assert "设计产值" in text
    assert "园区产值" not in text
    assert "园区产值" not in staff.text("/plans/ei?part=targets&subject=-")


def test_indicators_come_fifty_at_a_time(staff, session):
    plan = make_plan(session, code="ei")
    for number in range(60):
        make_indicator(session, plan, name=f"指标{number}", position=number)
    page = staff.page("/plans/ei?part=targets")
    assert "共 60 条" in page.text
    rest = staff.text(page.select_one("a[rel=next]")["href"])
    assert "指标59" in rest
    assert "指标49" not in rest


def test_the_structure_leads_to_clusters_chains_and_nodes(staff, session):
    plan, chain = make_plan(session, code="ei"), make_chain(session, "光伏", code="pv")
    node = make_node(session, chain, "组件", code="module")
    cluster = make_cluster(session, "新能源产业", code="energy")
    make_mention(session, plan, name="绿色能源", cluster_id=cluster.id, level="主导产业")
    make_mention(session, plan, chain_id=chain.id, level="优势产业链", place="盐城", focus="电池片")
    make_mention(session, plan, chain_id=chain.id, level="优势产业链", place="扬州",
                 companies=["晶澳", "阿特斯"])  # fmt: skip
    make_mention(session, plan, node_id=node.id, level="优势产业链", chapter="第二章")
    page = staff.page("/plans/ei")
    links = [link["href"] for link in page.select("#list td a")]
    assert links == ["/chains#energy", "/chains/pv", "/chains/pv", "/chains/pv/module"]
    text = page.select_one("#list").get_text(" ", strip=True)
    for words in ("规划称“绿色能源”", "电池片", "晶澳、阿特斯", "第二章", "优势产业链"):
        assert words in text
    assert "盐城" not in words_of(staff, "/plans/ei?place=扬州")
    assert "规划称“绿色能源”" not in words_of(staff, "/plans/ei?chain=pv")
    assert "组件" not in words_of(staff, "/plans/ei?level=主导产业")


def test_the_structure_may_be_grouped_by_cluster(staff, session):
    plan = make_plan(session, code="ei")
    chain = make_chain(session, cluster_id=make_cluster(session, "新能源产业").id)
    make_mention(session, plan, node_id=make_node(session, chain).id, level="重点产业链")
    make_mention(session, plan, chain_id=make_chain(session).id, level="主导产业")
    bands = [band.text for band in staff.page("/plans/ei?by=cluster").select("#list .band")]
    assert bands == ["新能源产业", "未归入集群"]
    assert "重点产业链" in words_of(staff, "/plans/ei?by=cluster")


def words_of(browser, url):
    rows = browser.page(url).select("#list tbody")
    return " ".join(row.get_text(" ", strip=True) for row in rows)


@pytest.mark.parametrize("query", ["page=0", "page=99999999999", "page=7", "level=x", "part=x"])
def test_an_odd_address_breaks_nothing(staff, session, query):
    make_mention(session, make_plan(session, code="ei"), chain_id=make_chain(session).id)
    staff.get(f"/plans/ei?{query}", 200)


def test_a_plan_shows_only_the_quotas_in_sight(outsider, session, cast):
    plan = make_plan(session, code="ei")
    make_quota(session, title="全区的", plan_id=plan.id)
    make_quota(session, title="别人园区的", plan_id=plan.id, unit=cast.park_a)
    text = outsider.text("/plans/ei?part=quotas")
    assert "全区的" in text
    assert "别人园区的" not in text
    assert "1 项招引目标" in text


def test_an_unknown_plan_is_not_found(staff):
    staff.get("/plans/nothing", 404)


def test_a_node_shows_its_targets_with_their_source(staff, session):
    plan = make_plan(session, title="电子信息规划")
    node = make_node(session, make_chain(session, code="ic"), code="design")
    make_quota(session, title="设计企业", node_id=node.id, plan_id=plan.id, chapter="第三章")
    text = staff.text("/chains/ic/design")
    assert "设计企业" in text
    assert "《电子信息规划》第三章" in text


def fill(session, plan, number):
    """A mention, an indicator with two figures, a quota, a task and a check."""
    chain = make_chain(session)
    make_mention(session, plan, chain_id=chain.id, level=f"第{number}级")
    indicator = make_indicator(session, plan, chapter=f"第{number}章", chain_id=chain.id)
    make_value(session, indicator, "10")
    make_value(session, indicator, "12", source="别处", counts=False)
    quota = make_quota(session, plan_id=plan.id)
    make_task(session, plan)
    make_check(session, plan, [indicator], quota)


@pytest.mark.parametrize("url", ["/plans", *(f"/plans/ei?part={part}" for part in PARTS)])
def test_more_rows_take_no_more_queries(manager, session, count_queries, url):
    plan = make_plan(session, code="ei")
    for number in range(2):
        fill(session, plan, number)
    with count_queries() as few:
        manager.get(url, 200)
    for number in range(2, 20):
        fill(session, plan, number)
        make_plan(session)
    with count_queries() as many:
        manager.get(url, 200)
    assert len(many) == len(few) <= 12
