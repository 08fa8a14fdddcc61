"""Reads of the taxonomy. Everybody who may read sees all of it: it holds nobody's records."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.chains.rules import Stream, Technology, write_technologies
from crm.core.errors import NotFound
from crm.lib.trees import Branch, as_tree, flatten, ids


@dataclass(frozen=True)
class ChainRow:
    """A chain as lists show it."""

    id: int
    code: str
    name: str
    description: str
    nodes: int


@dataclass(frozen=True)
class ClusterRow:
    """A cluster with its chains; the one without code holds the chains of no cluster."""

    id: int | None
    code: str
    name: str
    chains: tuple[ChainRow, ...]


@dataclass(frozen=True)
class Direction:
    """Technologies of one field of work, with where a plan names them."""

    name: str
    sources: tuple[str, ...]
    technologies: tuple[str, ...]


@dataclass(frozen=True)
class NodeCard:
    """A node as the chain picture shows it, with the nodes below it."""

    id: int
    code: str
    name: str
    path: str
    stream: Stream | None
    description: str
    directions: tuple[Direction, ...]
    children: tuple["NodeCard", ...]


def clusters(session: Session) -> list[Cluster]:
    """All clusters in their order."""
    return list(session.scalars(select(Cluster).order_by(Cluster.position, Cluster.code)))


def chains(session: Session) -> list[Chain]:
    """All chains in their order."""
    return list(session.scalars(select(Chain).order_by(Chain.position, Chain.code)))


def chains_by_cluster(session: Session) -> list[ClusterRow]:
    """Every cluster with its chains and how many nodes each has; last those of no cluster."""
    nodes = (
        select(ChainNode.chain_id, func.count().label("nodes"))
        .group_by(ChainNode.chain_id)
        .subquery()
    )
    found = session.execute(
        select(Chain, func.coalesce(nodes.c.nodes, 0))
        .outerjoin(nodes, nodes.c.chain_id == Chain.id)
        .order_by(Chain.position, Chain.code)
    )
    grouped: dict[int | None, list[ChainRow]] = {}
    for chain, count in found:
        row = ChainRow(chain.id, chain.code, chain.name, chain.description, count)
        grouped.setdefault(chain.cluster_id, []).append(row)
    rows = [
        ClusterRow(one.id, one.code, one.name, tuple(grouped.get(one.id, ())))
        for one in clusters(session)
    ]
    loose = tuple(grouped.get(None, ()))
    return [*rows, ClusterRow(None, "", "其他产业链", loose)] if loose else rows


def get_cluster(session: Session, code: str) -> Cluster:
    """The cluster with that code; NotFound when there is none."""
    found = session.scalars(select(Cluster).where(Cluster.code == code)).first()
    if found is None:
        raise NotFound
    return found


def get_chain(session: Session, code: str) -> Chain:
    """The chain with that code and its cluster; NotFound when there is none."""
    wanted = select(Chain).where(Chain.code == code).options(joinedload(Chain.cluster))
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def get_node(session: Session, chain_code: str, code: str) -> ChainNode:
    """The node with its chain; NotFound when there is none."""
    found = session.scalars(
        select(ChainNode)
        .join(ChainNode.chain)
        .where(Chain.code == chain_code, ChainNode.code == code)
        .options(contains_eager(ChainNode.chain))
    ).first()
    if found is None:
        raise NotFound
    return found


def nodes_of(session: Session, chain_id: int) -> list[ChainNode]:
    """The chain's nodes as the tree lists them: parents first, siblings in their order."""
    return [node for _level, node in flatten(tree_of(session, chain_id))]


def tree_of(session: Session, chain_id: int) -> list[Branch[ChainNode]]:
    """The chain's nodes as a tree."""
    rows = session.scalars(
        select(ChainNode)
        .where(ChainNode.chain_id == chain_id)
        .order_by(ChainNode.position, ChainNode.code)
    )
    return as_tree(rows)


def technologies_of(session: Session, node_ids: Iterable[int]) -> dict[int, list[KeyTechnology]]:
    """The key technologies of the nodes, by node, in their order."""
    found: dict[int, list[KeyTechnology]] = {}
    rows = session.scalars(
        select(KeyTechnology)
        .where(KeyTechnology.node_id.in_(list(node_ids)))
        .order_by(KeyTechnology.node_id, KeyTechnology.position, KeyTechnology.id)
    )
    for row in rows:
        found.setdefault(row.node_id, []).append(row)
    return found


def picture_of(session: Session, chain_id: int) -> list[NodeCard]:
    """The chain's nodes from left to right, each with its technologies and sub-nodes."""
    tree = tree_of(session, chain_id)
    known = technologies_of(session, [node.id for _level, node in flatten(tree)])
    return [_card(branch, known) for branch in tree]


def card_of(session: Session, node: ChainNode) -> NodeCard:
    """One node with its technologies and everything below it."""
    rows = list(
        session.scalars(
            select(ChainNode)
            .where(ChainNode.path.startswith(node.path, autoescape=True))
            .order_by(ChainNode.position, ChainNode.code)
        )
    )
    known = technologies_of(session, [row.id for row in rows])
    return _card(next(iter(as_tree(rows))), known)


def _card(branch: Branch[ChainNode], known: dict[int, list[KeyTechnology]]) -> NodeCard:
    node = branch.row
    return NodeCard(
        id=node.id,
        code=node.code,
        name=node.name,
        path=node.path,
        stream=node.stream,
        description=node.description,
        directions=_directions(known.get(node.id, ())),
        children=tuple(_card(child, known) for child in branch.children),
    )


def _directions(technologies: Iterable[KeyTechnology]) -> tuple[Direction, ...]:
    grouped: dict[str, list[KeyTechnology]] = {}
    for one in technologies:
        grouped.setdefault(one.direction, []).append(one)
    return tuple(
        Direction(
            name=direction,
            sources=tuple(dict.fromkeys(one.source for one in rows if one.source)),
            technologies=tuple(one.name for one in rows),
        )
        for direction, rows in grouped.items()
    )


def ancestors_of(session: Session, node: ChainNode) -> list[ChainNode]:
    """The nodes above, the outermost first."""
    above = ids(node.path)[:-1]
    rows = session.scalars(select(ChainNode).where(ChainNode.id.in_(above)))
    return sorted(rows, key=lambda row: above.index(row.id))


def technology_lines(session: Session, node: ChainNode) -> str:
    """The node's technologies as the form's lines."""
    rows = technologies_of(session, [node.id]).get(node.id, ())
    return write_technologies(Technology(row.direction, row.name) for row in rows)


def next_position(session: Session, chain_id: int, parent_id: int | None) -> int:
    """A place behind the last sibling."""
    siblings = (
        ChainNode.parent_id.is_(None) if parent_id is None else ChainNode.parent_id == parent_id
    )
    wanted = select(func.max(ChainNode.position)).where(ChainNode.chain_id == chain_id, siblings)
    last = session.scalar(wanted)
    return 0 if last is None else last + 10


def node_levels(session: Session) -> dict[int, list[tuple[int, ChainNode]]]:
    """Every chain's nodes with their level in the tree, by chain; for the page that edits them."""
    rows = session.scalars(select(ChainNode).order_by(ChainNode.position, ChainNode.code))
    by_chain: dict[int, list[ChainNode]] = {}
    for node in rows:
        by_chain.setdefault(node.chain_id, []).append(node)
    return {chain_id: flatten(as_tree(nodes)) for chain_id, nodes in by_chain.items()}
