"""What else is on the nodes: companies here, companies to attract, leads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.quotas import lineage
from crm.chains.queries import Labels, labels, taxonomy
from crm.chains.rules import NodeRef
from crm.companies import queries as companies
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import Relation
from crm.core.lists import among
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.leads.queries.lists import columns as lead_columns
from crm.leads.queries.rows import LeadRow, row_of
from crm.leads.rules import LeadState

NAMED = 3


@dataclass(frozen=True)
class Neighbourhood:
    """What else is on a node and below it: companies here, leading ones, companies to attract,
    open leads. `here` and `wanted` name some of the companies, leading ones first."""

    local: int = 0
    leaders: int = 0
    targets: int = 0
    leads: int = 0
    here: tuple["Named", ...] = ()
    wanted: tuple["Named", ...] = ()


@dataclass(frozen=True)
class Named:
    """A company as figures name it."""

    id: int
    name: str
    is_leader: bool


@dataclass(frozen=True)
class CompanyLine:
    """A company on a node's page; `lead` is the latest lead about it that the viewer knows."""

    id: int
    name: str
    is_leader: bool
    node: str
    description: str
    lead: LeadRow | None = None


def neighbourhoods(
    session: Session, viewer: Viewer, nodes: Sequence[NodeRef], *, narrow: bool = False
) -> dict[str, Neighbourhood]:
    """What else the viewer sees on each node and below it, by path."""
    sums = {node.path: [0, 0, 0, 0] for node in nodes}
    above = {node.id: [sums[one] for one in lineage(node.path) if one in sums] for node in nodes}
    near = among(session, CompanyNode.node_id, list(above)) if narrow else None
    for row in session.execute(_companies(viewer, near)):
        for one in above.get(row.node_id, ()):
            one[0] += row.local
            one[1] += row.leaders
            one[2] += row.targets
    for number, count in open_leads(session, viewer).items():
        for one in above.get(number, ()):
            one[3] += count
    return {path: Neighbourhood(*map(int, found)) for path, found in sums.items()}


def by_chain(session: Session, viewer: Viewer) -> dict[int, Neighbourhood]:
    """What else the viewer sees on each chain, by its number."""
    chain_of = {node.id: node.chain_id for node in taxonomy(session, viewer).nodes.values()}
    found: dict[int, list[int]] = {}
    for row in session.execute(_companies(viewer)):
        sums = found.setdefault(chain_of[row.node_id], [0, 0, 0, 0])
        for place, more in enumerate((row.local, row.leaders, row.targets)):
            sums[place] += int(more)
    for number, count in open_leads(session, viewer).items():
        found.setdefault(chain_of[number], [0, 0, 0, 0])[3] += count
    return {chain_id: Neighbourhood(*sums) for chain_id, sums in found.items()}


def _companies(viewer: Viewer, near: ColumnElement[bool] | None = None) -> Select[Any]:
    """Companies by their main node, so that none is counted twice above."""
    here = Company.relation == Relation.LOCAL

    def total(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    wanted = _on_main_nodes(viewer, (Relation.LOCAL, Relation.TARGET)).with_only_columns(
        CompanyNode.node_id,
        total(here).label("local"),
        total(and_(here, Company.is_leader)).label("leaders"),
        total(~here).label("targets"),
    )
    return (wanted if near is None else wanted.where(near)).group_by(CompanyNode.node_id)


def _on_main_nodes(viewer: Viewer, relations: Collection[Relation]) -> Select[Any]:
    return (
        companies.visible_to(viewer)
        .join(CompanyNode, CompanyNode.company_id == Company.id)
        .where(CompanyNode.is_main, Company.relation.in_(relations))
    )


def open_leads(session: Session, viewer: Viewer) -> dict[int, int]:
    """The open leads in scope, by node."""
    wanted = (
        select(Lead.node_id, func.count().label("leads"))
        .where(scope(viewer, Lead), Lead.state == LeadState.OPEN, Lead.node_id.is_not(None))
        .group_by(Lead.node_id)
    )
    return {row.node_id: row.leads for row in session.execute(wanted)}


def named(
    session: Session, viewer: Viewer, found: Mapping[str, Neighbourhood], nodes: Sequence[NodeRef]
) -> dict[str, Neighbourhood]:
    """The same with the names of a few companies of each node and of those below it."""
    place = (
        func.row_number()
        .over(
            partition_by=(CompanyNode.node_id, Company.relation),
            order_by=(Company.is_leader.desc(), Company.id),
        )
        .label("place")
    )
    paths = {node.id: node.path for node in nodes}
    inner = (
        _on_main_nodes(viewer, (Relation.LOCAL, Relation.TARGET))
        .where(among(session, CompanyNode.node_id, list(paths)))
        .with_only_columns(
            Company.id, Company.name, Company.is_leader, Company.relation, CompanyNode.node_id,
            place,
        )
        .subquery()
    )  # fmt: skip
    rows = session.execute(select(inner).where(inner.c.place <= NAMED)).all()
    names: dict[tuple[str, Relation], list[Named]] = {}
    above = {number: lineage(path) for number, path in paths.items()}
    for row in sorted(rows, key=lambda row: (not row.is_leader, row.place, row.id)):
        one = Named(row.id, row.name, row.is_leader)
        for path in above[row.node_id]:
            some = names.setdefault((path, row.relation), [])
            if len(some) < NAMED:
                some.append(one)
    return {
        path: replace(
            one,
            here=tuple(names.get((path, Relation.LOCAL), ())),
            wanted=tuple(names.get((path, Relation.TARGET), ())),
        )
        for path, one in found.items()
    }


def companies_on(
    session: Session, viewer: Viewer, nodes: Sequence[NodeRef], relation: Relation, most: int
) -> list[CompanyLine]:
    """The companies of a relation whose main node is among these, leading ones first."""
    wanted = (
        _on_main_nodes(viewer, (relation,))
        .where(among(session, CompanyNode.node_id, [node.id for node in nodes]))
        .with_only_columns(
            Company.id, Company.name, Company.is_leader, Company.description, CompanyNode.node_id
        )
        .order_by(Company.is_leader.desc(), Company.id)
        .limit(most)
    )
    words = labels(session, viewer)
    return [
        CompanyLine(row.id, row.name, row.is_leader, words.node(row.node_id), row.description)
        for row in session.execute(wanted)
    ]


def with_leads(
    session: Session, viewer: Viewer, lines: Sequence[CompanyLine], on: date
) -> list[CompanyLine]:
    """The same companies, each with the latest lead about it in the viewer's sight."""
    if not lines:
        return []
    words = labels(session, viewer)
    found = _latest_leads(session, viewer, [line.id for line in lines], on, words)
    return [replace(line, lead=found.get(line.id)) for line in lines]


def _latest_leads(
    session: Session, viewer: Viewer, numbers: Sequence[int], on: date, words: Labels
) -> dict[int, LeadRow]:
    """The leads about some companies; an open one comes before one that has ended."""
    wanted = (
        leads.visible_to(viewer)
        .with_only_columns(*lead_columns(viewer), Lead.company_id)
        .where(among(session, Lead.company_id, numbers), leads.known_to(viewer))
        .order_by(Lead.updated_at.desc(), Lead.id.desc())
    )
    rows = session.execute(wanted).all()
    found: dict[int, LeadRow] = {}
    for row in sorted(rows, key=lambda row: row.state not in (LeadState.OPEN, LeadState.POOL)):
        found.setdefault(row.company_id, row_of(row, on, words))
    return found
