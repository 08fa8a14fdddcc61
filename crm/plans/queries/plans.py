"""Reads of plans. Plans are official papers: every reader sees them all."""

from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.errors import NotFound
from crm.plans.models import Indicator, Mention, Plan, PlanTask, Quota
from crm.plans.queries.quotas import visible_to


@dataclass(frozen=True)
class PlanCounts:
    """How much a plan sets; quotas are those in the viewer's sight."""

    mentions: int
    indicators: int
    quotas: int
    tasks: int


@dataclass(frozen=True)
class PlanRow:
    """A plan as the list shows it."""

    plan: Plan
    counts: PlanCounts


def plans(session: Session, viewer: Viewer) -> list[PlanRow]:
    """All plans: those that bind this zone first, then the latest period."""
    counted = [_counted(viewer, kind) for kind in (Mention, Indicator, Quota, PlanTask)]
    wanted = select(Plan, *(func.coalesce(one.c.rows, 0) for one in counted))
    for one in counted:
        wanted = wanted.outerjoin(one, one.c.plan_id == Plan.id)
    rows = session.execute(wanted.order_by(Plan.is_reference, Plan.starts_on.desc(), Plan.code))
    return [PlanRow(row[0], PlanCounts(*row[1:])) for row in rows]


def _counted(viewer: Viewer, model: type[Mention | Indicator | Quota | PlanTask]) -> Subquery:
    wanted = visible_to(viewer) if model is Quota else select(model)
    columns = model.plan_id.label("plan_id"), func.count().label("rows")
    wanted = wanted.with_only_columns(*columns, maintain_column_froms=True)
    return wanted.group_by(model.plan_id).subquery()


def plans_with_quotas(session: Session) -> list[Plan]:
    """The plans that set some quota, the latest period first."""
    wanted = select(Plan).where(Plan.id.in_(select(Quota.plan_id)))
    return list(session.scalars(wanted.order_by(Plan.starts_on.desc(), Plan.code)))


def get_plan(session: Session, code: str) -> Plan:
    """The plan with that code; NotFound when there is none."""
    found = session.scalars(select(Plan).where(Plan.code == code)).first()
    if found is None:
        raise NotFound
    return found


def counts_of(session: Session, viewer: Viewer, plan: Plan) -> PlanCounts:
    """How much one plan sets, in one statement."""
    kinds = (Mention, Indicator, PlanTask)
    own = [select(func.count()).where(kind.plan_id == plan.id).scalar_subquery() for kind in kinds]
    quotas = visible_to(viewer).where(Quota.plan_id == plan.id)
    seen = quotas.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()
    mentions, indicators, tasks, in_sight = session.execute(select(*own, seen)).one()
    return PlanCounts(mentions, indicators, in_sight, tasks)
