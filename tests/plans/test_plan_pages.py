"""The list of plans and the page of one; the targets on a node's page."""

from tests.factories.chains import make_chain, make_node
from tests.factories.plans import make_indicator, make_plan, make_quota


def test_the_list_counts_what_each_plan_sets(staff, session):
    plan = make_plan(session, title="电子信息规划", code="ei", is_draft=True)
    make_indicator(session, plan)
    make_indicator(session, plan)
    make_quota(session, plan_id=plan.id)
    row = next(one for one in staff.page("/plans").select("tbody tr") if "电子" in one.text)
    assert "征求意见稿" in row.text
    assert [cell.get_text(strip=True) for cell in row.select("td.num")] == ["2", "1"]


def test_without_plans_the_page_says_what_to_do(staff):
    assert "还没有规划" in staff.text("/plans")


def test_a_plan_shows_its_indicators_by_chapter_with_their_place(staff, session):
    plan = make_plan(session, code="ei")
    values = [(2020, "baseline", "156.6"), (2023, "target", 400), (2025, "target", 1000)]
    place = {"chapter": "第三章", "section": "四、发展目标", "table_name": "表 3-1"}
    make_indicator(session, plan, values=values, reading="正文写作56.6亿元", **place)
    text = staff.text("/plans/ei")
    assert "第三章" in text
    assert "2020年 156.6" in text
    assert "2023年 400，2025年 1,000" in text
    assert "四、发展目标 · 表 3-1" in text
    assert "正文写作56.6亿元" in text


def test_a_plan_shows_only_the_quotas_in_sight(outsider, session, cast):
    plan = make_plan(session, code="ei")
    make_quota(session, title="全区的", plan_id=plan.id)
    make_quota(session, title="别人园区的", plan_id=plan.id, unit=cast.park_a)
    text = outsider.text("/plans/ei")
    assert "全区的" in text
    assert "别人园区的" not in text


def test_an_unknown_plan_is_not_found(staff):
    staff.get("/plans/nothing", 404)


def test_a_node_shows_its_targets_with_their_source(staff, session):
    plan = make_plan(session, title="电子信息规划")
    node = make_node(session, make_chain(session, code="ic"), code="design")
    make_quota(session, title="设计企业", node_id=node.id, plan_id=plan.id, chapter="第三章")
    text = staff.text("/chains/ic/design")
    assert "设计企业" in text
    assert "《电子信息规划》第三章" in text


def test_more_indicators_take_no_more_queries(staff, session, count_queries):
    plan = make_plan(session, code="ei")
    make_indicator(session, plan, values=[(2025, "target", 1)])
    with count_queries() as few:
        staff.get("/plans/ei", 200)
    for year in range(2021, 2041):
        make_indicator(session, plan, values=[(year, "target", 1)], chapter=f"第{year}章")
    with count_queries() as many:
        staff.get("/plans/ei", 200)
    assert len(many) == len(few)
