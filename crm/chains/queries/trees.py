"""Reads of the taxonomy. Everybody who may read sees all of it: it holds nobody's records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.rules import Viewer
from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.chains.queries.taxonomy import taxonomy
from crm.chains.rules import NodeRef, Stream, Technology, write_technologies
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
    directions: tuple[Direction, ...]
    children: tuple["NodeCard", ...]


@dataclass(frozen=True)
class ChainPicture:
    """A chain's outermost nodes from left to right, and the technologies of the chain itself."""

    nodes: tuple[NodeCard, ...]
    directions: tuple[Direction, ...]

    @property
    def streams(self) -> list[tuple[Stream | None, list[NodeCard]]]:
        """The nodes by 上游, 中游, 下游, each in their order; last those of no known place.

        One group in the order of the chain when the plans say it of less than half of the nodes.
        """
        if 2 * sum(node.stream is not None for node in self.nodes) < len(self.nodes):
            return [(None, list(self.nodes))]
        order = [*Stream, None]
        groups = [(one, [node for node in self.nodes if node.stream is one]) for one in order]
        return [(stream, nodes) for stream, nodes in groups if nodes]


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


def technologies_of(
    session: Session, node_ids: Iterable[int]
) -> dict[int | None, list[KeyTechnology]]:
    """The key technologies of the nodes, by node, in their order."""
    return _technologies(session, KeyTechnology.node_id.in_(list(node_ids)))


def chain_technologies(session: Session, chain: Chain) -> list[KeyTechnology]:
    """The key technologies of the chain itself, in their order."""
    own = and_(KeyTechnology.chain_id == chain.id, KeyTechnology.node_id.is_(None))
    return _technologies(session, own).get(None, [])


def _technologies(
    session: Session, condition: ColumnElement[bool]
) -> dict[int | None, list[KeyTechnology]]:
    found: dict[int | None, list[KeyTechnology]] = {}
    order = (KeyTechnology.node_id, KeyTechnology.position, KeyTechnology.id)
    for row in session.scalars(select(KeyTechnology).where(condition).order_by(*order)):
        found.setdefault(row.node_id, []).append(row)
    return found


def picture_of(session: Session, viewer: Viewer, chain: Chain) -> ChainPicture:
    """The chain's nodes, each with its technologies and sub-nodes."""
    known = _technologies(session, KeyTechnology.chain_id == chain.id)
    nodes = taxonomy(session, viewer).of_chain(chain.code)
    return ChainPicture(
        nodes=tuple(_card(branch, known) for branch in as_tree(nodes)),
        directions=_directions(known.get(None, ())),
    )


def card_of(session: Session, viewer: Viewer, node: ChainNode) -> NodeCard:
    """One node with its technologies and everything below it."""
    nodes = taxonomy(session, viewer).below(node.path)
    known = technologies_of(session, [one.id for one in nodes])
    return _card(as_tree(nodes)[0], known)


def _card(branch: Branch[NodeRef], known: Mapping[int | None, Sequence[KeyTechnology]]) -> NodeCard:
    node = branch.row
    return NodeCard(
        id=node.id,
        code=node.code,
        name=node.name,
        path=node.path,
        stream=node.stream,
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


def ancestors_of(session: Session, viewer: Viewer, node: ChainNode) -> list[NodeRef]:
    """The nodes above, the outermost first."""
    every = taxonomy(session, viewer).nodes
    return [every[number] for number in ids(node.path)[:-1] if number in every]


def technology_lines(session: Session, row: Chain | ChainNode) -> str:
    """A node's technologies, or those of a chain itself, as the form's lines."""
    if isinstance(row, Chain):
        found = chain_technologies(session, row)
    else:
        found = technologies_of(session, [row.id]).get(row.id, [])
    return write_technologies(Technology(one.direction, one.name) for one in found)


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
