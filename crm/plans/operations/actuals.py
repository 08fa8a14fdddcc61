"""Yearly actuals of indicators: entered by hand or from a sheet, and taken back with a reason."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record
from crm.core.errors import Conflict, NotFound, Refused
from crm.plans.models import Indicator, IndicatorValue, Plan
from crm.plans.queries import values_of
from crm.plans.queries.figures import counting
from crm.plans.rules import Figure, SheetRow, Step, year_fault

NOT_YOURS = "实际值由负责人填报。需要时请联系本单位负责人。"
ACTUAL = "actual"
Changes = dict[str, list[str | None]]


def set_actual(
    session: Session,
    actor: Viewer,
    indicator: Indicator,
    year: int | None,
    value: Decimal,
    source: str,
    this_year: int,
) -> IndicatorValue:
    """Enter or correct the actual of a year. Refused without a source or for a year to come."""
    require(actor.may(Permission.MANAGE), NOT_YOURS)
    fault = year_fault(year, this_year)
    if fault or year is None:
        raise Refused(fault or "", "year")
    if not source.strip():
        raise Refused("请填写出处，如“2025年统计快报”。", "source")
    values = values_of(session, [indicator.id]).get(indicator.id, [])
    row = _put(session, actor, indicator, values, year, value, source.strip())
    session.flush()
    return row


def _put(
    session: Session,
    actor: Viewer,
    indicator: Indicator,
    values: Sequence[IndicatorValue],
    year: int,
    value: Decimal,
    source: str,
) -> IndicatorValue:
    own = [one for one in values if one.kind == ACTUAL and one.year == year]
    row = counting(own) if own else None
    if any(one is not row and one.source == source for one in own):
        raise Refused(
            f"{year}年已有同一出处的另一个实际值，请写明区别或先裁定采用哪一个。", "source"
        )
    before, old_source = (_said(row, indicator), row.source) if row else (None, None)
    if row is None:
        row = IndicatorValue(indicator_id=indicator.id, year=year, kind=ACTUAL)
        session.add(row)
    row.value, row.source = value, source
    changes: Changes = {
        f"{year}年实际": [before, _said(row, indicator)],
        "出处": [old_source, source],
    }
    changes = {label: pair for label, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        _note(session, actor, "reported" if before is None else "updated", indicator, changes)
    return row


def revoke_actual(
    session: Session, actor: Viewer, indicator: Indicator, year: int, reason: str
) -> None:
    """Take a wrong actual out. It stays in the history with who, when and why."""
    require(actor.may(Permission.MANAGE), NOT_YOURS)
    if not reason.strip():
        raise Refused("请写明撤销的原因。", "reason")
    values = values_of(session, [indicator.id]).get(indicator.id, [])
    own = [one for one in values if one.kind == ACTUAL and one.year == year]
    if not own:
        raise NotFound
    row = counting(own)
    label = f"{year}年实际"
    changes: Changes = {label: [f"{_said(row, indicator)}（{row.source}）", None]}
    session.delete(row)
    rest = [one for one in own if one is not row]
    if rest:
        counting(rest).counts = True
    session.flush()
    _note(session, actor, "revoked", indicator, changes | {"原因": [None, reason.strip()]})


def save_sheet(
    session: Session,
    actor: Viewer,
    plan: Plan,
    year: int,
    rows: Sequence[SheetRow],
    seen: Mapping[str, Decimal | None],
) -> tuple[int, int]:
    """Enter all rows of a sheet that are new or changed; how many were the one and the other.

    All or nothing: Refused when any row is wrong, Conflict when an actual is no longer what it
    was when the sheet was looked at (`seen`, by code).
    """
    require(actor.may(Permission.MANAGE), NOT_YOURS)
    if any(row.step is Step.WRONG for row in rows):
        raise Refused("表里还有错误，一个数也没有写入。请改正后重新上传。")
    wanted = [row for row in rows if row.step in (Step.NEW, Step.CHANGED)]
    if any(row.before != seen.get(row.code) for row in wanted):
        raise Conflict("核对之后有人改过其中的数，一个数也没有写入。请重新上传，再核对一次。")
    codes = [row.code for row in wanted]
    held = select(Indicator).where(Indicator.plan_id == plan.id, Indicator.code.in_(codes))
    indicators = {one.code: one for one in session.scalars(held)}
    values = values_of(session, [one.id for one in indicators.values()])
    for row in wanted:
        indicator = indicators[row.code]
        own = values.get(indicator.id, [])
        _put(session, actor, indicator, own, year, row.value or Decimal(0), row.source)
    session.flush()
    new = sum(row.step is Step.NEW for row in wanted)
    _imported(session, actor, plan, year, new, len(wanted) - new)
    return new, len(wanted) - new


def _imported(
    session: Session, actor: Viewer, plan: Plan, year: int, new: int, changed: int
) -> None:
    record(
        session, actor, "imported", kind="plan", subject_id=plan.id, title=plan.title,
        changes={
            f"{year}年实际值": [None, f"新填 {new} 个，改动 {changed} 个"],
        },
    )  # fmt: skip


def _said(row: IndicatorValue, indicator: Indicator) -> str:
    return f"{Figure(row.year, row.value).text} {indicator.unit}"


def _note(
    session: Session, actor: Viewer, action: str, indicator: Indicator, changes: Changes
) -> None:
    record(
        session, actor, action,
        kind="indicator", subject_id=indicator.id, title=indicator.name, changes=changes,
    )  # fmt: skip
