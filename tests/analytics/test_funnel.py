"""The funnel: counts and amounts by stage, chain, node and unit; each figure leads to its list."""

from io import BytesIO
from random import Random

from openpyxl import load_workbook

from crm.analytics.queries.funnel import FunnelFilter, cells, places
from crm.analytics.rules.funnel import branch, funnel
from crm.chains.queries import labels
from crm.plans.rules import Stage
from crm.projects.models import ProjectNode
from crm.projects.queries import list_address
from crm.projects.rules import ProjectState
from tests.analytics.links import listed
from tests.analytics.world import make_world
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_clearance
from tests.factories.projects import make_project

YI = 10**10


def count_of(session, viewer, **by):
    return funnel(cells(session, viewer, places(labels(session)), FunnelFilter(**by)))


def test_the_page_shows_stages_with_amounts_and_what_rests(leader, cast, session):
    node = make_node(session, make_chain(session, name="集成电路"))
    make_project(session, cast.staff, node, investment_fen=3 * YI)
    make_project(session, cast.outsider, node, investment_fen=2 * YI, stage=Stage.SIGNED)
    make_project(session, cast.staff, node, state=ProjectState.PAUSED)
    text = leader.text("/analytics/funnel")
    assert "推进中 2 个" in text
    assert "5.00 亿元" in text
    assert "集成电路" in text


def test_people_count_what_they_see(staff, outsider, cast, session):
    make_project(session, cast.staff)
    assert "推进中 1 个" in staff.text("/analytics/funnel")
    assert "推进中 0 个" in outsider.text("/analytics/funnel")


def test_amounts_of_confidential_projects_are_known_to_their_list_only(
    leader, manager, cast, session
):
    project = make_project(
        session, cast.staff, investment_fen=9 * YI, confidential=True, code_name="DH 半导体"
    )
    make_clearance(session, "project", project.id, cast.manager)
    text = leader.text("/analytics/funnel")
    assert "推进中 1 个，总投资 0.00 亿元；另有 1 个涉密项目未计金额" in text
    assert "9.00 亿元" in manager.text("/analytics/funnel")
    assert leader.get("/analytics/funnel.json").json["series"][1]["values"][0] == 0


def test_amounts_are_split_by_share_and_counts_are_not(session, cast):
    chain = make_chain(session)
    main, other = make_node(session, chain), make_node(session, chain)
    project = make_project(session, cast.staff, main, investment_fen=10 * YI)
    session.query(ProjectNode).update({"share": 7_500})
    session.add(ProjectNode(project_id=project.id, node_id=other.id, share=2_500))
    session.flush()
    viewer = viewer_of(session, cast.leader)
    at_main, at_other = (count_of(session, viewer, node=node.id) for node in (main, other))
    assert (at_main.active.count, at_main.active.amount_fen) == (1, 7.5 * YI)
    assert (at_other.active.count, at_other.active.amount_fen) == (0, 2.5 * YI)
    assert count_of(session, viewer, chain=chain.code).active.amount_fen == 10 * YI


def test_nodes_add_up_to_the_whole_and_agree_with_the_lists(session, cast):
    world = make_world(session, Random(8), projects=150)
    viewer = viewer_of(session, cast.leader)
    found = cells(session, viewer, places(labels(session)))
    whole = funnel(found)
    assert whole.active.amount_fen == sum(
        project.investment_fen or 0
        for project in world.projects
        if project.state is ProjectState.ACTIVE
    )
    for node in world.nodes:
        part = count_of(session, viewer, node=node.id)
        for stage, amount in part.stages.items():
            url = list_address(node=node.id, stage=stage, state=ProjectState.ACTIVE)
            assert listed(session, viewer, url) == amount.count


def test_every_figure_of_the_page_leads_to_a_list_that_counts_the_same(leader, cast, session):
    make_world(session, Random(9), projects=60)
    viewer = viewer_of(session, cast.leader)
    for by in ("chain", "node", "unit"):
        soup = leader.page(f"/analytics/funnel?by={by}")
        figures = [
            link
            for link in soup.find("main").find_all("a", href=True)
            if link["href"].startswith("/projects?") and link.text.strip().isdigit()
        ]
        assert figures
        for link in figures:
            assert listed(session, viewer, link["href"]) == int(link.text), link["href"]


def test_projects_of_a_unit_that_is_no_longer_in_use_stay_in_sight(leader, cast, session):
    make_project(session, cast.outsider)
    cast.park_b.active = False
    session.flush()
    assert "已停用的单位 1" in leader.text("/analytics/funnel?by=unit")


def test_a_row_is_the_branch_below_the_top():
    assert branch("/1/4/9/", "") == "/1/"
    assert branch("/1/4/9/", "/1/") == "/1/4/"
    assert branch("/1/", "/1/") == "/1/"


def test_the_workbook_has_a_row_for_each_chain_and_the_sum(leader, cast, session):
    make_project(session, cast.staff, investment_fen=3 * YI)
    answer = leader.get("/analytics/funnel.xlsx", 200)
    rows = list(load_workbook(BytesIO(answer.data)).active.values)
    assert [row[0] for row in rows] == ["产业链", "集成电路", "合计"]
    assert rows[1][1:3] == (1, 3)


def test_the_page_asks_for_sign_in_and_takes_any_filter(guest, leader):
    guest.get("/analytics/funnel", 302)
    for query in ("node=0", "node=x", "unit=999999999", "chain=%27", "by=nothing", "node=-1"):
        leader.get(f"/analytics/funnel?{query}", 200)


def test_it_costs_the_same_for_many(leader, cast, session, count_queries):
    make_project(session, cast.staff)
    leader.get("/analytics/funnel")
    with count_queries() as few:
        leader.get("/analytics/funnel")
    make_world(session, Random(10), projects=50)
    with count_queries() as many:
        leader.get("/analytics/funnel")
    assert len(many) == len(few) <= 12
