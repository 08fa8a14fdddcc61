"""The administrator's pages: add, rename and move clusters, chains and nodes."""

import pytest
from sqlalchemy import select

from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from tests.client import words
from tests.factories.chains import make_chain, make_cluster, make_node, make_technology


@pytest.fixture
def chain(session):
    return make_chain(session, "集成电路", code="ic")


def test_the_page_lists_everything_with_its_code(admin, session, chain):
    chain.cluster_id = make_cluster(session, "电子信息").id
    session.flush()
    make_node(session, chain, "封测", code="packaging-test")
    text = admin.text("/admin/chains")
    assert "电子信息" in text
    assert "packaging-test" in text


@pytest.mark.parametrize("person", ["staff", "manager", "leader", "auditor"])
def test_others_may_not_change_the_taxonomy(request, person, chain):
    browser = request.getfixturevalue(person)
    browser.get("/admin/chains", 403)
    browser.post("/admin/chains/new", {"code": "pv", "name": "光伏"}, 403)


def test_a_cluster_is_added_and_renamed(admin, session):
    admin.submit("/admin/chains/clusters/new", {"code": "energy", "name": "新能源"}, 302)
    admin.submit("/admin/chains/clusters/energy", {"name": "新能源装备", "position": "3"}, 302)
    cluster = session.scalars(select(Cluster)).one()
    assert (cluster.code, cluster.name, cluster.position) == ("energy", "新能源装备", 3)


def test_a_chain_is_added_and_moved_to_a_cluster(admin, session):
    cluster = make_cluster(session)
    admin.submit("/admin/chains/new", {"code": "pv", "name": "光伏"}, 302)
    admin.submit("/admin/chains/pv", {"name": "光伏发电", "cluster_id": str(cluster.id)}, 302)
    chain = session.scalars(select(Chain)).one()
    assert (chain.name, chain.cluster_id) == ("光伏发电", cluster.id)


def test_a_code_that_is_taken_is_refused_and_what_was_typed_stays(admin, chain):
    answer = admin.submit("/admin/chains/new", {"code": "ic", "name": "另一条链"}, 400)
    assert "已被使用" in words(answer)
    assert 'value="另一条链"' in answer.text


def test_a_node_is_added_below_another_with_its_technologies(admin, session, chain):
    above = make_node(session, chain, "设计")
    admin.submit(
        f"/admin/chains/ic/nodes/new?parent={above.id}",
        {"code": "rf", "name": "射频", "technologies": "专用芯片：射频芯片、基带芯片"},
        302,
    )
    node = session.scalars(select(ChainNode).where(ChainNode.code == "rf")).one()
    assert node.path == f"/{above.id}/{node.id}/"
    names = session.scalars(select(KeyTechnology.name).where(KeyTechnology.node_id == node.id))
    assert set(names) == {"射频芯片", "基带芯片"}


def test_moving_a_node_takes_what_is_below_along(admin, session, chain):
    old, new = make_node(session, chain, "旧"), make_node(session, chain, "新")
    moved = make_node(session, name="中", parent=old, code="middle")
    below = make_node(session, name="下", parent=moved)
    admin.submit("/admin/chains/ic/nodes/middle", {"parent_id": str(new.id)}, 302)
    assert moved.path == f"/{new.id}/{moved.id}/"
    assert below.path == f"/{new.id}/{moved.id}/{below.id}/"


def test_a_node_cannot_hang_below_itself(admin, session, chain):
    top = make_node(session, chain, "上", code="top")
    below = make_node(session, name="下", parent=top)
    page = admin.page("/admin/chains/ic/nodes/top")
    assert str(below.id) not in [one.get("value") for one in page.select("#parent_id option")]
    form = {"version": str(top.version), "name": "上", "parent_id": str(below.id)}
    answer = admin.post("/admin/chains/ic/nodes/top", form, 400)
    assert "请从列表中选择" in words(answer)
    assert top.path == f"/{top.id}/"


