"""Reads of plan tasks. Plans are official papers: every reader sees all of their tasks.

How a task stands is computed from its last report (`rules.task_stand`), never stored; there are
some hundreds of tasks, so lists are read whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.rules import Permission, Viewer
from crm.core.errors import NotFound
from crm.lib.trees import depth
from crm.plans.models import Plan, PlanTask, TaskDepartment, TaskReport
from crm.plans.rules import TaskFace, TaskStand, TaskState, task_stand

OWN, REFERENCE, ALL = "own", "reference", "all"


@dataclass(frozen=True)
class TaskFilter:
    """What the list of tasks is narrowed to; what is empty does not matter.

    `whose` is OWN (plans of this zone), REFERENCE or ALL, and gives way to `plan`. `unit_id`
    keeps the tasks with a department that is that unit of ours.
    """

    whose: str = OWN
    plan: str = ""
    department: str = ""
    unit_id: int | None = None
    q: str = ""
    face: TaskFace | None = None
    overdue: bool = False
    missing: bool = False


@dataclass(frozen=True)
class LastReport:
    """The report of a task's latest month."""

    month: date
    state: TaskState
    text: str


@dataclass(frozen=True)
class TaskRow:
    """A task as the supervision list shows it."""

    task: PlanTask
    plan: Plan
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    last: LastReport | None
    stand: TaskStand


@dataclass(frozen=True)
class TaskTotals:
    """How many tasks stand how; `overdue` and `missing` cut across the faces."""

    all: int
    faces: dict[TaskFace, int]
    overdue: int
    missing: int


@dataclass(frozen=True)
class DepartmentUse:
    """A department as plans name it: in how many tasks, and which unit of ours it is.

    `id` is the lowest number of its rows, by which forms and addresses name it.
    """

    id: int
    name: str
    tasks: int
    unit_id: int | None


def tasks_in(session: Session, by: TaskFilter, on: date) -> tuple[list[TaskRow], TaskTotals]:
    """The tasks plan by plan in their own order, and how those stand that the filter leaves
    before it asks how they stand: the figures by which one narrows further."""
    rows = _rows(session, _conditions(by), on)
    totals = TaskTotals(
        all=len(rows),
        faces={face: sum(row.stand.face is face for row in rows) for face in TaskFace},
        overdue=sum(row.stand.overdue for row in rows),
        missing=sum(row.stand.missing for row in rows),
    )
    return [row for row in rows if _stands_so(row.stand, by)], totals


def _stands_so(stand: TaskStand, by: TaskFilter) -> bool:
    return (
        (by.face is None or stand.face is by.face)
        and (stand.overdue or not by.overdue)
        and (stand.missing or not by.missing)
    )


def _rows(session: Session, conditions: Sequence[ColumnElement[bool]], on: date) -> list[TaskRow]:
    latest = (
        select(TaskReport.task_id, func.max(TaskReport.month).label("month"))
        .group_by(TaskReport.task_id)
        .subquery()
    )
    last = and_(TaskReport.task_id == latest.c.task_id, TaskReport.month == latest.c.month)
    found = session.execute(
        select(PlanTask, Plan, TaskReport.month, TaskReport.state, TaskReport.text)
        .join(Plan, Plan.id == PlanTask.plan_id)
        .outerjoin(latest, latest.c.task_id == PlanTask.id)
        .outerjoin(TaskReport, last)
        .where(*conditions)
        .order_by(Plan.is_reference, Plan.starts_on.desc(), Plan.code, PlanTask.number)
    ).all()
    names = _departments(session, conditions)
    rows = []
    for task, plan, month, state, text in found:
        report = None if month is None else LastReport(month, state, text)
        named = names.get(task.id, ())
        rows.append(
            TaskRow(
                task=task,
                plan=plan,
                leads=tuple(name for name, leads in named if leads),
                helpers=tuple(name for name, leads in named if not leads),
                last=report,
                stand=task_stand(month, state, task.due_on, on),
            )
        )
    return rows


