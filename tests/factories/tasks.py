"""Tasks of plans with their departments and monthly reports."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.plans.models import Plan, PlanTask, TaskDepartment, TaskReport
from crm.plans.rules import TaskState
from tests.factories.plans import make_plan

_numbers = count(1)


def make_task(session: Session, plan: Plan | None = None, unit: OrgUnit | None = None, **given):
    """A task that one department leads: `unit` of ours, when one is given."""
    number = next(_numbers)
    department = given.pop("department", f"第{number}号局")
    helpers = given.pop("helpers", ())
    given = {"number": number, "title": f"第{number}项任务", **given}
    task = PlanTask(plan_id=(plan or make_plan(session)).id, **given)
    session.add(task)
    session.flush()
    make_department(session, task, department, unit)
    for name in helpers:
        make_department(session, task, name, leads=False)
    return task


def make_department(
    session: Session, task: PlanTask, name: str, unit: OrgUnit | None = None, **given
) -> TaskDepartment:
    row = TaskDepartment(task_id=task.id, name=name, unit_id=unit.id if unit else None, **given)
    session.add(row)
    session.flush()
    return row


def make_report(
    session: Session,
    task: PlanTask,
    month: date = date(2026, 10, 1),
    state: TaskState = TaskState.NORMAL,
    text: str = "按计划推进",
    **given,
) -> TaskReport:
    row = TaskReport(task_id=task.id, month=month, state=state, text=text, **given)
    session.add(row)
    session.flush()
    return row
