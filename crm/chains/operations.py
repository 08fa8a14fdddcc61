"""Writes of the taxonomy. Codes stand in addresses and in the API: given once, never changed."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.chains.rules import (
    DEEPEST,
    Stream,
    Technology,
    code_fault,
    read_technologies,
    write_technologies,
)
from crm.core.errors import Conflict, Refused
from crm.lib.trees import child_path, depth, is_within, would_cycle

Row = TypeVar("Row", Cluster, Chain, ChainNode)


@dataclass(frozen=True)
class ClusterValues:
    """What a person says of a cluster."""

    name: str
    position: int = 0


@dataclass(frozen=True)
class ChainValues:
    """What a person says of a chain; `technologies` of the chain itself, as lines."""

    name: str
    cluster_id: int | None = None
    position: int = 0
    description: str = ""
    technologies: str = ""


@dataclass(frozen=True)
class NodeValues:
    """What a person says of a node; `technologies` as lines, see `rules.read_technologies`."""

    name: str
    parent_id: int | None = None
    stream: Stream | None = None
    position: int = 0
    description: str = ""
    technologies: str = ""


def add_cluster(session: Session, actor: Viewer, code: str, values: ClusterValues) -> Cluster:
    """A new cluster. Refused when the code is taken or cannot stand in an address."""
    _check_code(code, session.scalar(select(Cluster.id).where(Cluster.code == code)))
    cluster = Cluster(code=code, name=values.name, position=values.position)
    return _added(session, actor, cluster, "cluster")


def change_cluster(
    session: Session, actor: Viewer, cluster: Cluster, values: ClusterValues, version: int | None
) -> Cluster:
    """Rename or move a cluster."""
    _check_version(cluster, version)
    cluster.name, cluster.position = values.name, values.position
    return _changed(session, actor, cluster, "cluster")


def add_chain(session: Session, actor: Viewer, code: str, values: ChainValues) -> Chain:
    """A new chain. Refused when the code is taken or cannot stand in an address."""
    _check_code(code, session.scalar(select(Chain.id).where(Chain.code == code)))
    chain = Chain(code=code)
    technologies = _fill_chain(session, chain, values)
    _added(session, actor, chain, "chain")
    _keep_technologies(session, chain, technologies)
    session.flush()
    return chain


def change_chain(
    session: Session, actor: Viewer, chain: Chain, values: ChainValues, version: int | None
) -> Chain:
    """Rename a chain, move it to another cluster or place, change its own technologies."""
    _check_version(chain, version)
    technologies = _fill_chain(session, chain, values)
    return _changed(session, actor, chain, "chain", technologies)


def add_node(
    session: Session, actor: Viewer, chain: Chain, code: str, values: NodeValues
) -> ChainNode:
    """A new node of a chain, perhaps below another of its nodes."""
    taken = select(ChainNode.id).where(ChainNode.chain_id == chain.id, ChainNode.code == code)
    _check_code(code, session.scalar(taken))
    parent = _parent(session, chain.id, values.parent_id)
    node = ChainNode(chain_id=chain.id, code=code, path="")
    technologies = _fill_node(node, values)
    _check_depth(parent, 1)
    _added(session, actor, node, "node")
    node.path = child_path(parent.path if parent else None, node.id)
    _keep_technologies(session, node, technologies)
    session.flush()
    return node


def change_node(
    session: Session, actor: Viewer, node: ChainNode, values: NodeValues, version: int | None
) -> ChainNode:
    """Rename a node, move it with everything below it, change what it needs.

    Refused when it would come to hang below itself.
    """
    _check_version(node, version)
    _read_technologies(values.technologies)  # refused before anything is moved
    parent = _parent(session, node.chain_id, values.parent_id)
    if would_cycle(node.path, parent.path if parent else None):
        raise Refused("不能移到自己或自己的下级环节之下，请另选上级环节。", "parent_id")
    _check_depth(parent, _height(session, node))
    _move(session, node, child_path(parent.path if parent else None, node.id))
    technologies = _fill_node(node, values)
    return _changed(session, actor, node, "node", technologies)


def _check_code(code: str, taken: int | None) -> None:
    fault = code_fault(code)
    if fault:
        raise Refused(fault, "code")
    if taken is not None:
        raise Refused(f"代码“{code}”已被使用，请换一个。", "code")


def _check_version(row: Cluster | Chain | ChainNode, version: int | None) -> None:
    if version != row.version:
        raise Conflict


def _fill_chain(session: Session, chain: Chain, values: ChainValues) -> list[Technology]:
    """Set the chain's columns; gives the technologies, which are rows of their own."""
    technologies = _read_technologies(values.technologies)
    if values.cluster_id is not None and session.get(Cluster, values.cluster_id) is None:
        raise Refused("所选的产业集群已不存在，请重新选择。", "cluster_id")
    chain.name, chain.cluster_id = values.name, values.cluster_id
    chain.position, chain.description = values.position, values.description
    return technologies


