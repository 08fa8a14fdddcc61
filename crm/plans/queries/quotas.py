"""Reads of quotas.

A person sees the quotas of the own unit and of the units above, because all work towards them,
and those of the units below as far as the data scope reaches.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Permission, Scope, Viewer
from crm.chains.models import Chain, ChainNode
from crm.core.errors import NotFound
from crm.lib.periods import Period
from crm.lib.trees import ids, is_within
from crm.plans.models import Plan, Quota
from crm.plans.rules import Metric, Stage


@dataclass(frozen=True)
class QuotaFilter:
    """What a list of quotas is narrowed to; what is None does not matter.

    `year` keeps the quotas whose period touches it, `unit_id` those of a unit and below it,
    `node_id` those of a node and below it. Of `reference` False (as it is unless asked for)
    leaves out what is looked at but not owed, True leaves only that, None all.
    """

    year: int | None = None
    unit_id: int | None = None
    chain: str | None = None
    node_id: int | None = None
    plan: str | None = None
    milestone: Stage | None = None
    metric: Metric | None = None
    reference: bool | None = False


@dataclass(frozen=True)
class QuotaLine:
    """Where a quota stands in the tree of quotas, before anything is known of it but numbers."""

    id: int
    parent_id: int | None
    period: Period
    unit_id: int
    chain_id: int | None
    position: int


def owed() -> ColumnElement[bool]:
    """Whether a quota is this zone's duty: not somebody else's, nor of a plan for reference."""
    reference = select(Plan.id).where(Plan.is_reference)
    return and_(Quota.subject == "", or_(Quota.plan_id.is_(None), Quota.plan_id.not_in(reference)))


def lines_in(session: Session, viewer: Viewer, by: QuotaFilter) -> list[QuotaLine]:
    """The quotas that the filter leaves, as lightly as a tree of them needs."""
    wanted = (
        visible_to(viewer)
        .outerjoin(Quota.node)
        .where(*_conditions(by))
        .with_only_columns(
            Quota.id, Quota.parent_id, Quota.starts_on, Quota.ends_on, Quota.unit_id,
            Quota.chain_id, Quota.position,
        )
    )  # fmt: skip
    return [
        QuotaLine(row[0], row[1], Period(row[2], row[3]), *row[4:])
        for row in session.execute(wanted)
    ]


def quotas_by_number(session: Session, viewer: Viewer, numbers: Collection[int]) -> list[Quota]:
    """Some quotas with plan, chain, node and unit, in the order of the numbers."""
    wanted = visible_to(viewer).outerjoin(Quota.node).where(Quota.id.in_(numbers))
    found = {one.id: one for one in session.scalars(_with_names(wanted))}
    return [found[number] for number in numbers if number in found]


def parts_of(session: Session, viewer: Viewer, quota: Quota) -> list[Quota]:
    """The quotas into which one is broken down, by period and unit."""
    wanted = (
        visible_to(viewer)
        .outerjoin(Quota.node)
        .where(Quota.parent_id == quota.id)
        .order_by(Quota.starts_on, OrgUnit.path, Quota.id)
    )
    return list(session.scalars(_with_names(wanted)))


def visible_to(viewer: Viewer) -> Select[Any]:
    """The quotas that the viewer sees."""
    return select(Quota).join(Quota.unit).where(_in_sight(viewer))


def _in_sight(viewer: Viewer) -> ColumnElement[bool]:
    above = OrgUnit.id.in_(ids(viewer.unit_path))
    match viewer.scope:
        case Scope.ZONE:
            return true()
        case Scope.BELOW:
            return or_(above, OrgUnit.path.startswith(viewer.unit_path, autoescape=True))
        case Scope.UNIT | Scope.OWN:
            return above
    return false()


def quotas_in(session: Session, viewer: Viewer, by: QuotaFilter) -> list[Quota]:
    """The quotas with plan, chain, node and unit: the latest period first, then by unit."""
    wanted = (
        visible_to(viewer)
        .outerjoin(Quota.node)
        .where(*_conditions(by))
        .order_by(
            Quota.ends_on.desc(), Quota.starts_on.desc(), OrgUnit.path, Quota.position, Quota.id
        )
    )
    return list(session.scalars(_with_names(wanted)))


def quotas_of_plan(session: Session, viewer: Viewer, plan: Plan) -> list[Quota]:
    """The plan's quotas in its own order."""
    wanted = visible_to(viewer).outerjoin(Quota.node).where(Quota.plan_id == plan.id)
    return list(session.scalars(_with_names(wanted).order_by(Quota.position, Quota.id)))


def quotas_of_node(session: Session, viewer: Viewer, node_id: int) -> list[Quota]:
    """The targets of a node, the latest period first."""
    wanted = visible_to(viewer).outerjoin(Quota.node).where(Quota.node_id == node_id)
    return list(session.scalars(_with_names(wanted).order_by(Quota.ends_on.desc(), Quota.id)))


def get_for(session: Session, viewer: Viewer, quota_id: int) -> Quota:
    """The quota with plan, chain, node and unit; NotFound when the viewer does not see it."""
    wanted = visible_to(viewer).outerjoin(Quota.node).where(Quota.id == quota_id)
    found = session.scalars(_with_names(wanted)).first()
    if found is None:
        raise NotFound
    return found


def may_change(viewer: Viewer, quota: Quota) -> bool:
    """Managers change the quotas of their unit and of the units below."""
    return viewer.may(Permission.MANAGE) and is_within(quota.unit.path, viewer.unit_path)


def years(session: Session, viewer: Viewer) -> list[int]:
    """The years that some quota in sight touches, the latest first."""
    seen = visible_to(viewer).with_only_columns(func.min(Quota.starts_on), func.max(Quota.ends_on))
    first, last = session.execute(seen).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def chains_with_quotas(session: Session) -> Collection[Chain]:
    """The chains that some quota speaks of."""
    wanted = select(Chain).where(Chain.id.in_(select(Quota.chain_id)))
    return list(session.scalars(wanted.order_by(Chain.position, Chain.code)))


def _with_names(wanted: Select[Any]) -> Select[Any]:
    return wanted.options(
        contains_eager(Quota.unit),
        contains_eager(Quota.node),
        joinedload(Quota.plan),
        joinedload(Quota.chain),
    )


def _conditions(by: QuotaFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.year is not None:
        found += [Quota.starts_on <= date(by.year, 12, 31), Quota.ends_on >= date(by.year, 1, 1)]
    if by.unit_id is not None:
        found.append(OrgUnit.path.startswith(_path_of(OrgUnit, by.unit_id)))
    if by.node_id is not None:
        found.append(ChainNode.path.startswith(_path_of(ChainNode, by.node_id)))
    if by.chain is not None:
        found.append(Quota.chain_id.in_(select(Chain.id).where(Chain.code == by.chain)))
    if by.plan is not None:
        found.append(Quota.plan_id.in_(select(Plan.id).where(Plan.code == by.plan)))
    if by.milestone is not None:
        found.append(Quota.milestone == by.milestone)
    if by.metric is not None:
        found.append(Quota.metric == by.metric)
    if by.reference is not None:
        found.append(owed() if by.reference is False else ~owed())
    return found


def _path_of(model: type[OrgUnit] | type[ChainNode], row_id: int) -> ColumnElement[str]:
    """The path of one row; of one that does not exist a path that nothing has."""
    other = model.__table__.alias()
    path = select(other.c.path).where(other.c.id == row_id).scalar_subquery()
    return func.coalesce(path, "-")
