"""A chain with a node, and what counts."""

import pytest

from tests.factories.chains import make_chain, make_cluster, make_node
from tests.factories.plans import make_definition


@pytest.fixture
def definition(session):
    return make_definition(session, weights={"negotiating": 10, "signed": 60})


@pytest.fixture
def chain(session):
    cluster = make_cluster(session, "电子信息", code="electronics")
    return make_chain(session, "集成电路", code="ic", cluster_id=cluster.id)


@pytest.fixture
def node(session, chain):
    return make_node(session, chain, "封测", code="packaging")
