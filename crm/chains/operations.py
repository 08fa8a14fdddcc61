"""Writes of the taxonomy. Codes stand in addresses and in the API: given once, never changed."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.chains.rules import (
    Stream,
    Technology,
    code_fault,
    read_technologies,
    write_technologies,
)
from crm.core.errors import Conflict, Refused
from crm.lib.trees import child_path, is_within, would_cycle

Row = TypeVar("Row", Cluster, Chain, ChainNode)


@dataclass(frozen=True)
class ClusterValues:
    """What a person says of a cluster."""

    name: str
    position: int = 0


@dataclass(frozen=True)
class ChainValues:
    """What a person says of a chain."""

    name: str
    cluster_id: int | None = None
    position: int = 0
    description: str = ""


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
    _fill_chain(chain, values)
    return _added(session, actor, chain, "chain")


def change_chain(
    session: Session, actor: Viewer, chain: Chain, values: ChainValues, version: int | None
) -> Chain:
    """Rename a chain, move it to another cluster or place."""
    _check_version(chain, version)
    _fill_chain(chain, values)
    return _changed(session, actor, chain, "chain")


def add_node(
    session: Session, actor: Viewer, chain: Chain, code: str, values: NodeValues
) -> ChainNode:
    """A new node of a chain, perhaps below another of its nodes."""
    taken = select(ChainNode.id).where(ChainNode.chain_id == chain.id, ChainNode.code == code)
    _check_code(code, session.scalar(taken))
    parent = _parent(session, chain.id, values.parent_id)
    node = ChainNode(chain_id=chain.id, code=code, path="")
    technologies = _fill_node(node, values)
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
    parent = _parent(session, node.chain_id, values.parent_id)
    if would_cycle(node.path, parent.path if parent else None):
        raise Refused("不能移到自己或自己的下级环节之下，请另选上级环节。", "parent_id")
    technologies = _fill_node(node, values)
    changes = changes_of(node) | _technology_changes(session, node, technologies)
    _keep_technologies(session, node, technologies)
    _move(session, node, child_path(parent.path if parent else None, node.id))
    session.flush()
    if changes:
        record(
            session, actor, "updated",
            kind="node", subject_id=node.id, title=node.name, changes=changes,
        )  # fmt: skip
    return node


def _check_code(code: str, taken: int | None) -> None:
    fault = code_fault(code)
    if fault:
        raise Refused(fault, "code")
    if taken is not None:
        raise Refused(f"代码“{code}”已被使用，请换一个。", "code")


def _check_version(row: Cluster | Chain | ChainNode, version: int | None) -> None:
    if version != row.version:
        raise Conflict


def _fill_chain(chain: Chain, values: ChainValues) -> None:
    chain.name, chain.cluster_id = values.name, values.cluster_id
    chain.position, chain.description = values.position, values.description


def _fill_node(node: ChainNode, values: NodeValues) -> list[Technology]:
    """Set the node's columns; gives the technologies, which are rows of their own."""
    try:
        technologies = read_technologies(values.technologies)
    except ValueError as error:
        raise Refused(str(error), "technologies") from None
    node.name, node.parent_id, node.stream = values.name, values.parent_id, values.stream
    node.position, node.description = values.position, values.description
    return technologies


def _parent(session: Session, chain_id: int, parent_id: int | None) -> ChainNode | None:
    if parent_id is None:
        return None
    parent = session.get(ChainNode, parent_id)
    if parent is None or parent.chain_id != chain_id:
        raise Refused("上级环节不在这条产业链上，请重新选择。", "parent_id")
    return parent


def _added(session: Session, actor: Viewer, row: Row, kind: str) -> Row:
    session.add(row)
    changes = changes_of(row)
    session.flush()
    record(session, actor, "created", kind=kind, subject_id=row.id, title=row.name, changes=changes)
    return row


def _changed(session: Session, actor: Viewer, row: Row, kind: str) -> Row:
    changes = changes_of(row)
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


def _technologies(session: Session, node: ChainNode) -> list[KeyTechnology]:
    wanted = select(KeyTechnology).where(KeyTechnology.node_id == node.id)
    return list(session.scalars(wanted.order_by(KeyTechnology.position, KeyTechnology.id)))


def _technology_changes(
    session: Session, node: ChainNode, wanted: list[Technology]
) -> dict[str, list[str | None]]:
    present = [Technology(row.direction, row.name) for row in _technologies(session, node)]
    before, after = write_technologies(present), write_technologies(wanted)
    return {} if before == after else {"关键技术": [before or None, after or None]}


def _keep_technologies(session: Session, node: ChainNode, wanted: list[Technology]) -> None:
    """Make the node's technologies those wanted; one that stays keeps its source."""
    present = {row.name: row for row in _technologies(session, node)}
    names = {one.name for one in wanted}
    gone = [row.id for name, row in present.items() if name not in names]
    session.execute(delete(KeyTechnology).where(KeyTechnology.id.in_(gone)))
    for place, one in enumerate(wanted):
        row = present.get(one.name)
        if row is None:
            row = KeyTechnology(chain_id=node.chain_id, node_id=node.id, name=one.name)
            session.add(row)
        row.direction, row.position = one.direction, place
