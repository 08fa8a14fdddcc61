"""Plans and their indicators, made and changed by administrators. Codes are given once."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import Chain, ChainNode
from crm.chains.rules import code_fault
from crm.core.errors import Conflict, Refused
from crm.plans.models import Indicator, IndicatorValue, Plan
from crm.plans.queries import values_of
from crm.plans.rules import FigureLine, read_lines, write_line

NOT_YOURS = "规划和指标由系统管理员维护。"
NONE_TAKEN = frozenset(("new", "actuals", "contradictions", "indicators"))
Row = TypeVar("Row", Plan, Indicator)


@dataclass(frozen=True)
class PlanValues:
    """What a person says of a plan."""

    title: str
    starts_on: date
    ends_on: date
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    is_draft: bool = False
    is_reference: bool = False
    territory: str = ""
    note: str = ""


@dataclass(frozen=True)
class IndicatorValues:
    """What a person says of an indicator; `figures` as lines, see `rules.read_lines`."""

    name: str
    unit: str
    subject: str = ""
    chain_id: int | None = None
    node_id: int | None = None
    chapter: str = ""
    section: str = ""
    table_name: str = ""
    reading: str = ""
    figures: str = ""


def add_plan(session: Session, actor: Viewer, code: str, values: PlanValues) -> Plan:
    """A new plan. Refused when the code is taken or cannot stand in an address."""
    require(actor.may(Permission.CONFIGURE), NOT_YOURS)
    _check_code(code, session.scalar(select(Plan.id).where(Plan.code == code)))
    plan = Plan(code=code)
    _fill_plan(plan, values)
    return _kept(session, actor, plan, "plan", plan.title, new=True)


def change_plan(
    session: Session, actor: Viewer, plan: Plan, values: PlanValues, version: int | None
) -> Plan:
    """Change what is known of a plan; Conflict when somebody else has saved since."""
    require(actor.may(Permission.CONFIGURE), NOT_YOURS)
    if version != plan.version:
        raise Conflict
    _fill_plan(plan, values)
    return _kept(session, actor, plan, "plan", plan.title)


def add_indicator(
    session: Session, actor: Viewer, plan: Plan, code: str, values: IndicatorValues
) -> Indicator:
    """A new indicator behind the plan's last. Refused when a figure cannot be read."""
    require(actor.may(Permission.CONFIGURE), NOT_YOURS)
    taken = select(Indicator.id).where(Indicator.plan_id == plan.id, Indicator.code == code)
    _check_code(code, session.scalar(taken))
    last = session.scalar(select(func.max(Indicator.position)).where(Indicator.plan_id == plan.id))
    indicator = Indicator(plan_id=plan.id, code=code, position=0 if last is None else last + 1)
    lines = _fill_indicator(session, indicator, values)
    _kept(session, actor, indicator, "indicator", values.name, new=True)
    _keep_figures(session, actor, indicator, lines)
    return indicator


def change_indicator(
    session: Session, actor: Viewer, indicator: Indicator, values: IndicatorValues,
    version: int | None,
) -> Indicator:  # fmt: skip
    """Change an indicator and its figures; Conflict when somebody else has saved since."""
    require(actor.may(Permission.CONFIGURE), NOT_YOURS)
    if version != indicator.version:
        raise Conflict
    lines = _fill_indicator(session, indicator, values)
    _kept(session, actor, indicator, "indicator", values.name)
    _keep_figures(session, actor, indicator, lines)
    return indicator


def _check_code(code: str, taken: int | None) -> None:
    fault = code_fault(code)
    if fault:
        raise Refused(fault, "code")
    if code in NONE_TAKEN:
        raise Refused(f"“{code}”是系统保留的词，请换一个代码。", "code")
    if taken is not None:
        raise Refused(f"代码“{code}”已被使用，请换一个。", "code")


def _fill_plan(plan: Plan, values: PlanValues) -> None:
    if values.ends_on < values.starts_on:
        raise Refused("规划期的止早于起，请检查。", "ends_on")
    for name, value in vars(values).items():
        setattr(plan, name, value)


def _fill_indicator(
    session: Session, indicator: Indicator, values: IndicatorValues
) -> list[FigureLine]:
    """Set the indicator's columns; gives its figures, which are rows of their own."""
    try:
        lines = read_lines(values.figures)
    except ValueError as error:
        raise Refused(str(error), "figures") from None
    chain = session.get(Chain, values.chain_id) if values.chain_id else None
    node = session.get(ChainNode, values.node_id) if values.node_id else None
    if chain is not None and node is not None and node.chain_id != chain.id:
        raise Refused("所选环节不在所选产业链上，请改其中一项。", "node_id")
    for name, value in vars(values).items():
        if name != "figures":
            setattr(indicator, name, value)
    if node is not None:
        indicator.chain_id = node.chain_id
    return lines


def _kept(
    session: Session, actor: Viewer, row: Row, kind: str, title: str, *, new: bool = False
) -> Row:
    if new:
        session.add(row)
    changes = changes_of(row)
    session.flush()
    if changes:
        record(
            session, actor, "created" if new else "updated",
            kind=kind, subject_id=row.id, title=title, changes=changes,
        )  # fmt: skip
    return row


def _keep_figures(
    session: Session, actor: Viewer, indicator: Indicator, lines: list[FigureLine]
) -> None:
    """Make the indicator's figures those wanted; one that stays keeps its decision."""
    present = {(one.year, one.kind, one.source): one
               for one in values_of(session, [indicator.id]).get(indicator.id, [])}  # fmt: skip
    before = {key: write_line(line_of(row)) for key, row in present.items()}
    after = {line.key: write_line(line) for line in lines}
    if before == after:
        return
    for key in present.keys() - after.keys():
        session.delete(present.pop(key))
    for line in lines:
        row = present.get(line.key)
        if row is None:
            row = IndicatorValue(indicator_id=indicator.id, year=line.year, kind=line.kind,
                                 source=line.source, counts=False)  # fmt: skip
            session.add(row)
            present[line.key] = row
        row.value, row.at_least = line.value, line.at_least
    _let_one_count(list(present.values()))
    session.flush()
    gone = [before[key] for key in before if after.get(key) != before[key]]
    come = [after[key] for key in after if before.get(key) != after[key]]
    told = ["；".join(gone) or None, "；".join(come) or None]
    record(
        session, actor, "updated", kind="indicator", subject_id=indicator.id,
        title=indicator.name, changes={"数值": told},
    )  # fmt: skip


def _let_one_count(rows: list[IndicatorValue]) -> None:
    """Of every year and kind the first counts where none does."""
    groups: dict[tuple[int, str], list[IndicatorValue]] = {}
    for row in rows:
        groups.setdefault((row.year, row.kind), []).append(row)
    for own in groups.values():
        if not any(one.counts for one in own):
            own[0].counts = True


def line_of(row: IndicatorValue) -> FigureLine:
    """A figure as the form's line."""
    return FigureLine(row.year, row.kind, row.value, row.at_least, row.source)
