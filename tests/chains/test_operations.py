"""What the operations refuse when no form stands before them."""

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.chains.operations import ChainValues, NodeValues, add_chain, add_node, change_node
from crm.chains.rules import DEEPEST
from crm.core.errors import Conflict, Refused
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_node


@pytest.fixture
def actor(session, cast):
    return viewer_of(session, cast.admin)


def test_a_cycle_is_refused_with_a_sentence(session, actor):
    top = make_node(session)
    below = make_node(session, parent=top)
    with pytest.raises(Refused, match="不能移到自己") as refused:
        change_node(session, actor, top, NodeValues("上", parent_id=below.id), top.version)
    assert refused.value.field == "parent_id"


def test_a_cycle_changes_nothing(session, actor):
    top = make_node(session, name="上")
    below = make_node(session, parent=top)
    paths = top.path, below.path
    values = NodeValues("新名", parent_id=below.id, technologies="甲")
    with pytest.raises(Refused):
        change_node(session, actor, top, values, top.version)
    assert (top.name, top.parent_id, (top.path, below.path)) == ("上", None, paths)


def test_a_tree_that_no_page_can_show_is_refused(session, actor):
    chain = make_chain(session)
    row = [make_node(session, chain)]
    for _ in range(DEEPEST - 1):
        row.append(make_node(session, parent=row[-1]))
    with pytest.raises(Refused, match="最多") as refused:
        add_node(session, actor, chain, "low", NodeValues("低", parent_id=row[-1].id))
    assert refused.value.field == "parent_id"
    other = make_node(session, chain)
    values = NodeValues("移", parent_id=other.id)
    with pytest.raises(Refused, match="最多"):
        change_node(session, actor, row[0], values, row[0].version)


def test_a_node_that_moves_says_so_in_the_log_once(session, actor):
    chain = make_chain(session)
    new, moved = make_node(session, chain), make_node(session, chain, "中")
    change_node(session, actor, moved, NodeValues("中", parent_id=new.id), moved.version)
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == moved.id)).one()
    assert "上级环节" in entry.changes
    assert moved.path == f"/{new.id}/{moved.id}/"


def test_a_cluster_that_is_gone_is_refused(session, actor):
    with pytest.raises(Refused, match="产业集群已不存在") as refused:
        add_chain(session, actor, "pv", ChainValues("光伏", cluster_id=999_999))
    assert refused.value.field == "cluster_id"


def test_a_parent_of_another_chain_is_refused(session, actor):
    stranger = make_node(session)
    with pytest.raises(Refused, match="不在这条产业链上"):
        add_node(session, actor, make_chain(session), "a", NodeValues("甲", parent_id=stranger.id))


def test_an_unseen_change_is_not_overwritten(session, actor):
    node = make_node(session)
    with pytest.raises(Conflict):
        change_node(session, actor, node, NodeValues("新名"), node.version - 1)


def test_technologies_that_are_too_long_are_refused_at_their_field(session, actor):
    chain, values = make_chain(session), NodeValues("甲", technologies="长" * 200)
    with pytest.raises(Refused) as refused:
        add_node(session, actor, chain, "a", values)
    assert refused.value.field == "technologies"
