"""The nodes of gaps as pages show them: figures with their lists, surroundings, a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.around import NAMED, Neighbourhood, neighbourhoods
from crm.analytics.queries.cells import GapCell, cell_of, coming_address
from crm.analytics.queries.gaps import GapPicture
from crm.analytics.queries.work import latest_leads
from crm.analytics.rules.gaps import Gap, before, beside
from crm.chains.rules import NodeRef, Proposal, Strengths, propose
from crm.companies.queries.lists import list_address as company_address
from crm.companies.rules import Relation
from crm.leads.queries.lists import list_address as lead_address
from crm.leads.queries.rows import LeadRow
from crm.leads.rules import LeadState
from crm.plans.models import Definition
from crm.plans.rules import Stage


@dataclass(frozen=True)
class NodeRow:
    """A node with its gap and what stands around it; `leads` names some where it was asked."""

    node: NodeRef
    gap: Gap
    cell: GapCell
    around: Neighbourhood
    proposal: Proposal
    landed_stage: Stage
    leads: tuple[LeadRow, ...] = ()

    @property
    def stages(self) -> list[tuple[Stage, int, str]]:
        """How many projects stand at each stage before landing, with the list of them."""
        counts = [(stage, self.gap.pipeline.get(stage, 0)) for stage in before(self.landed_stage)]
        return [
            (stage, count, coming_address(self.node, stage) if count else "")
            for stage, count in counts
        ]

    @property
    def url(self) -> str:
        """The node's page."""
        return f"/chains/{self.node.chain_code}/{self.node.code}"

    @property
    def leads_url(self) -> str:
        """The open leads on it."""
        return lead_address(node=self.node.id, state=LeadState.OPEN)

    @property
    def targets_url(self) -> str:
        """The companies to attract to it."""
        return company_address(node=self.node.id, relation=Relation.TARGET, main=True)

    @property
    def local_url(self) -> str:
        """The companies here."""
        return company_address(node=self.node.id, relation=Relation.LOCAL, main=True)


def rows_of(
    session: Session,
    viewer: Viewer,
    definition: Definition,
    found: GapPicture,
    chosen: Sequence[NodeRef] | None = None,
) -> list[NodeRow]:
    """Some of the nodes of a picture, all of them without `chosen`, in the order given."""
    chosen = found.nodes if chosen is None else chosen
    chains = {node.chain_id for node in chosen}
    near = [node for node in found.nodes if node.chain_id in chains]
    around = neighbourhoods(session, viewer, near)
    by_path, sides = {node.path: node for node in near}, beside(near)
    return [
        _row(
            node,
            found,
            definition,
            around[node.path],
            [by_path[path].name for path in sides[node.path] if around[path].leaders],
        )
        for node in chosen
    ]


def with_leads(
    session: Session, viewer: Viewer, found: GapPicture, rows: Sequence[NodeRow], on: date
) -> list[NodeRow]:
    """The same rows, each naming the latest open leads on its node and below it."""
    paths = {node.id: node.path for node in found.nodes}
    shown = {row.node.path for row in rows}
    leads = latest_leads(session, viewer, paths, shown, on, NAMED)
    return [replace(row, leads=tuple(leads[row.node.path])) for row in rows]


def _row(
    node: NodeRef,
    found: GapPicture,
    definition: Definition,
    around: Neighbourhood,
    strong: Sequence[str],
) -> NodeRow:
    gap = found.gaps[node.path]
    here = Strengths(
        companies=around.local,
        leading=around.leaders,
        landed=gap.landed,
        leaders=tuple(one.name for one in around.here if one.is_leader),
        strong=tuple(strong),
    )
    return NodeRow(
        node=node,
        gap=gap,
        cell=cell_of(node, gap, found, definition),
        around=around,
        proposal=propose(here),
        landed_stage=definition.landed_stage,
    )
