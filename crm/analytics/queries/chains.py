"""All chains at a glance: what the plans call them, what they lack, what is on them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.around import Neighbourhood, by_chain
from crm.analytics.queries.cells import GapCell, summary_cell
from crm.analytics.queries.gaps import ChainGap, chain_gaps
from crm.analytics.queries.landings import ongoing
from crm.analytics.rules.scores import sees_all
from crm.chains.queries import ChainRow, ClusterRow, taxonomy
from crm.chains.rules import NodeRef
from crm.companies.queries.lists import list_address as company_address
from crm.companies.rules import Relation
from crm.leads.queries.lists import list_address as lead_address
from crm.leads.rules import LeadState
from crm.plans.models import Definition
from crm.plans.queries.sayings import Saying, Sayings, sayings
from crm.projects.queries import list_address
from crm.projects.rules import ProjectState


@dataclass(frozen=True)
class Title:
    """What plans call a chain: their own name for it, its level, where; `plans` who say so."""

    name: str
    level: str
    places: tuple[str, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True)
class ChainSummary:
    """A chain in the list of all: figures and the lists behind them.

    `gap` and `cell` are there where the chain has targets; `said` is what the plans call it.
    """

    chain: ChainRow
    gap: ChainGap | None
    cell: GapCell | None
    around: Neighbourhood
    projects: int
    said: tuple["Title", ...]

    @property
    def companies_url(self) -> str:
        """The companies here."""
        return company_address(chain=self.chain.code, relation=Relation.LOCAL, main=True)

    @property
    def projects_url(self) -> str:
        """The projects that go on."""
        return list_address(chain=self.chain.code, state=ProjectState.ACTIVE)

    @property
    def leads_url(self) -> str:
        """The open leads."""
        return lead_address(chain=self.chain.code, state=LeadState.OPEN)


@dataclass(frozen=True)
class ClusterSummary:
    """A cluster with the chains that have nodes, and those that a directory names only."""

    name: str
    code: str
    said: tuple["Title", ...]
    chains: tuple[ChainSummary, ...]
    listed: tuple[ChainSummary, ...]


def overview(
    session: Session,
    viewer: Viewer,
    definition: Definition | None,
    on: date,
    clusters: Sequence[ClusterRow],
    *,
    plan: str = "",
    words: str = "",
) -> list[ClusterSummary]:
    """The clusters with their chains: of those that a plan speaks of, or that words name; first
    the clusters with targets, then those whose chains have nodes.

    Without a definition of counting there are no gaps. The statements are as many for a hundred
    chains as for one.
    """
    said, every = sayings(session, viewer), taxonomy(session, viewer)
    nodes: dict[int, list[NodeRef]] = {}
    for node in every.nodes.values():
        nodes.setdefault(node.chain_id, []).append(node)
    lacking = chain_gaps(session, viewer, definition, on) if definition else {}
    around, partial = by_chain(session, viewer), not sees_all(viewer)
    projects: Counter[int] = Counter()
    for number, count in ongoing(session, viewer).items():
        projects[every.nodes[number].chain_id] += count
    found = []
    for cluster in clusters:
        of_cluster = _of_plan(said.clusters.get(cluster.id or 0, ()), plan)
        rows = [
            ChainSummary(
                chain,
                gap := lacking.get(chain.id),
                summary_cell(chain.code, gap, definition, partial=partial)
                if gap and definition
                else None,
                around.get(chain.id, Neighbourhood()),
                projects[chain.id],
                titles(_names(said, chain, nodes.get(chain.id, ()), plan), plan),
            )
            for chain in cluster.chains
            if _is_meant(said, cluster, chain, nodes.get(chain.id, ()), plan, words)
        ]
        if rows or (of_cluster and not words):
            found.append(_summary(cluster, titles(of_cluster, plan), rows))
    return sorted(found, key=lambda one: (not any(row.gap for row in one.chains), not one.chains))


def _summary(
    cluster: ClusterRow, said: tuple[Title, ...], rows: list[ChainSummary]
) -> ClusterSummary:
    """Chains with targets first, then those with nodes, each in their own order."""
    with_nodes = sorted((row for row in rows if row.chain.nodes), key=lambda row: row.gap is None)
    without = [row for row in rows if not row.chain.nodes]
    return ClusterSummary(cluster.name, cluster.code, said, tuple(with_nodes), tuple(without))


def _names(said: Sayings, chain: ChainRow, nodes: Iterable[NodeRef], plan: str) -> list[Saying]:
    """What the plans call the chain, or where they do not, its nodes."""
    own = _of_plan(said.chains.get(chain.id, ()), plan)
    return own or _of_plan(said.of_nodes(node.id for node in nodes), plan)


def titles(found: Iterable[Saying], plan: str) -> tuple[Title, ...]:
    """Of one plan each of its names with level and places; of all plans each level once."""
    kept: dict[tuple[str, str], list[Saying]] = {}
    for one in found:
        name = one.name if plan or not one.level else ""
        kept.setdefault((name, one.level), []).append(one)
    return tuple(
        Title(
            name,
            level,
            tuple(dict.fromkeys(one.place for one in some if plan and one.place)),
            tuple(dict.fromkeys(one.plan.title for one in some)),
        )
        for (name, level), some in kept.items()
    )


def _of_plan(found: Iterable[Saying], plan: str) -> list[Saying]:
    return [one for one in found if not plan or one.plan.code == plan]


def _is_meant(
    said: Sayings,
    cluster: ClusterRow,
    chain: ChainRow,
    nodes: Sequence[NodeRef],
    plan: str,
    words: str,
) -> bool:
    """Whether the plan speaks of the chain, and the words stand in one of its names."""
    of_plan = _of_plan(said.of_chain(chain.id, [node.id for node in nodes]), plan)
    if plan and not of_plan:
        return False
    names = [cluster.name, chain.name, chain.code, *(node.name for node in nodes)]
    names += [name for one in of_plan for name in (one.name, one.focus)]
    return not words or any(words.lower() in name.lower() for name in names)
