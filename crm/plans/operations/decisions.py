"""Which of several figures counts, when plans disagree: decided by people, never silently."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record
from crm.core.errors import Conflict, Refused
from crm.plans.models import FigureCheck, Indicator, IndicatorValue
from crm.plans.queries import Comparison
from crm.plans.queries.figures import counting
from crm.plans.rules import VALUE_KINDS, Figure, Side

NOT_YOURS = "规划数字由负责人或系统管理员裁定。需要时请联系本单位负责人。"
LONGEST_REASON = 500
UNDO = "undo"


def decide(
    session: Session,
    actor: Viewer,
    comparison: Comparison,
    choice: str,
    reason: str,
    version: int | None,
    at: datetime,
) -> None:
    """Say which option of a comparison counts, or with UNDO take a decision back.

    Refused without a reason, or for a choice that is none; Conflict when somebody else has
    decided since the page was shown. The figures themselves stay as the plan writes them.
    """
    require(actor.may(Permission.MANAGE) or actor.may(Permission.CONFIGURE), NOT_YOURS)
    reason = reason.strip()
    if not reason:
        raise Refused("请写明理由，以后查得到为什么采用这个数。", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由最多 {LONGEST_REASON} 个字。", "reason")
    keys = {option.key for option in comparison.options if option.figures}
    if choice == UNDO and comparison.decision is None:
        raise Refused("还没有裁定，不需要撤回。", "choice")
    if choice != UNDO and choice not in keys:
        raise Refused("请选择采用哪一个数。", "choice")
    if comparison.check_id is not None:
        _decide_check(session, actor, comparison, choice, reason, version, at)
    else:
        _decide_value(session, actor, comparison, choice, reason, version)


def _decide_check(
    session: Session,
    actor: Viewer,
    comparison: Comparison,
    choice: str,
    reason: str,
    version: int | None,
    at: datetime,
) -> None:
    row = session.get_one(FigureCheck, comparison.check_id)
    if version != row.version:
        raise Conflict
    before = row.decision
    row.decision = None if choice == UNDO else Side(choice)
    row.decision_reason = "" if choice == UNDO else reason
    row.decided_by_id = None if choice == UNDO else actor.id
    row.decided_at = None if choice == UNDO else at
    session.flush()
    words = {option.key: option.label for option in comparison.options}
    _note(
        session, actor, "figure_check", row.id, row.title, reason, choice,
        [words.get(before) if before else None, None if choice == UNDO else words[choice]],
    )  # fmt: skip


def _decide_value(
    session: Session,
    actor: Viewer,
    comparison: Comparison,
    choice: str,
    reason: str,
    version: int | None,
) -> None:
    """One of the values counts from now on. The one that the plan's reading had chosen keeps the
    mark of the person too, so that taking the decision back finds it again."""
    values = _locked(session, comparison)
    if version != comparison.version:
        raise Conflict
    now_counts = counting(values)
    original = next((one for one in values if one.decided_by_id and not one.counts), now_counts)
    chosen = original if choice == UNDO else _by_id(values, choice)
    for one in values:
        marked = choice != UNDO and one in (chosen, original)
        one.counts = one is chosen
        one.decided_by_id = actor.id if marked else None
        one.decision_reason = reason if marked else ""
    session.flush()
    indicator = session.get_one(Indicator, chosen.indicator_id)
    words = f"{chosen.year}年{VALUE_KINDS[chosen.kind]}"
    _note(
        session, actor, "indicator", indicator.id, indicator.name, reason, choice,
        [_said(now_counts), _said(chosen)], f"{words}采用",
    )  # fmt: skip


def _locked(session: Session, comparison: Comparison) -> list[IndicatorValue]:
    numbers = [int(option.key) for option in comparison.options]
    wanted = (
        select(IndicatorValue).where(IndicatorValue.id.in_(numbers)).order_by(IndicatorValue.id)
    )
    if session.info.get("writes"):
        wanted = wanted.with_for_update()
    values = list(session.scalars(wanted))
    if len(values) < len(numbers):
        raise Conflict
    return values


def _by_id(values: list[IndicatorValue], choice: str) -> IndicatorValue:
    return next(one for one in values if str(one.id) == choice)


def _said(value: IndicatorValue) -> str:
    text = Figure(value.year, value.value, value.at_least).text
    return f"{text}（{value.source or '指标出处'}）"


def _note(
    session: Session,
    actor: Viewer,
    kind: str,
    number: int,
    title: str,
    reason: str,
    choice: str,
    change: list[str | None],
    label: str = "采用",
) -> None:
    changes: dict[str, Any] = {label: change}
    changes["撤回理由" if choice == UNDO else "理由"] = [None, reason]
    record(
        session, actor, "revoked" if choice == UNDO else "decided",
        kind=kind, subject_id=number, title=title, changes=changes,
    )  # fmt: skip
