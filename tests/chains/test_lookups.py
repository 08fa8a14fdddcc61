"""What a form asks while somebody chooses a node: those of a name, and the one of a text."""

import pytest
from sqlalchemy import select

from crm.chains.rules import NodeWords, propose_node, words_of
from crm.projects.models import Project
from tests.factories.chains import make_chain, make_node, make_technology

PROPOSAL = "/chains/nodes/proposal"
NODES = [
    NodeWords(1, words_of(["材料", "碳化硅（SiC）", "氮化镓（GaN）"]), words_of(["集成电路"])),
    NodeWords(2, words_of(["封装测试", "先进晶圆封装"]), words_of(["集成电路"])),
    NodeWords(3, words_of(["电池", "动力电池"]), words_of(["新能源汽车"])),
]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("想建氮化镓衬底产线", 1),
        ("做 GaN 外延", 1),
        ("先进封装产线，集成电路", 2),
        ("动力电池", 3),
        ("只说材料", 1),
        ("氮化镓和动力电池两块业务", None),
        ("什么都没说", None),
        ("", None),
    ],
)
def test_a_node_is_proposed_from_the_text_when_one_stands_out(text, node):
    assert propose_node(text, NODES) == node


def test_nodes_are_found_by_name_chain_and_initials(staff, session):
    node = make_node(session, name="封装测试")
    make_node(session, name="晶圆制造")
    for q in ("封装", "fzcs", "fengzhuang", "集成电路 封"):
        items = staff.get("/chains/nodes/suggest.json", 200, query_string={"q": q}).json["items"]
        assert [item["id"] for item in items] == [node.id], q


def test_what_is_typed_proposes_a_node(staff, leader, guest, session):
    node = make_node(session, make_chain(session, name="集成电路"), "材料")
    make_technology(session, node, "氮化镓（GaN）")
    for typed in ({"intent": "想建氮化镓产线"}, {"name": "某项目", "description": "氮化镓" * 900}):
        page = staff.post(PROPOSAL, typed, 200).text
        assert "建议环节：集成电路 · 材料" in page
        assert f'data-value="{node.id}"' in page
    for typed in ({}, {"intent": "什么都没说"}, {"intent": "氮化镓", "node_id": node.id}):
        assert "建议环节" not in staff.post(PROPOSAL, typed, 200).text
    leader.post(PROPOSAL, {"intent": "氮化镓"}, 403)
    assert guest.post(PROPOSAL, {"intent": "氮化镓"}).status_code == 401


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("没有的环节", "没有找到这个环节"), ("", "请选择产业链环节")],
)
def test_a_name_without_a_choice_must_be_that_of_one_node(staff, session, typed, sentence):
    node = make_node(session, name="封装测试")
    sent = {"name": "封测项目", "company_name": "江苏新芯有限公司", "node_id": ""}
    answer = staff.post("/projects/new", {**sent, "node_id-text": typed}, 400)
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    staff.post("/projects/new", {**sent, "node_id-text": "封装测试"}, 302)
    assert session.scalars(select(Project.node_id)).all() == [node.id]


@pytest.mark.parametrize(
    "url",
    ["/projects/new", "/companies/new", "/companies/targets/new", "/quotas/new", "/leads/new"],
)
def test_nodes_are_looked_up_rather_than_listed(manager, session, url):
    node = make_node(session, name="封装测试")
    page = manager.page(url)
    assert page.select("[data-picker='/chains/nodes/suggest.json'] input[name=node_id]")
    assert not page.select(f"select option[value='{node.id}']:-soup-contains('封装测试')")