def _fill_node(node: ChainNode, values: NodeValues) -> list[Technology]:
    """Set the node's columns; gives the technologies, which are rows of their own."""
    technologies = _read_technologies(values.technologies)
    node.name, node.parent_id, node.stream = values.name, values.parent_id, values.stream
    node.position, node.description = values.position, values.description
    return technologies


def _read_technologies(text: str) -> list[Technology]:
    try:
        return read_technologies(text)
    except ValueError as error:
        raise Refused(str(error), "technologies") from None


def _parent(session: Session, chain_id: int, parent_id: int | None) -> ChainNode | None:
    if parent_id is None:
        return None
    parent = session.get(ChainNode, parent_id)
    if parent is None or parent.chain_id != chain_id:
        raise Refused("上级环节不在这条产业链上，请重新选择。", "parent_id")
    return parent


def _check_depth(parent: ChainNode | None, height: int) -> None:
    """A tree that no page can show is refused; `height` is of what comes below the parent."""
    if (depth(parent.path) if parent else 0) + height > DEEPEST:
        raise Refused(f"环节最多 {DEEPEST} 级，请另选上级环节。", "parent_id")


def _height(session: Session, node: ChainNode) -> int:
    """How many levels the node has, itself and those below it."""
    below = ChainNode.path.startswith(node.path, autoescape=True)
    paths = session.scalars(select(ChainNode.path).where(below))
    return max(map(depth, paths), default=depth(node.path)) - depth(node.path) + 1


def _added(session: Session, actor: Viewer, row: Row, kind: str) -> Row:
    session.add(row)
    changes = changes_of(row)
    session.flush()
    record(session, actor, "created", kind=kind, subject_id=row.id, title=row.name, changes=changes)
    return row


def _changed(
    session: Session,
    actor: Viewer,
    row: Row,
    kind: str,
    technologies: list[Technology] | None = None,
) -> Row:
    """Write what changed, with the technologies where the row has some, and say it in the log."""
    changes = changes_of(row)
    if technologies is not None and not isinstance(row, Cluster):
        changes |= _technology_changes(session, row, technologies)
        _keep_technologies(session, row, technologies)
    session.flush()
    if changes:
        record(
            session, actor, "updated", kind=kind, subject_id=row.id, title=row.name, changes=changes
        )
    return row


def _move(session: Session, node: ChainNode, path: str) -> None:
    """Give the node and everything below it their new paths."""
    before = node.path
    if path == before:
        return
    for row in session.scalars(select(ChainNode).where(ChainNode.chain_id == node.chain_id)):
        if is_within(row.path, before):
            row.path = path + row.path.removeprefix(before)


def _technologies(session: Session, row: Chain | ChainNode) -> list[KeyTechnology]:
    """Those of a node, or of a chain itself."""
    if isinstance(row, Chain):
        own = and_(KeyTechnology.chain_id == row.id, KeyTechnology.node_id.is_(None))
    else:
        own = KeyTechnology.node_id == row.id
    wanted = select(KeyTechnology).where(own)
    return list(session.scalars(wanted.order_by(KeyTechnology.position, KeyTechnology.id)))


def _technology_changes(
    session: Session, row: Chain | ChainNode, wanted: list[Technology]
) -> dict[str, list[str | None]]:
    present = [Technology(one.direction, one.name) for one in _technologies(session, row)]
    before, after = write_technologies(present), write_technologies(wanted)
    return {} if before == after else {"关键技术": [before or None, after or None]}


def _keep_technologies(session: Session, row: Chain | ChainNode, wanted: list[Technology]) -> None:
    """Make the row's technologies those wanted; one that stays keeps its source."""
    present = {one.name: one for one in _technologies(session, row)}
    names = {one.name for one in wanted}
    gone = [one.id for name, one in present.items() if name not in names]
    session.execute(delete(KeyTechnology).where(KeyTechnology.id.in_(gone)))
    chain_id, node_id = (row.id, None) if isinstance(row, Chain) else (row.chain_id, row.id)
    for place, one in enumerate(wanted):
        kept = present.get(one.name)
        if kept is None:
            kept = KeyTechnology(chain_id=chain_id, node_id=node_id, name=one.name)
            session.add(kept)
        kept.direction, kept.position = one.direction, place
