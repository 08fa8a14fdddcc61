"""Clusters, chains and nodes."""

from itertools import count

from sqlalchemy.orm import Session

from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.lib.trees import child_path

_numbers = count(1)


def make_cluster(session: Session, name: str = "电子信息", **given) -> Cluster:
    cluster = Cluster(**{"code": f"cluster-{next(_numbers)}", "name": name, **given})
    session.add(cluster)
    session.flush()
    return cluster


def make_chain(session: Session, name: str = "集成电路", **given) -> Chain:
    chain = Chain(**{"code": f"chain-{next(_numbers)}", "name": name, **given})
    session.add(chain)
    session.flush()
    return chain


def make_node(
    session: Session,
    chain: Chain | None = None,
    name: str = "封测",
    parent: ChainNode | None = None,
    **given,
) -> ChainNode:
    """A node of the chain, or of a new one; below `parent` when one is given."""
    number = next(_numbers)
    chain_id = parent.chain_id if parent else (chain or make_chain(session)).id
    given = {"code": f"node-{number}", "position": number, **given}
    node = ChainNode(
        chain_id=chain_id, parent_id=parent.id if parent else None, name=name, path="", **given
    )
    session.add(node)
    session.flush()
    node.path = child_path(parent.path if parent else None, node.id)
    session.flush()
    return node


def make_technology(session: Session, node: ChainNode, name: str, **given) -> KeyTechnology:
    technology = KeyTechnology(chain_id=node.chain_id, node_id=node.id, name=name, **given)
    session.add(technology)
    session.flush()
    return technology