def test_a_technology_that_stays_keeps_its_source(admin, session, chain):
    node = make_node(session, chain, code="design")
    make_technology(session, node, "射频芯片", source="第五章 一")
    make_technology(session, node, "基带芯片", source="第五章 一")
    admin.submit("/admin/chains/ic/nodes/design", {"technologies": "芯片：射频芯片"}, 302)
    left = session.scalars(select(KeyTechnology)).all()
    assert [(one.name, one.direction, one.source) for one in left] == [
        ("射频芯片", "芯片", "第五章 一")
    ]


def test_a_chain_has_technologies_of_its_own(admin, session, chain):
    node = make_node(session, chain, code="design")
    make_technology(session, node, "射频芯片")
    admin.submit("/admin/chains/ic", {"technologies": "绿色：轻量化、模块化"}, 302)
    admin.submit("/admin/chains/ic", {"technologies": "绿色：模块化\n评价"}, 302)
    own = select(KeyTechnology.name, KeyTechnology.direction).where(KeyTechnology.node_id.is_(None))
    assert sorted(session.execute(own).all()) == [("模块化", "绿色"), ("评价", "")]
    assert session.scalars(select(KeyTechnology).where(KeyTechnology.node_id == node.id)).one()
    assert "绿色：模块化" in admin.get("/admin/chains/ic", 200).text
    history = admin.get("/admin/chains/ic", 200).text
    assert "修改了产业链" in history
    assert "关键技术" in history


def test_a_chain_is_added_with_its_technologies(admin, session):
    form = {"code": "pv", "name": "光伏", "technologies": "电池：异质结电池"}
    admin.submit("/admin/chains/new", form, 302)
    assert session.scalars(select(KeyTechnology.name)).all() == ["异质结电池"]


def test_technologies_that_are_too_long_are_said_at_their_field_and_stay(admin, session, chain):
    answer = admin.submit("/admin/chains/ic", {"technologies": "长" * 130}, 400)
    assert "太长" in words(answer)
    assert "长" * 130 in answer.text
    assert session.scalars(select(KeyTechnology)).all() == []


def test_an_unknown_parent_and_a_taken_code_are_refused_and_what_was_typed_stays(
    admin, session, chain
):
    make_node(session, chain, code="design")
    form = {"code": "rf", "name": "射频", "parent_id": "999999"}
    answer = admin.post("/admin/chains/ic/nodes/new", form, 400)
    assert "请从列表中选择" in words(answer)
    assert 'value="射频"' in answer.text
    answer = admin.submit("/admin/chains/ic/nodes/new", {"code": "design", "name": "射频"}, 400)
    assert "代码“design”已被使用" in words(answer)
    assert 'value="射频"' in answer.text
    assert len(session.scalars(select(ChainNode)).all()) == 1


def test_who_saves_second_sees_both_and_overwrites_nothing(admin, session, chain):
    node = make_node(session, chain, "封测", code="test")
    seen = str(node.version)
    admin.submit("/admin/chains/ic/nodes/test", {"name": "封装测试"}, 302)
    answer = admin.post("/admin/chains/ic/nodes/test", {"version": seen, "name": "测试"}, 409)
    assert "封装测试" in words(answer)
    assert 'value="测试"' in answer.text
    assert node.name == "封装测试"


def test_changes_stand_in_the_history_of_the_node(admin, session, chain):
    make_node(session, chain, "封测", code="test")
    admin.submit("/admin/chains/ic/nodes/test", {"name": "封装测试"}, 302)
    assert "修改了环节" in admin.get("/admin/chains/ic/nodes/test", 200).text


def test_an_expired_token_keeps_what_was_typed(admin, session):
    form = {"code": "pv", "name": "光伏"}
    answer = admin.post("/admin/chains/new", form, 400, token=False)
    assert 'value="光伏"' in answer.text
    assert session.scalars(select(Chain)).all() == []
