"""The pages that everybody sees: all chains, the chain picture, a node."""

import pytest

from crm.chains.models import KeyTechnology
from crm.chains.rules import Stream
from tests.factories.chains import make_chain, make_cluster, make_node, make_technology


@pytest.fixture
def chain(session):
    return make_chain(session, "集成电路", code="ic", cluster_id=make_cluster(session).id)


@pytest.fixture
def node(session, chain):
    return make_node(session, chain, "封测", code="packaging-test")


def test_all_chains_stand_by_cluster(staff, session, node):
    make_chain(session, "钢铁")
    text = staff.text("/chains")
    assert "电子信息" in text
    assert "集成电路" in text
    assert "2 条产业链， 1 个环节" in text
    assert text.index("集成电路") < text.index("其他产业链") < text.index("钢铁")


def test_without_chains_the_page_says_what_to_do(staff):
    assert "还没有产业链" in staff.text("/chains")


def test_the_chain_picture_shows_nodes_in_their_order_with_technologies(staff, session, chain):
    make_node(session, chain, "应用", position=20)
    design = make_node(session, chain, "设计", position=10)
    make_node(session, name="模拟芯片", parent=design)
    make_technology(session, design, "射频芯片", direction="专用芯片")
    text = staff.text("/chains/ic")
    assert text.index("设计") < text.index("应用")
    assert "射频芯片" in text
    assert "模拟芯片" in text


def test_nodes_unfold_on_three_levels(staff, session, chain):
    top = make_node(session, chain, "一级")
    middle = make_node(session, name="二级", parent=top)
    make_node(session, name="三级", parent=middle, code="low")
    soup = staff.page("/chains/ic")
    folded = [one.find("summary").text for one in soup.select(".chain-node details.sub-nodes")]
    assert folded == ["1 个下级环节"] * 2
    assert soup.select_one(".chain-node details details a")["href"] == "/chains/ic/low"
    trail = staff.page("/chains/ic/low").select(".crumbs li")
    assert [one.text for one in trail] == ["产业链", "集成电路", "一级", "二级", "三级"]


def test_nodes_stand_by_stream_where_the_plans_say_it_of_most(staff, session, chain):
    make_node(session, chain, "应用", stream=Stream.DOWN)
    make_node(session, chain, "材料", stream=Stream.UP)
    make_node(session, chain, "服务")
    flow = [one.text for one in staff.page("/chains/ic").select(".chain-flow")]
    assert flow == ["上游", "下游", "其他环节"]
    make_node(session, chain, "设计")
    make_node(session, chain, "封装")
    soup = staff.page("/chains/ic")
    assert soup.select(".chain-flow") == []
    names = [one.text for one in soup.select(".chain-node h2")]
    assert names == ["应用", "材料", "服务", "设计", "封装"]


def test_the_chain_shows_technologies_of_its_own(staff, session, chain, node):
    session.add(KeyTechnology(chain_id=chain.id, name="绿色设计", source="第七章"))
    session.flush()
    text = staff.text("/chains/ic")
    assert "整条链的关键技术 绿色设计 第七章" in text
    assert "绿色设计" not in staff.text("/chains/ic/packaging-test")


def test_a_node_shows_its_technologies_with_their_source(staff, session, node):
    make_technology(session, node, "先进晶圆封装", source="第四章 三")
    text = staff.text("/chains/ic/packaging-test")
    assert "先进晶圆封装" in text
    assert "第四章 三" in text


def test_markup_in_a_name_is_shown_as_text(staff, session, chain):
    make_node(session, chain, "<b>粗</b>", code="bold")
    assert "<b>粗</b>" in staff.text("/chains/ic/bold")


@pytest.mark.parametrize("url", ["/chains/nothing", "/chains/ic/nothing", "/chains/nothing/design"])
def test_what_is_not_there_is_not_found(staff, chain, url):
    staff.get(url, 404)


@pytest.mark.parametrize("url", ["/chains", "/chains/ic", "/chains/ic/packaging-test"])
def test_pages_ask_for_sign_in_and_for_the_right_to_read(guest, admin, auditor, node, url):
    assert "/login" in guest.get(url, 302).location
    admin.get(url, 403)
    auditor.get(url, 403)


def test_more_nodes_take_no_more_queries(staff, session, chain, count_queries):
    make_node(session, chain)
    with count_queries() as few:
        staff.get("/chains/ic", 200)
    for number in range(20):
        node = make_node(session, chain, f"环节{number}")
        make_technology(session, node, "某技术")
    with count_queries() as many:
        staff.get("/chains/ic", 200)
    assert len(many) == len(few) <= 12


def test_filters_fetch_all_nodes_once_until_one_changes(staff, session, node):
    form = staff.get("/leads").text
    address = form[form.index("/chains/nodes.json") :].split('"')[0]
    answer = staff.get(address)
    assert answer.json == [[node.id, "集成电路 · 封测"]]
    assert "immutable" in answer.headers["Cache-Control"]
    assert staff.get("/chains/nodes.json?v=0").headers["Cache-Control"] == "no-store"
    node.name = "封装测试"
    session.flush()
    assert staff.get("/leads").text.count(address) == 0


def test_a_filter_by_node_names_it(staff, node):
    for path in ("/leads", "/leads/pool", "/projects", "/projects/board", "/companies"):
        page = staff.page(f"{path}?node={node.id}")
        chosen = page.select_one("select[name=node] option[selected]")
        assert chosen.get_text() == "集成电路 · 封测"
