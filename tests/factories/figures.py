"""What plans say of the taxonomy, their tasks, and checks of their figures."""

from decimal import Decimal
from itertools import count

from sqlalchemy.orm import Session

from crm.plans.models import (
    FigureCheck,
    FigureReference,
    Indicator,
    IndicatorValue,
    Mention,
    Plan,
    PlanTask,
    Quota,
)
from crm.plans.rules import CheckKind
from crm.projects.models import Project, ProjectCapacity

_numbers = count(1)


def make_mention(session: Session, plan: Plan, **given) -> Mention:
    """What a plan calls something; the caller says which cluster, chain or node."""
    given = {"name": "重点产业", "position": next(_numbers), **given}
    return _added(session, Mention(plan_id=plan.id, **given))


def make_task(session: Session, plan: Plan, **given) -> PlanTask:
    given = {"number": next(_numbers), "title": "建设检测平台", **given}
    return _added(session, PlanTask(plan_id=plan.id, **given))


def make_value(session: Session, indicator: Indicator, value: str, **given) -> IndicatorValue:
    """A figure: the target of 2025 unless something else is given."""
    given = {"year": 2025, "kind": "target", **given}
    row = IndicatorValue(indicator_id=indicator.id, value=Decimal(value), **given)
    return _added(session, row)


def make_capacity(session: Session, project: Project, value: str, **given) -> ProjectCapacity:
    given = {"product": "电池", "unit": "GW", **given}
    return _added(session, ProjectCapacity(project_id=project.id, value=Decimal(value), **given))


def make_check(
    session: Session, plan: Plan, parts: list, whole, kind: CheckKind = CheckKind.SUM, **given
) -> FigureCheck:
    """A check of figures; each is an indicator (its target of 2025), a quota or a capacity."""
    number = next(_numbers)
    given = {"code": f"check-{number}", "title": f"第{number}处核对", "position": number, **given}
    check = _added(session, FigureCheck(plan_id=plan.id, kind=kind, **given))
    for position, figure in enumerate([*parts, whole]):
        reference = FigureReference(
            check_id=check.id, position=position, is_whole=position == len(parts), **_of(figure)
        )
        _added(session, reference)
    return check


def _of(figure) -> dict:
    match figure:
        case Quota():
            return {"kind": "quota", "subject_id": figure.id}
        case ProjectCapacity():
            product = {"product": figure.product}
            return {"kind": "capacity", "subject_id": figure.project_id, **product}
        case Indicator():
            when = {"year": 2025, "value_kind": "target"}
            return {"kind": "indicator", "subject_id": figure.id, **when}
    return figure


def _added(session: Session, row):
    session.add(row)
    session.flush()
    return row