def _departments(
    session: Session, conditions: Sequence[ColumnElement[bool]]
) -> dict[int, list[tuple[str, bool]]]:
    found: dict[int, list[tuple[str, bool]]] = {}
    wanted = (
        select(TaskDepartment.task_id, TaskDepartment.name, TaskDepartment.leads)
        .join(PlanTask, PlanTask.id == TaskDepartment.task_id)
        .join(Plan, Plan.id == PlanTask.plan_id)
        .where(*conditions)
        .order_by(TaskDepartment.position, TaskDepartment.id)
    )
    for task_id, name, leads in session.execute(wanted):
        found.setdefault(task_id, []).append((name, leads))
    return found


def _conditions(by: TaskFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.plan:
        found.append(Plan.code == by.plan)
    elif by.whose != ALL:
        found.append(Plan.is_reference.is_(by.whose == REFERENCE))
    if by.department:
        found.append(PlanTask.id.in_(_tasks_of(TaskDepartment.name == by.department)))
    if by.unit_id is not None:
        found.append(PlanTask.id.in_(_tasks_of(TaskDepartment.unit_id == by.unit_id)))
    if by.q:
        columns = (PlanTask.title, PlanTask.content, PlanTask.group_name)
        found.append(or_(*(column.icontains(by.q, autoescape=True) for column in columns)))
    return found


def _tasks_of(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(TaskDepartment.task_id).where(condition)


def tasks_of_plan(session: Session, plan: Plan, on: date) -> tuple[list[TaskRow], TaskTotals]:
    """The plan's tasks in its own order, and how they stand."""
    return tasks_in(session, TaskFilter(plan=plan.code), on)


def get_task(session: Session, task_id: int) -> PlanTask:
    """The task with its plan; NotFound when there is none."""
    wanted = select(PlanTask).join(PlanTask.plan).where(PlanTask.id == task_id)
    found = session.scalars(wanted.options(contains_eager(PlanTask.plan))).first()
    if found is None:
        raise NotFound
    return found


def departments_of(session: Session, task_id: int) -> list[TaskDepartment]:
    """The task's departments in the plan's order, those that lead first."""
    wanted = select(TaskDepartment).where(TaskDepartment.task_id == task_id)
    order = (TaskDepartment.leads.desc(), TaskDepartment.position, TaskDepartment.id)
    return list(session.scalars(wanted.order_by(*order)))


def reports_of(session: Session, task_id: int) -> list[TaskReport]:
    """The task's reports, the latest month first."""
    wanted = select(TaskReport).where(TaskReport.task_id == task_id)
    return list(session.scalars(wanted.order_by(TaskReport.month.desc())))


def may_report(viewer: Viewer, departments: Iterable[TaskDepartment]) -> bool:
    """Staff and managers whose unit is one of the departments; managers of the zone itself any."""
    if not viewer.may(Permission.LOG):
        return False
    if viewer.may(Permission.MANAGE) and depth(viewer.unit_path) == 1:
        return True
    return any(one.unit_id == viewer.unit_id for one in departments)


def task_options(session: Session) -> tuple[list[tuple[str, str]], list[str]]:
    """The plans that have tasks as code and title, and every department that they name."""
    plans = session.execute(
        select(Plan.code, Plan.title)
        .where(Plan.id.in_(select(PlanTask.plan_id)))
        .order_by(Plan.is_reference, Plan.starts_on.desc(), Plan.code)
    )
    names = select(TaskDepartment.name, func.count().label("tasks")).group_by(TaskDepartment.name)
    often = session.execute(names.order_by(func.count().desc(), TaskDepartment.name))
    return [(code, title) for code, title in plans], [name for name, _tasks in often]


def department_uses(session: Session) -> list[DepartmentUse]:
    """Every department that plans name, the most used first."""
    columns: tuple[Any, ...] = (
        func.min(TaskDepartment.id),
        TaskDepartment.name,
        func.count(),
        func.max(TaskDepartment.unit_id),
    )
    rows = session.execute(
        select(*columns)
        .group_by(TaskDepartment.name)
        .order_by(func.count().desc(), TaskDepartment.name)
    )
    return [DepartmentUse(*row) for row in rows]


def next_number(session: Session, plan_id: int) -> int:
    """The number behind the plan's last task."""
    wanted = select(func.max(PlanTask.number)).where(PlanTask.plan_id == plan_id)
    return (session.scalar(wanted) or 0) + 1
