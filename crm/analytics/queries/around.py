"""What else is on the nodes: companies here, companies to attract, leads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.analytics.rules.quotas import lineage
from crm.chains.queries import labels, taxonomy
from crm.chains.rules import NodeRef
from crm.companies import queries as companies
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import Relation
from crm.core.kept import COMPANIES, Answers
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
    """A company on a node's page."""

    id: int
    name: str
    is_leader: bool
    node: str
    description: str


@dataclass(frozen=True)
class _Companies:
    """The companies of one main node: how many, and the names of a few, by relation."""

    local: int
    leaders: int
    targets: int
    names: dict[Relation, list[Named]]


NOBODY = _Companies(0, 0, 0, {})
_of_companies = Answers(Company, CompanyNode, Clearance, most=20, topic=COMPANIES)
_of_nodes = Answers(Company, CompanyNode, Clearance, most=20, topic=COMPANIES)


def neighbourhoods(
    session: Session, viewer: Viewer, nodes: Sequence[NodeRef]
) -> dict[str, Neighbourhood]:
    """What else the viewer sees on each node and below it, by path."""
    companies, leads = _companies(session, viewer), open_leads(session, viewer)
    sums = {node.path: [0, 0, 0, 0] for node in nodes}
    names: dict[tuple[str, Relation], list[Named]] = {}
    for node in nodes:
        own = companies.get(node.id, NOBODY)
        more = (own.local, own.leaders, own.targets, leads.get(node.id, 0))
        for path in lineage(node.path) if any(more) else ():
            if path in sums:
                sums[path] = [one + other for one, other in zip(sums[path], more, strict=True)]
                for relation, some in own.names.items():
                    names.setdefault((path, relation), []).extend(some)
    return {
        path: Neighbourhood(
            *found,
            here=_first(names.get((path, Relation.LOCAL), ())),
            wanted=_first(names.get((path, Relation.TARGET), ())),
        )
        for path, found in sums.items()
    }


def _first(names: Sequence[Named]) -> tuple[Named, ...]:
    """A few, leading companies before the others."""
    return tuple(sorted(names, key=lambda one: not one.is_leader)[:NAMED])


def by_chain(session: Session, viewer: Viewer) -> dict[int, Neighbourhood]:
    """What else the viewer sees on each chain, by its number."""
    chain_of = {node.id: node.chain_id for node in taxonomy(session, viewer).nodes.values()}
    found: dict[int, list[int]] = {}
    for number, own in _companies(session, viewer).items():
        sums = found.setdefault(chain_of[number], [0, 0, 0, 0])
        for place, more in enumerate((own.local, own.leaders, own.targets)):
            sums[place] += more
    for number, count in open_leads(session, viewer).items():
        found.setdefault(chain_of[number], [0, 0, 0, 0])[3] += count
    return {chain_id: Neighbourhood(*sums) for chain_id, sums in found.items()}


def _companies(session: Session, viewer: Viewer) -> dict[int, _Companies]:
    """What the viewer sees on each node, read once until some company changes."""
    return _of_companies.to(session, viewer.sight, lambda: _read(session, viewer))


def _read(session: Session, viewer: Viewer) -> dict[int, _Companies]:
    """Companies count on their main node only, so that none is counted twice above."""
    found: dict[int, _Companies] = {}
    for row in session.execute(_named(viewer)):
        own = found.setdefault(row.node_id, _Companies(0, 0, 0, {}))
        own.names.setdefault(row.relation, []).append(Named(row.id, row.name, row.is_leader))
        if row.place > 1:
            continue
        if row.relation is Relation.LOCAL:
            own = replace(own, local=row.total, leaders=int(row.leaders))
        else:
            own = replace(own, targets=row.total)
        found[row.node_id] = own
    return found


def _named(viewer: Viewer) -> Select[Any]:
    """A few companies of each node and relation, leading ones first; how many there are."""
    of = {"partition_by": (CompanyNode.node_id, Company.relation)}
    place = func.row_number().over(order_by=(Company.is_leader.desc(), Company.id), **of)
    leaders = func.sum(case((Company.is_leader, 1), else_=0)).over(**of)
    inner = (
        _on_main_nodes(viewer, (Relation.LOCAL, Relation.TARGET))
        .with_only_columns(
            Company.id, Company.name, Company.is_leader, Company.relation, CompanyNode.node_id,
            place.label("place"), func.count().over(**of).label("total"), leaders.label("leaders"),
        )
        .subquery()
    )  # fmt: skip
    return select(inner).where(inner.c.place <= NAMED).order_by(inner.c.node_id, inner.c.place)


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


def companies_here(
    session: Session, viewer: Viewer, nodes: Sequence[NodeRef], most: int
) -> Sequence[CompanyLine]:
    """The companies here on some nodes, leading ones first; read once until some company changes,
    for of thousands on a node each is looked at."""
    question = (viewer.sight, tuple(node.id for node in nodes), most)
    return _of_nodes.to(
        session, question, lambda: companies_on(session, viewer, nodes, Relation.LOCAL, most)
    )


def companies_on(
    session: Session,
    viewer: Viewer,
    nodes: Sequence[NodeRef],
    relation: Relation,
    most: int,
    *conditions: ColumnElement[bool],
) -> list[CompanyLine]:
    """The companies of a relation whose main node is among these, leading ones first."""
    first = (
        _on_main_nodes(viewer, (relation,))
        .where(among(session, CompanyNode.node_id, [node.id for node in nodes]), *conditions)
        .with_only_columns(Company.id, CompanyNode.node_id)
        .order_by(Company.is_leader.desc(), Company.id)
        .limit(most)
        .subquery()
    )
    wanted = (
        select(Company.id, Company.name, Company.is_leader, Company.description, first.c.node_id)
        .join(first, first.c.id == Company.id)
        .order_by(Company.is_leader.desc(), Company.id)
    )
    words = labels(session, viewer)
    return [
        CompanyLine(row.id, row.name, row.is_leader, words.node(row.node_id), row.description)
        for row in session.execute(wanted)
    ]


def latest_leads(
    session: Session, viewer: Viewer, numbers: Collection[int], on: date
) -> dict[int, LeadRow]:
    """The latest lead in the viewer's sight about each of some companies, by company; an open one
    comes before one that has ended."""
    words = labels(session, viewer)
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
