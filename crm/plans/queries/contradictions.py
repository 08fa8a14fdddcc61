"""Where figures of plans were held against one another, and what people have decided.

A plan's page shows its own checks and those of other plans that look at its figures.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.queries import Labels, labels
from crm.core.errors import NotFound
from crm.core.lists import among
from crm.plans.models import (
    FigureCheck,
    FigureReference,
    Indicator,
    IndicatorValue,
    Plan,
    Quota,
)
from crm.plans.queries.figures import (
    INDICATOR_COLUMNS,
    VALUE_COLUMNS,
    Cited,
    cited,
    cited_value,
    counting,
)
from crm.plans.rules import VALUE_KINDS, CheckKind, Figure, Finding, Outcome, Side, check

CHECK_COLUMNS = (
    FigureCheck.id, FigureCheck.title, FigureCheck.kind, FigureCheck.rate, FigureCheck.reading,
    FigureCheck.decision, FigureCheck.decision_reason, FigureCheck.decided_by_id,
    FigureCheck.decided_at, FigureCheck.version, Plan.code.label("plan_code"),
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One of the sides that may count: its figures, and what they give together.

    `key` is what the form sends.
    """

    key: str
    label: str
    figures: tuple[Cited, ...]
    result: str = ""
    counts: bool = False


@dataclass(frozen=True)
class Decision:
    """That a person decided, why, and when."""

    reason: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Comparison:
    """Figures held against one another: by a check of that number, or because an indicator has
    several for one year and kind. `key` names it in addresses."""

    key: str
    title: str
    how: str
    reading: str
    options: tuple[Option, ...]
    finding: Finding
    decision: Decision | None
    plans: frozenset[str]
    check_id: int | None = None
    indicator_id: int | None = None
    version: int | None = None

    @property
    def state(self) -> str:
        """open | decided | agrees | unknown."""
        if self.finding.outcome is Outcome.DISAGREES:
            return "decided" if self.decision else "open"
        return str(self.finding.outcome.value)

    @property
    def difference(self) -> str:
        """By how much the figures differ, with its sign; '' when they do not."""
        amount = self.finding.difference
        if not amount:
            return ""
        return f"{'+' if amount > 0 else '−'}{_plain(abs(amount))}"


def comparisons(session: Session, viewer: Viewer, plan: Plan | None = None) -> list[Comparison]:
    """All checks and double values of a plan, or of every plan; those that disagree and wait for
    a decision first, each kind in the order of the text."""
    found = [*_checked(session, viewer, plan), *_doubled(session, viewer, plan)]
    order = {"open": 0, "decided": 1, "unknown": 2, "agrees": 3}
    return sorted(found, key=lambda one: order[one.state])


def contradictions_by_plan(session: Session, viewer: Viewer) -> dict[str, Counter[str]]:
    """How many comparisons are open, decided and so on, by the code of each plan concerned."""
    found: dict[str, Counter[str]] = {}
    for one in comparisons(session, viewer):
        for code in one.plans:
            found.setdefault(code, Counter())[one.state] += 1
    return found


def get_comparison(session: Session, viewer: Viewer, plan: Plan, key: str) -> Comparison:
    """One comparison on a plan's page; NotFound when it has none of that key."""
    for one in comparisons(session, viewer, plan):
        if one.key == key:
            return one
    raise NotFound


def _checked(session: Session, viewer: Viewer, plan: Plan | None) -> list[Comparison]:
    wanted = select(*CHECK_COLUMNS).join(FigureCheck.plan)
    if plan is not None:
        wanted = wanted.where(or_(FigureCheck.plan_id == plan.id, _looks_at(plan)))
    order = (FigureCheck.plan_id, FigureCheck.position, FigureCheck.id)
    checks = session.execute(wanted.order_by(*order)).all()
    references = _references(session, [row.id for row in checks])
    figures = cited(session, viewer, references)
    by_check: dict[int, list[Any]] = {}
    for one in references:
        by_check.setdefault(one.check_id, []).append(one)
    words = labels(session, viewer)
    return [_comparison(row, by_check.get(row.id, []), figures, words) for row in checks]


def _looks_at(plan: Plan) -> ColumnElement[bool]:
    """Whether a check refers to a figure of the plan."""
    sources = (("indicator", Indicator), ("quota", Quota))
    parts = [
        select(FigureReference.check_id)
        .join(model, and_(FigureReference.kind == kind, model.id == FigureReference.subject_id))
        .where(model.plan_id == plan.id)
        for kind, model in sources
    ]
    return or_(*(FigureCheck.id.in_(part) for part in parts))


