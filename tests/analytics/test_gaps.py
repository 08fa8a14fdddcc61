"""The gaps of nodes: the rule, the pages, the lists behind the figures."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm.analytics.queries.gaps import is_node_target, picture
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Gap, before, choose_period, gaps
from crm.analytics.rules.quotas import Fact
from crm.chains.models import Chain
from crm.companies.models import CompanyNode
from crm.companies.rules import Relation
from crm.lib.periods import Period
from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState, ProjectState
from tests.analytics.links import TODAY, listed
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_cluster, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.plans import make_definition, make_plan, make_quota
from tests.factories.projects import make_milestone, make_project

YEAR = Period.year(2026)
WEIGHTS = {"negotiating": 10, "signed": 60}


@pytest.fixture
def definition(session):
    return make_definition(session, weights=WEIGHTS)


@pytest.fixture
def chain(session):
    return make_chain(session, name="集成电路", code="ic")


@pytest.fixture
def node(session, chain):
    return make_node(session, chain, name="封测", code="packaging")


def target(session, node, wanted, **more):
    return make_quota(
        session, chain_id=node.chain_id, node_id=node.id, milestone=Stage.REGISTERED,
        target=Decimal(wanted), title=f"{node.name}落户", **more,
    )  # fmt: skip


def landed(session, owner, node, state=MilestoneState.VERIFIED, on=date(2026, 5, 6)):
    project = make_project(session, owner, node)
    make_milestone(session, project, Stage.REGISTERED, on, state)
    return project


def fact(path, count=1, **more):
    return Fact(Stage.REGISTERED, TODAY, True, False, path, 1, "/1/", count=count, **more)


def cell(path, stage, count):
    return Cell(ProjectState.ACTIVE, stage, path, "/1/", count)


def test_uncovered_is_what_neither_landed_nor_is_expected():
    found = gaps(
        ["/1/"], {"/1/": Decimal(10)}, [fact("/1/", 4)],
        [cell("/1/", Stage.NEGOTIATING, 12), cell("/1/", Stage.SIGNED, 3)], WEIGHTS,
    )["/1/"]  # fmt: skip
    assert (found.landed, found.coming, found.expected) == (4, 15, Decimal("3.0"))
    assert (found.open, found.uncovered, found.level) == (6, Decimal("3.0"), 2)


def test_sub_nodes_roll_up_and_their_targets_sum_where_the_node_has_none():
    paths = ["/1/", "/1/2/", "/1/3/"]
    targets = {"/1/2/": Decimal(3), "/1/3/": Decimal(4)}
    found = gaps(paths, targets, [fact("/1/2/"), fact("/1/")], [], WEIGHTS)
    assert (found["/1/"].target, found["/1/"].landed) == (7, 2)
    assert gaps(paths, {**targets, "/1/": Decimal(5)}, [], [], WEIGHTS)["/1/"].target == 5


@given(
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)
)  # fmt: skip
def test_landed_expected_and_uncovered_cover_the_target(wanted, there, talking, signed):
    found = gaps(
        ["/1/"], {"/1/": Decimal(wanted)}, [fact("/1/", there)],
        [cell("/1/", Stage.NEGOTIATING, talking), cell("/1/", Stage.SIGNED, signed)], WEIGHTS,
    )["/1/"]  # fmt: skip
    assert found.landed + found.expected + found.uncovered >= wanted - Decimal("0.05")
    assert 0 <= found.uncovered <= wanted
    assert found.level in range(5)


def test_a_node_without_a_target_lacks_nothing_that_counts():
    assert Gap().uncovered is None
    assert Gap().level is None
    assert before(Stage.REGISTERED) == [Stage.NEGOTIATING, Stage.SIGNED]


def test_the_period_shown_first_holds_today():
    plan, year, past = Period.years(2021, 2027), Period.year(2026), Period.year(2023)
    assert choose_period([past, plan, year], TODAY) == year
    assert choose_period([past, Period.year(2022)], TODAY) == past
    assert choose_period([], TODAY) is None


def test_the_chain_page_shows_each_node_with_its_gap(
    leader, cast, session, definition, chain, node
):
    target(session, node, 5)
    landed(session, cast.staff, node)
    landed(session, cast.staff, node, MilestoneState.REPORTED)
    make_project(session, cast.staff, node)
    text = leader.text("/chains/ic")
    assert "目标 5 已落地 1 在手 2 缺口 3.8" in text
    assert "待认定 1" in text
    assert "补链" not in text.replace("建议", "") or "延链" in text


def test_figures_lead_to_lists_that_count_the_same(leader, cast, session, definition, chain, node):
    below = make_node(session, parent=node, name="先进封装")
    target(session, node, 9)
    for where in (node, below, below):
        landed(session, cast.staff, where)
        make_project(session, cast.outsider, where)
    landed(session, cast.staff, node, on=date(2025, 12, 31))
    make_project(session, cast.staff, node, kind="real_estate")
    viewer = viewer_of(session, cast.leader)
    soup = leader.page("/chains/ic")
    figures = [
        link
        for link in soup.find("main").find_all("a", href=True)
        if link["href"].startswith("/projects?node") and link.text.strip().isdigit()
    ]
    assert sorted(int(link.text) for link in figures) == [3, 3]
    for link in figures:
        assert listed(session, viewer, link["href"], definition) == int(link.text), link["href"]


def test_a_period_that_is_over_expects_nothing(session, cast, definition, node):
    target(session, node, 4, starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31))
    landed(session, cast.staff, node, on=date(2023, 12, 31))
    make_project(session, cast.staff, node)
    found = picture(session, viewer_of(session, cast.leader), definition, TODAY)
    gap = found.gaps[node.path]
    assert found.over
    assert (gap.landed, gap.coming, gap.uncovered) == (1, 0, 3)


def test_the_list_proposes_what_to_do_and_counts_companies_and_leads(
    leader, cast, session, definition, chain, node
):
    other = make_node(session, chain, name="设计", code="design")
    target(session, node, 3)
    target(session, other, 8)
    make_lead(session, cast.staff, node_id=node.id)
    here = make_company(session, cast.staff, relation=Relation.LOCAL, is_leader=True)
    session.add(CompanyNode(company_id=here.id, node_id=node.id))
    session.flush()
    text = leader.text("/analytics/gaps")
    assert text.index("设计 集成电路") < text.index("封测 集成电路")
    assert "强链" in text
    assert "补链" in text
    rows = leader.get("/analytics/gaps.json").json
    assert rows["categories"] == ["设计", "封测"]
    assert rows["series"][2]["values"] == [8, 3]


def test_the_period_is_chosen_in_the_address(leader, session, definition, node):
    target(session, node, 4, starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31))
    target(session, node, 7)
    assert "目标 4" in leader.text("/chains/ic?period=2021-2023")
    assert "目标 7" in leader.text("/chains/ic?period=2026-2026")
    assert "目标 7" in leader.text("/chains/ic?period=nonsense")
    assert "目标 7" in leader.text("/chains/ic/packaging")


def test_the_list_is_narrowed_to_a_cluster_a_chain_or_a_plan(leader, session, definition, node):
    cluster = make_cluster(session)
    other = make_node(session, make_chain(session, "光伏", code="pv"), "电池")
    session.get(Chain, other.chain_id).cluster_id = cluster.id
    plan = make_plan(session, code="mine")
    target(session, node, 4)
    target(session, other, 6, plan_id=plan.id)
    for query, shown in (
        ("", ["电池", "封测"]),
        (f"cluster={cluster.id}", ["电池"]),
        ("chain=ic", ["封测"]),
        ("plan=mine", ["电池"]),
        ("cluster=x&plan=", ["电池", "封测"]),
    ):
        assert leader.get(f"/analytics/gaps.json?{query}", 200).json["categories"] == shown, query
    assert "电池" not in leader.text("/analytics/gaps?chain=ic").split("目标由什么补上")[1]


def test_a_row_says_whom_to_win_and_why(leader, cast, session, definition, chain, node):
    target(session, node, 4)
    wanted = make_company(session, cast.staff, "力神电池有限公司", relation=Relation.TARGET)
    session.add(CompanyNode(company_id=wanted.id, node_id=node.id))
    session.flush()
    text = leader.text("/analytics/gaps")
    assert "补链 环节上还没有企业，也没有落地项目。 力神电池有限公司" in text
    (row,) = leader.get("/analytics/gaps.json?rows=1", 200).json["rows"]
    assert row["target_companies"] == ["力神电池有限公司"]
    assert (row["uncovered"], row["proposal"]) == ("4.0", "fill")
    sheet = load_workbook(BytesIO(leader.get("/analytics/gaps.xlsx", 200).data)).active
    cells = [cell.value for cell in next(sheet.iter_rows(min_row=sheet.max_row))]
    assert cells[-3:-1] == ["环节上还没有企业，也没有落地项目。", "力神电池有限公司"]


def test_many_nodes_are_shown_a_page_at_a_time(leader, session, definition, chain):
    for number in range(53):
        target(session, make_node(session, chain, f"环节{number}"), 60 - number)
    first = leader.page("/analytics/gaps")
    assert len(first.select("#list > .card .main")) == 50
    second = leader.page(first.select_one("a[rel=next]")["href"])
    names = [one.find("a").text for one in second.select("#list > .card .main")]
    assert names == ["环节50", "环节51", "环节52"]
    assert "第 51–53 条，共 53 条" in second.select_one(".pager").get_text()
    assert second.select_one("a[rel=prev]")["href"] == "/analytics/gaps?page=1"
    assert leader.page("/analytics/gaps?page=999").select_one(".pager")


def test_a_plan_of_others_owes_nothing_here(session, cast, definition, node):
    plan = make_plan(session, is_reference=True)
    quota = target(session, node, 4, plan_id=plan.id)
    session.refresh(quota, ["unit", "plan"])
    assert not is_node_target(quota, definition)
    found = picture(session, viewer_of(session, cast.leader), definition, TODAY)
    assert found.period is None


def test_people_count_what_they_see(staff, outsider, cast, session, definition, node):
    target(session, node, 4)
    landed(session, cast.staff, node)
    assert "已落地 1" in staff.text("/chains/ic")
    assert "已落地 0" in outsider.text("/chains/ic")


def test_pages_ask_for_sign_in(guest, session, definition, node):
    for path in ("/analytics/gaps", "/analytics/gaps.json", "/analytics/gaps.xlsx"):
        guest.get(path, 302)


def test_the_workbook_can_be_taken(leader, session, definition, node):
    target(session, node, 4)
    assert leader.get("/analytics/gaps.xlsx", 200).data[:2] == b"PK"


def test_the_picture_costs_the_same_for_many_nodes(
    leader, cast, session, definition, chain, node, count_queries
):
    target(session, node, 4)
    leader.get("/chains/ic")
    with count_queries() as few:
        leader.get("/chains/ic")
    for _ in range(10):
        landed(session, cast.staff, make_node(session, chain))
    with count_queries() as many:
        leader.get("/chains/ic")
    assert len(many) == len(few) <= 12


def test_who_sees_a_part_of_the_zone_gets_no_gap_to_the_whole_target(
    session, cast, definition, node, staff, leader
):
    target(session, node, 5)
    drawn = {
        browser: [one["name"] for one in browser.get("/analytics/gaps.json", 200).json["series"]]
        for browser in (leader, staff)
    }
    assert "净缺口" in drawn[leader]
    assert "净缺口" not in drawn[staff]
