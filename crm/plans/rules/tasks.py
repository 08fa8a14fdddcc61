"""How a task of a plan stands, and which months may be reported. Pure functions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.lib.labelled import Labelled
from crm.lib.periods import add_months
from crm.plans.rules.terms import TaskState

MOST_MONTHS = 36
MOST_DEPARTMENTS, LONGEST_DEPARTMENT = 30, 80
_SEPARATORS = re.compile(r"[、,，;；\n]+")


class TaskFace(Labelled):
    """How a task stands on a day, as the supervision list says it."""

    NORMAL = "normal", "正常"
    BEHIND = "behind", "滞后"
    DONE = "done", "完成"
    SILENT = "silent", "未报"


@dataclass(frozen=True)
class TaskStand:
    """Where a task stands on a day.

    `overdue`: its deadline has passed and it is not done. `missing`: it is not done and the
    month of that day has no report yet.
    """

    face: TaskFace
    overdue: bool
    missing: bool


def task_stand(
    last_month: date | None, last_state: TaskState | None, due_on: date | None, on: date
) -> TaskStand:
    """How a task stands on the day `on`, from its report of the latest month (None: no report).

    It is done when that report says so: a later one that says otherwise takes it back. It is
    behind when the report says so, or when the deadline has passed undone. Without any report
    nothing is known of it.
    """
    if last_state is TaskState.DONE:
        return TaskStand(TaskFace.DONE, overdue=False, missing=False)
    overdue = due_on is not None and due_on < on
    missing = last_month is None or last_month < on.replace(day=1)
    if overdue or last_state is TaskState.BEHIND:
        face = TaskFace.BEHIND
    else:
        face = TaskFace.SILENT if last_state is None else TaskFace.NORMAL
    return TaskStand(face, overdue, missing)


def month_words(month: date) -> str:
    """2026年10月."""
    return f"{month.year}年{month.month}月"


def month_key(month: date) -> str:
    """2026-10, as addresses and forms carry it."""
    return f"{month:%Y-%m}"


def month_of(text: str) -> date | None:
    """The first day of a month written as 2026-10; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def reportable_months(plan_starts_on: date, on: date) -> list[date]:
    """The months that may be reported on a day, the latest first.

    From the plan's first month to that of the day, MOST_MONTHS at most; that of the day always.
    """
    this = on.replace(day=1)
    first = min(plan_starts_on.replace(day=1), this)
    months = (add_months(this, -back) for back in range(MOST_MONTHS))
    return [month for month in months if month >= first]


def report_fault(month: date, text: str, on: date) -> tuple[str, str] | None:
    """What is wrong with a report, as field and sentence; None when it is fine."""
    if month > on:
        return "month", "不能填报以后月份的进展，请选本月或以前的月份。"
    if not text.strip():
        return "text", "请填写进展情况。"
    return None


@dataclass(frozen=True)
class TaskValues:
    """What a person says of a task; leads and helpers are departments as the plan names them."""

    number: int
    title: str
    group_name: str = ""
    content: str = ""
    due_on: date | None = None
    leads: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    chapter: str = ""
    section: str = ""
    reading: str = ""


def names_in(text: str) -> tuple[str, ...]:
    """Departments written one after another, each once: 区科技局、区经发局."""
    names = (name.strip() for name in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def task_fault(values: TaskValues) -> tuple[str, str] | None:
    """The first thing that is wrong with a task, as field and sentence; None when it is fine."""
    if not values.title.strip():
        return "title", "请填写任务名称。"
    if not values.leads:
        return "leads", "请至少填写一个牵头部门。"
    both = [name for name in values.helpers if name in values.leads]
    if both:
        return "helpers", f"“{both[0]}”已是牵头部门，配合部门里不要重复。"
    return _names_fault("leads", values.leads) or _names_fault("helpers", values.helpers)


def _names_fault(field: str, names: Iterable[str]) -> tuple[str, str] | None:
    names = tuple(names)
    if len(names) > MOST_DEPARTMENTS:
        return field, f"最多填 {MOST_DEPARTMENTS} 个部门。"
    if any(len(name) > LONGEST_DEPARTMENT for name in names):
        return field, f"部门名称最多 {LONGEST_DEPARTMENT} 个字，多个部门请用顿号分开。"
    return None
