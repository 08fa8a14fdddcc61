"""The names of chains and nodes, kept in memory: lists, forms and counts name them all."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import Directory, directory
from crm.accounts.rules import Viewer
from crm.chains.models import Chain, ChainNode
from crm.chains.rules import NodeRef
from crm.core.journal import named_by
from crm.core.kept import Kept
from crm.lib.trees import as_tree, flatten, is_within


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain as lists name it."""

    id: int
    code: str
    name: str
    cluster_id: int | None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All chains in their order and all nodes, chain by chain in the order of the tree.

    `choices` has every node as number and label for a select field, `chain_choices` every chain
    that has nodes as code and name.
    """

    chains: Mapping[int, ChainLine]
    nodes: Mapping[int, NodeRef]
    choices: list[tuple[int, str]]
    chain_choices: list[tuple[str, str]]

    def of_chain(self, code: str) -> list[NodeRef]:
        """The nodes of a chain; none for a code that is none."""
        return [node for node in self.nodes.values() if node.chain_code == code]

    def numbers_below(self, number: int) -> list[int]:
        """The numbers of a node and of the nodes below it; none for a node that is none."""
        top = self.nodes.get(number)
        return [node.id for node in self.below(top.path)] if top else []

    def below(self, node_path: str) -> list[NodeRef]:
        """A node and the nodes below it."""
        return [node for node in self.nodes.values() if is_within(node.path, node_path)]


def _load(session: Session) -> Taxonomy:
    order = (Chain.position, Chain.code)
    columns = (Chain.id, Chain.code, Chain.name, Chain.cluster_id)
    chains = {row.id: ChainLine(*row) for row in session.execute(select(*columns).order_by(*order))}
    rows = session.execute(
        select(
            ChainNode.id, ChainNode.chain_id, ChainNode.code, ChainNode.name, ChainNode.path,
            ChainNode.stream,
        ).order_by(ChainNode.position, ChainNode.code)
    ).all()  # fmt: skip
    by_chain: dict[int, list] = {number: [] for number in chains}
    for row in rows:
        by_chain[row.chain_id].append(row)
    found = {
        row.id: NodeRef(
            id=row.id,
            chain_id=row.chain_id,
            chain_name=chains[row.chain_id].name,
            name=row.name,
            path=row.path,
            code=row.code,
            chain_code=chains[row.chain_id].code,
            level=level,
            stream=row.stream,
        )
        for nodes in by_chain.values()
        for level, row in flatten(as_tree(nodes))
    }
    return Taxonomy(
        chains,
        found,
        choices=[(node.id, node.label) for node in found.values()],
        chain_choices=[(one.code, one.name) for one in chains.values() if by_chain[one.id]],
    )


_kept = Kept(_load, Chain, ChainNode)


def taxonomy(session: Session, viewer: Viewer | None = None) -> Taxonomy:
    """The chains and nodes as they are now; without a viewer their revision is asked for."""
    return _kept.at(session, viewer.revision if viewer else None)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words for the numbers that records carry: units, people, nodes and their chains."""

    directory: Directory
    taxonomy: Taxonomy

    def unit(self, number: int | None) -> str:
        """A unit's name; '' for none."""
        return self.directory.unit(number)

    def person(self, number: int | None) -> str:
        """A person's name; '' for none."""
        return self.directory.person(number)

    def node(self, number: int | None) -> str:
        """A node's name; '' for none."""
        found = self.taxonomy.nodes.get(number) if number is not None else None
        return found.name if found else ""

    def place(self, number: int | None) -> str:
        """A node as choices name it, with its chain; '' for none."""
        found = self.taxonomy.nodes.get(number) if number is not None else None
        return found.label if found else ""

    def chain(self, node_id: int | None) -> str:
        """The name of a node's chain; '' for none."""
        found = self.taxonomy.nodes.get(node_id) if node_id is not None else None
        return found.chain_name if found else ""


named_by(ChainNode, lambda session, number: labels(session).node(number))


def labels(session: Session, viewer: Viewer | None = None) -> Labels:
    """The words as they are now."""
    return Labels(directory(session, viewer), taxonomy(session, viewer))
