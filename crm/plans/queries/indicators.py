"""Reads of indicators: a plan's list, one with its figures, what a sheet of actuals holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.queries import Taxonomy, taxonomy
from crm.core.errors import NotFound
from crm.core.lists import Order, Page, among, page
from crm.plans.models import Indicator, IndicatorValue, Plan
from crm.plans.queries.figures import counting
from crm.plans.rules import VALUE_KINDS, Figure, Known, agree, figures_in_words, place_of

Values = Sequence[IndicatorValue]


@dataclass(frozen=True)
class IndicatorFilter:
    """What a plan's indicators are narrowed to; what is empty does not matter."""

    subject: str = ""
    chain: str = ""


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its figures as words, and where they stand.

    `others` are the figures that do not count and say something else, each with its own place.
    """

    code: str
    name: str
    unit: str
    subject: str
    thing: str
    thing_url: str
    baseline: str
    target: str
    actual: str
    others: tuple[tuple[str, str], ...]
    chapter: str
    place: str
    reading: str


@dataclass(frozen=True)
class ChapterRows:
    """The indicators of one chapter."""

    chapter: str
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class SheetLine:
    """An indicator as the sheet of actuals holds it."""

    code: str
    name: str
    subject: str
    unit: str
    target: str
    known: Known


def indicator_page(
    session: Session, viewer: Viewer, plan: Plan, by: IndicatorFilter, cursor: str = ""
) -> tuple[Page, list[ChapterRows]]:
    """A page of the plan's indicators in the order of the text, by chapter."""
    known = taxonomy(session, viewer)
    wanted = _of_plan(plan).where(*_conditions(by, known))
    order = Order(Indicator.position, int, descending=False)
    found = page(session, wanted, order, Indicator.id, cursor)
    rows = [row.Indicator for row in found.rows]
    values = values_of(session, [row.id for row in rows])
    chapters: dict[str, list[IndicatorRow]] = {}
    for row in rows:
        chapters.setdefault(row.chapter, []).append(_row(row, values.get(row.id, []), known))
    return found, [ChapterRows(name, tuple(own)) for name, own in chapters.items()]


def _of_plan(plan: Plan) -> Select[Any]:
    return select(Indicator).where(Indicator.plan_id == plan.id)


def _conditions(by: IndicatorFilter, known: Taxonomy) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.subject:
        found.append(Indicator.subject == ("" if by.subject == "-" else by.subject))
    if by.chain:
        chains = [one.id for one in known.chains.values() if one.code == by.chain]
        nodes = [node.id for node in known.of_chain(by.chain)]
        found.append(or_(Indicator.chain_id.in_(chains), Indicator.node_id.in_(nodes)))
    return found


def indicator_choices(
    session: Session, viewer: Viewer, plan: Plan
) -> tuple[list[str], list[tuple[str, str]]]:
    """The subjects and the chains that the plan's indicators have."""
    known = taxonomy(session, viewer)
    columns = (Indicator.subject, Indicator.chain_id, Indicator.node_id)
    rows = session.execute(select(*columns).where(Indicator.plan_id == plan.id).distinct()).all()
    chains = {row.chain_id for row in rows} | {
        known.nodes[row.node_id].chain_id for row in rows if row.node_id in known.nodes
    }
    return (
        sorted({row.subject for row in rows if row.subject}),
        [(one.code, one.name) for one in known.chains.values() if one.id in chains],
    )


def values_of(session: Session, indicators: Sequence[int]) -> dict[int, list[IndicatorValue]]:
    """All figures of indicators, by indicator, the earliest year first."""
    found: dict[int, list[IndicatorValue]] = {}
    if not indicators:
        return found
    wanted = select(IndicatorValue).where(among(session, IndicatorValue.indicator_id, indicators))
    for row in session.scalars(wanted.order_by(IndicatorValue.year, IndicatorValue.id)):
        found.setdefault(row.indicator_id, []).append(row)
    return found


def counting_of(values: Values, kind: str) -> list[IndicatorValue]:
    """The figures of a kind that count, one for each year."""
    years: dict[int, list[IndicatorValue]] = {}
    for one in values:
        if one.kind == kind:
            years.setdefault(one.year, []).append(one)
    return [counting(own) for own in years.values()]


def figure(value: IndicatorValue) -> Figure:
    """A value as the rules take it."""
    return Figure(value.year, value.value, value.at_least)


def _words(values: Values, kind: str) -> str:
    return figures_in_words([figure(one) for one in counting_of(values, kind)])


def _row(row: Indicator, values: Values, known: Taxonomy) -> IndicatorRow:
    thing, url = thing_of(row, known)
    return IndicatorRow(
        code=row.code,
        name=row.name,
        unit=row.unit,
        subject=row.subject,
        thing=thing,
        thing_url=url,
        baseline=_words(values, "baseline"),
        target=_words(values, "target"),
        actual=_words(values, "actual"),
        others=tuple((figures_in_words([figure(one)]), one.source) for one in _others(values)),
        chapter=row.chapter,
        place=place_of(row.chapter, row.section, row.table_name),
        reading=row.reading,
    )


def _others(values: Values) -> list[IndicatorValue]:
    counted = {
        (one.year, one.kind): one for kind in VALUE_KINDS for one in counting_of(values, kind)
    }
    return [one for one in values if not agree(one.value, counted[one.year, one.kind].value)]


def thing_of(row: Indicator, known: Taxonomy) -> tuple[str, str]:
    """Name and address of the node or chain whose figure it is; empty for others."""
    if row.node_id in known.nodes:
        node = known.nodes[row.node_id]
        return node.label, f"/chains/{node.chain_code}/{node.code}"
    if row.chain_id in known.chains:
        chain = known.chains[row.chain_id]
        return chain.name, f"/chains/{chain.code}"
    return "", ""


def get_indicator(session: Session, plan: Plan, code: str) -> Indicator:
    """The plan's indicator with that code; NotFound when there is none."""
    found = session.scalars(_of_plan(plan).where(Indicator.code == code)).first()
    if found is None:
        raise NotFound
    return found


def sheet_lines(session: Session, plan: Plan, year: int) -> list[SheetLine]:
    """Every indicator of a plan with its targets and the actual of a year, in the plan's order."""
    order = (Indicator.position, Indicator.id)
    rows = session.scalars(_of_plan(plan).order_by(*order)).all()
    values = values_of(session, [row.id for row in rows])
    found = []
    for row in rows:
        own = values.get(row.id, [])
        actual = next((one for one in counting_of(own, "actual") if one.year == year), None)
        known = Known(
            row.code, row.name, row.unit,
            actual.value if actual else None, actual.source if actual else "",
        )  # fmt: skip
        target = _words(own, "target")
        found.append(SheetLine(row.code, row.name, row.subject, row.unit, target, known))
    return found


def known_by_code(lines: Sequence[SheetLine]) -> Mapping[str, Known]:
    """What an uploaded sheet is held against."""
    return {line.code: line.known for line in lines}
