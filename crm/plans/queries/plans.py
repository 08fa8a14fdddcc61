"""Reads of plans and their indicators. Plans are official papers: every reader sees them all."""

from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from crm.core.errors import NotFound
from crm.plans.models import Indicator, IndicatorValue, Plan, Quota
from crm.plans.rules import Figure, figures_in_words, place_of


@dataclass(frozen=True)
class PlanRow:
    """A plan as the list shows it."""

    plan: Plan
    indicators: int
    quotas: int


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its figures as words, and where they stand."""

    name: str
    unit: str
    baseline: str
    target: str
    actual: str
    place: str
    reading: str


@dataclass(frozen=True)
class ChapterRows:
    """The indicators of one chapter."""

    chapter: str
    rows: tuple[IndicatorRow, ...]


def plans(session: Session) -> list[PlanRow]:
    """All plans, the latest period first."""
    indicators = _counted(Indicator)
    quotas = _counted(Quota)
    rows = session.execute(
        select(Plan, func.coalesce(indicators.c.rows, 0), func.coalesce(quotas.c.rows, 0))
        .outerjoin(indicators, indicators.c.plan_id == Plan.id)
        .outerjoin(quotas, quotas.c.plan_id == Plan.id)
        .order_by(Plan.starts_on.desc(), Plan.code)
    )
    return [PlanRow(*row) for row in rows]


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


def indicators_of(session: Session, plan: Plan) -> list[ChapterRows]:
    """The plan's indicators by chapter, in the order of the text."""
    rows = session.scalars(
        select(Indicator).where(Indicator.plan_id == plan.id).order_by(Indicator.position)
    ).all()
    figures = _figures(session, plan)
    chapters: dict[str, list[IndicatorRow]] = {}
    for row in rows:
        chapters.setdefault(row.chapter, []).append(_row(row, plan, figures.get(row.id, [])))
    return [ChapterRows(chapter, tuple(found)) for chapter, found in chapters.items()]


def _figures(session: Session, plan: Plan) -> dict[int, list[tuple[str, Figure]]]:
    found: dict[int, list[tuple[str, Figure]]] = {}
    rows = session.scalars(
        select(IndicatorValue)
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .where(Indicator.plan_id == plan.id)
        .order_by(IndicatorValue.year)
    )
    for row in rows:
        figure = Figure(row.year, row.value, row.at_least)
        found.setdefault(row.indicator_id, []).append((row.kind, figure))
    return found


def _row(row: Indicator, plan: Plan, figures: list[tuple[str, Figure]]) -> IndicatorRow:
    def words(kind: str) -> str:
        return figures_in_words([figure for own, figure in figures if own == kind])

    return IndicatorRow(
        name=row.name,
        unit=row.unit,
        baseline=words("baseline"),
        target=words("target"),
        actual=words("actual"),
        place=place_of(row.chapter, row.section, row.table_name),
        reading=row.reading,
    )


def _counted(model: type[Indicator] | type[Quota]) -> Subquery:
    return select(model.plan_id, func.count().label("rows")).group_by(model.plan_id).subquery()
