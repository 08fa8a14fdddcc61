"""The companies to be attracted to nodes: the list, one of them, and those of a node."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.models import Clearance, OrgUnit
from crm.accounts.queries import given, like
from crm.accounts.queries import may_edit as may_edit_in
from crm.accounts.rules import Permission, Sight, Viewer
from crm.chains.models import Chain, ChainNode
from crm.companies.models import Company, NodeTarget
from crm.companies.queries import KIND, known_to
from crm.companies.rules.dealings import TargetState
from crm.core.db import read
from crm.core.errors import NotFound, Refused
from crm.core.finding import found_by
from crm.core.lists import Order, Page, page

ORDER = Order(NodeTarget.updated_at, datetime)
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class TargetFilter:
    """What the list is narrowed to; `node` takes its sub-nodes in, `unit` the units below."""

    q: str = ""
    state: TargetState | None = None
    node: int | None = None
    chain: str = ""
    owner: int | None = None
    unit: int | None = None


def _rows(viewer: Sight) -> Select[Any]:
    """The targets whose companies the viewer may see."""
    return (
        select(
            NodeTarget.id,
            NodeTarget.company_id,
            NodeTarget.node_id,
            NodeTarget.state,
            NodeTarget.state_on,
            NodeTarget.reason,
            NodeTarget.note,
            NodeTarget.owner_id,
            NodeTarget.unit_id,
            NodeTarget.updated_at,
            Company.name,
            Company.is_leader,
            Company.confidential,
            OrgUnit.path.label("unit_path"),
        )
        .join(Company, Company.id == NodeTarget.company_id)
        .join(OrgUnit, OrgUnit.id == NodeTarget.unit_id)
        .where(known_to(viewer))
    )


def _narrowed(
    session: Session, viewer: Viewer, wanted: Select[Any], by: TargetFilter
) -> Select[Any]:
    if by.q:
        wanted = wanted.where(found_by(session, viewer, KIND, Company.id, by.q))
    if by.state:
        wanted = wanted.where(NodeTarget.state == by.state)
    if by.node:
        path = select(ChainNode.path).where(ChainNode.id == by.node).scalar_subquery()
        below = select(ChainNode.id).where(ChainNode.path.startswith(path))
        wanted = wanted.where(NodeTarget.node_id.in_(below))
    if by.chain:
        of_chain = select(ChainNode.id).join(ChainNode.chain).where(Chain.code == by.chain)
        wanted = wanted.where(NodeTarget.node_id.in_(of_chain))
    if by.owner:
        wanted = wanted.where(NodeTarget.owner_id == by.owner)
    if by.unit:
        path = select(OrgUnit.path).where(OrgUnit.id == by.unit).scalar_subquery()
        units = select(OrgUnit.id).where(OrgUnit.path.startswith(path))
        wanted = wanted.where(NodeTarget.unit_id.in_(units))
    return wanted


def page_of(session: Session, viewer: Viewer, by: TargetFilter, cursor: str) -> Page:
    """A page of the list, the latest changes first."""
    wanted = _narrowed(session, viewer, _rows(viewer), by)
    return page(session, wanted, ORDER, NodeTarget.id, cursor)


def first_of(session: Session, viewer: Viewer, by: TargetFilter, most: int) -> list[Any]:
    """The first rows that the filter leaves."""
    wanted = _narrowed(session, viewer, _rows(viewer), by)
    wanted = wanted.order_by(NodeTarget.updated_at.desc(), NodeTarget.id.desc())
    return list(session.execute(wanted.limit(most)))


def of_node(session: Session, viewer: Viewer, node_id: int, most: int) -> list[Any]:
    """The targets of a node and those below it: first those with whom something is to be done,
    then those that became leads, then those given up; the latest changes first."""
    wanted = _narrowed(session, viewer, _rows(viewer), TargetFilter(node=node_id))
    place = case((NodeTarget.state == TargetState.DROPPED, 2),
                 (NodeTarget.state == TargetState.LEAD, 1), else_=0)  # fmt: skip
    wanted = wanted.order_by(place, NodeTarget.updated_at.desc(), NodeTarget.id.desc())
    return list(session.execute(wanted.limit(most)))


def exported(session: Session, viewer: Viewer, by: TargetFilter) -> list[Any]:
    """All rows that the filter leaves; Refused beyond MOST_EXPORTED."""
    rows = first_of(session, viewer, by, MOST_EXPORTED + 1)
    if len(rows) > MOST_EXPORTED:
        raise Refused(f"超过 {MOST_EXPORTED:,} 家，请先缩小筛选范围，再导出。")
    return rows


def of_company(session: Session, viewer: Viewer, company_id: int) -> list[Any]:
    """For which nodes a company is a target."""
    return list(read(session, _of_company(like(viewer)), given(viewer, of=company_id)))


@cache
def _of_company(viewer: Sight) -> Select[Any]:
    of = NodeTarget.company_id == bindparam("of")
    return _rows(viewer).where(of).order_by(NodeTarget.id)


def get_target(
    session: Session, viewer: Viewer, target_id: int, *, lock: bool = False
) -> NodeTarget:
    """A target with company and unit; NotFound when the viewer may not see the company."""
    wanted = (
        select(NodeTarget)
        .join(NodeTarget.company)
        .join(NodeTarget.unit)
        .where(NodeTarget.id == target_id, known_to(viewer))
        .options(contains_eager(NodeTarget.company), contains_eager(NodeTarget.unit))
    )
    if lock:
        wanted = wanted.with_for_update(of=NodeTarget)
    target = session.scalars(wanted).one_or_none()
    if target is None:
        raise NotFound
    return target


def may_edit(viewer: Viewer, owner_id: int | None, unit_id: int, unit_path: str) -> bool:
    """The person responsible, the people of his unit, and the managers above."""
    if viewer.may(Permission.LOG) and unit_id == viewer.unit_id:
        return True
    return may_edit_in(viewer, owner_id, unit_path)


def is_listed(session: Session, company_id: int, user_id: int) -> bool:
    """Whether a person is on the list of a confidential company."""
    wanted = select(Clearance.id).where(
        Clearance.kind == KIND, Clearance.subject_id == company_id, Clearance.user_id == user_id
    )
    return session.scalar(wanted) is not None


def waiting_for_lead(
    session: Session, company_id: int, node_id: int, states: Collection[TargetState]
) -> list[NodeTarget]:
    """The targets of a company on a node, or on one above it, that are in those states."""
    path = select(ChainNode.path).where(ChainNode.id == node_id).scalar_subquery()
    wanted = (
        select(NodeTarget)
        .join(NodeTarget.node)
        .join(NodeTarget.company)
        .where(
            NodeTarget.company_id == company_id,
            NodeTarget.state.in_(states),
            path.startswith(ChainNode.path),
        )
        .options(contains_eager(NodeTarget.company))
    )
    return list(session.scalars(wanted))
