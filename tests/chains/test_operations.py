"""What the operations refuse when no form stands before them."""

import pytest

from crm.chains.operations import NodeValues, add_node, change_node
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
