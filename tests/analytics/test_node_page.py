"""A node's own page: companies, contact with those to attract, projects by stage, leads."""

from datetime import date

import pytest

from crm.companies.rules import Relation
from crm.companies.rules.dealings import TargetState
from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState
from tests.analytics.test_chains import company, target
from tests.factories.chains import make_node
from tests.factories.companies import make_company, make_target
from tests.factories.leads import make_lead
from tests.factories.projects import make_milestone, make_project

PAGE = "/chains/ic/packaging"


@pytest.fixture(autouse=True)
def counted(definition, node):
    """Every page here stands on a definition and a node."""


def cells(browser, title, url=PAGE):
    """The rows of the card of a title, as lists of words."""
    card = next(one for one in browser.page(url).select(".card") if one.find("h2")
                and one.find("h2").text == title)  # fmt: skip
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in card.select("tbody tr")
        if row.find("td")
    ]


def test_leading_companies_come_first(leader, cast, session, node):
    below = make_node(session, parent=node, name="先进封装")
    company(session, cast.staff, node, Relation.LOCAL, "甲公司")
    company(session, cast.staff, below, Relation.LOCAL, "乙公司", is_leader=True)
    rows = cells(leader, "区内企业")
    assert [row[0] for row in rows] == ["乙公司 龙头", "甲公司"]
    assert rows[0][1] == "先进封装"
    assert "强链" in leader.text(PAGE)
    assert "已有龙头企业乙公司，围绕龙头引进配套" in leader.text(PAGE)


def test_whom_a_node_needs_is_said_once_with_who_and_how_far(staff, cast, session, node):
    below = make_node(session, parent=node, name="先进封装")
    gone, reached, asked = (make_company(session, cast.staff, name) for name in "甲乙丙")
    company(session, cast.staff, node, Relation.TARGET, "丁公司", is_leader=True)
    make_target(session, cast.staff, gone, node, state=TargetState.DROPPED, note="不扩产")
    make_target(session, cast.staff, reached, below, state=TargetState.LEAD, reason="缺它")
    make_target(session, cast.outsider, asked, node)
    make_lead(
        session, cast.staff, "乙", company_id=reached.id, node_id=node.id,
        last_followed_on=date(2026, 11, 3), next_step="约见董事长",
    )  # fmt: skip
    rows = cells(staff, "目标企业")
    assert [row[0] for row in rows] == ["丙 封测", "乙 先进封装", "甲 封测", "丁公司 龙头 封测"]
    assert [row[1] for row in rows] == [
        f"{cast.outsider.name} · {cast.park_b.name}",
        *[f"{cast.staff.name} · {cast.park_a.name}"] * 2,
        "还没有安排",
    ]
    assert rows[0][2] == "未接触 2026-11-01"
    assert rows[1][2] == ("已转线索 2026-11-01 线索跟进中 最近跟进 2026-11-03，下一步：约见董事长")
    assert [row[3] for row in rows] == ["—", "缺它", "不扩产", "—"]
    assert [row[4] for row in rows] == [
        "转线索 丙",
        "更新 乙",
        "更新 甲",
        "安排接洽 丁公司 转线索 丁公司",
    ]


def test_the_card_leads_to_the_whole_list_and_to_one_more(staff, leader, cast, session, node):
    known = company(session, cast.staff, node, Relation.TARGET, "丁公司")
    card = staff.page(PAGE).find(id="targets-wanted")
    links = [one["href"] for one in card.find_all("a")]
    new = f"/companies/targets/new?node={node.id}"
    assert new in links
    page = staff.page(next(one for one in links if f"company={known.id}" in one))
    assert page.find(id="company_name")["value"] == "丁公司"
    form = {"company_name": "丁公司", "node_id": node.id, "state": "new"}
    staff.post("/companies/targets/new", form, 302)
    links = [one["href"] for one in leader.page(PAGE).find(id="targets-wanted").find_all("a")]
    assert f"/companies/targets?node={node.id}" in links
    assert new not in links, "who logs nothing is offered nothing"


def test_a_secret_company_is_needed_for_its_list_only(staff, colleague, cast, session, node):
    secret = make_company(session, cast.staff, "绝密企业", confidential=True)
    make_target(session, cast.staff, secret, node)
    assert cells(staff, "目标企业")
    assert "绝密" not in colleague.text(PAGE)


def test_the_lead_of_another_unit_and_a_secret_one_stay_unseen(
    outsider, colleague, cast, session, node
):  # fmt: skip
    wanted = company(session, cast.staff, node, Relation.TARGET, "甲公司")
    lead = make_lead(session, cast.staff, "甲公司", company_id=wanted.id, confidential=True)
    assert "未接触" in cells(outsider, "目标企业")[0][2]
    assert "未接触" in cells(colleague, "目标企业")[0][2]
    lead.confidential = False
    session.flush()
    assert "未接触" in cells(outsider, "目标企业")[0][2]
    assert "跟进中" in cells(colleague, "目标企业")[0][2]
    assert cells(colleague, "目标企业")[0][1] == f"{cast.staff.name} · {cast.park_a.name}"


def test_projects_stand_by_stage_the_furthest_first(leader, cast, session, node):
    below = make_node(session, parent=node, name="先进封装")
    make_project(session, cast.staff, node, name="在谈的")
    signed = make_project(session, cast.staff, below, name="签约的")
    make_milestone(session, signed, Stage.SIGNED, date(2026, 3, 1), MilestoneState.VERIFIED)
    rows = cells(leader, "项目")
    assert [row[1] for row in rows] == ["签约", "在谈"]
    assert rows[0][0].startswith("签约的")
    links = [one["href"] for one in leader.page(PAGE).select(".group-row a")]
    assert [f"共 {1}" in leader.text(url) for url in links] == [True, True]


def test_a_secret_project_shows_its_code_name_and_band(colleague, cast, session, node):
    make_project(session, cast.staff, node, name="真名", confidential=True, code_name="DH 半导体")
    text = colleague.text(PAGE)
    assert "DH 半导体" in text
    assert "真名" not in text


def test_leads_of_the_node_and_below_are_listed(staff, cast, session, node):
    below = make_node(session, parent=node)
    make_lead(session, cast.staff, "甲公司", node_id=below.id, next_step="寄资料")
    make_lead(session, cast.outsider, "别处的", node_id=node.id)
    assert [row[0] for row in cells(staff, "线索")] == ["甲公司"]


def test_an_empty_node_says_what_to_do(leader, node):
    text = leader.text(PAGE)
    assert "补链 环节上还没有企业，也没有落地项目。" in text
    assert "先登记目标企业" in text
    assert "还没有规划为这里定目标" in text


def test_more_companies_and_projects_cost_no_more_queries(
    leader, cast, session, node, count_queries
):  # fmt: skip
    target(session, 4, node)
    wanted = company(session, cast.staff, node, Relation.TARGET)
    make_lead(session, cast.staff, company_id=wanted.id, node_id=node.id)
    company(session, cast.staff, node, Relation.LOCAL)
    make_project(session, cast.staff, node)
    leader.get(PAGE)
    with count_queries() as few:
        leader.get(PAGE, 200)
    for _ in range(12):
        wanted = company(session, cast.staff, node, Relation.TARGET)
        make_lead(session, cast.staff, company_id=wanted.id, node_id=node.id)
        make_target(session, cast.staff, make_company(session, cast.staff), node)
        company(session, cast.staff, node, Relation.LOCAL)
        make_project(session, cast.staff, make_node(session, parent=node))
    with count_queries() as many:
        leader.get(PAGE, 200)
    assert len(many) == len(few) <= 20