def _references(session: Session, checks: Sequence[int]) -> list[Any]:
    columns = (
        FigureReference.id, FigureReference.check_id, FigureReference.is_whole,
        FigureReference.kind, FigureReference.subject_id, FigureReference.year,
        FigureReference.value_kind, FigureReference.source, FigureReference.product,
    )  # fmt: skip
    if not checks:
        return []
    wanted = select(*columns).where(among(session, FigureReference.check_id, checks))
    order = (FigureReference.check_id, FigureReference.position, FigureReference.id)
    return list(session.execute(wanted.order_by(*order)))


def _comparison(
    row: Any, references: list[Any], figures: dict[int, Cited], words: Labels
) -> Comparison:
    parts = tuple(figures[one.id] for one in references if not one.is_whole)
    wholes = tuple(figures[one.id] for one in references if one.is_whole)
    whole = wholes[0].term if wholes else None
    finding = check(row.kind, [part.term for part in parts], whole, row.rate)
    decided = row.decision is not None
    return Comparison(
        key=f"check-{row.id}",
        title=row.title,
        how=_how(row),
        reading=row.reading,
        options=(
            Option("parts", Side.PARTS.label if len(parts) > 1 else "一处", parts,
                   _result(row.kind, finding, parts), row.decision is Side.PARTS),
            Option("whole", Side.WHOLE.label if len(parts) > 1 else "另一处", wholes,
                   counts=row.decision is Side.WHOLE),
        ),
        finding=finding,
        decision=Decision(row.decision_reason, words.person(row.decided_by_id), row.decided_at)
        if decided else None,
        plans=frozenset({row.plan_code, *(one.plan_code for one in (*parts, *wholes))} - {""}),
        check_id=row.id,
        version=row.version,
    )  # fmt: skip


def _how(row: Any) -> str:
    if row.rate is None:
        return row.kind.label
    if row.kind is CheckKind.GROWTH:
        return f"{row.kind.label}，每年 {_plain(row.rate)}%"
    return f"{row.kind.label}，再乘 {_plain(row.rate)}"


def _result(kind: CheckKind, finding: Finding, parts: tuple[Cited, ...]) -> str:
    """What the parts give together, where that is not what the one part says itself."""
    if finding.computed is None or (len(parts) == 1 and finding.computed == parts[0].value):
        return ""
    word = {CheckKind.PRODUCT: "相乘得", CheckKind.GROWTH: "推算为"}.get(kind, "合计")
    return "" if kind is CheckKind.EQUAL else f"{word} {_plain(finding.computed)}"


def _doubled(session: Session, viewer: Viewer, plan: Plan | None) -> list[Comparison]:
    """Indicators that have several figures for one year and kind."""
    key = (IndicatorValue.indicator_id, IndicatorValue.year, IndicatorValue.kind)
    several = select(*key).group_by(*key).having(func.count() > 1)
    if plan is not None:
        several = several.join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        several = several.where(Indicator.plan_id == plan.id)
    twice = several.subquery()
    same = and_(*(column == twice.c[column.key] for column in key))
    rows = session.execute(
        select(
            *VALUE_COLUMNS, IndicatorValue.decision_reason, IndicatorValue.decided_by_id,
            IndicatorValue.updated_at,
            *(column for column in INDICATOR_COLUMNS if column.key not in ("id",)),
            Indicator.reading,
        )
        .join(twice, same)
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .join(Indicator.plan)
        .order_by(Indicator.plan_id, Indicator.position, IndicatorValue.year, IndicatorValue.id)
    )  # fmt: skip
    grouped: dict[tuple[int, int, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault((row.indicator_id, row.year, row.kind), []).append(row)
    words = labels(session, viewer)
    return [_double(values, words) for values in grouped.values()]


def _double(values: list[Any], words: Labels) -> Comparison:
    chosen = counting(values)
    others = [one for one in values if one.id != chosen.id]
    finding = check(CheckKind.EQUAL, [_cited(one).term for one in others], _cited(chosen).term)
    decided = chosen.decided_by_id is not None
    return Comparison(
        key=f"value-{chosen.indicator_id}-{chosen.year}-{chosen.kind}",
        title=f"{chosen.name}：{chosen.year}年{VALUE_KINDS[chosen.kind]}的几个数",
        how="同一指标的几处",
        reading=chosen.reading,
        options=tuple(
            Option(str(one.id), "一处", (_cited(one),), counts=one is chosen) for one in values
        ),
        finding=finding,
        decision=Decision(chosen.decision_reason, words.person(chosen.decided_by_id),
                          chosen.updated_at) if decided else None,
        plans=frozenset({chosen.plan_code}),
        indicator_id=chosen.indicator_id,
        # Values have no version of their own: when one of them was last written tells the same.
        version=int(max(one.updated_at for one in values).timestamp()) % 10**9,
    )  # fmt: skip


def _cited(row: Any) -> Cited:
    return cited_value(row, row, row.year, row.kind)


def states(found: Iterable[Comparison]) -> Counter[str]:
    """How many there are of each state."""
    return Counter(one.state for one in found)


def _plain(value: Decimal) -> str:
    return Figure(0, value).text
