"""Writes of plan tasks: monthly reports, and what the administrator keeps of the tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Conflict, Refused
from crm.core.journal import Changes
from crm.plans.models import Plan, PlanTask, TaskDepartment, TaskReport
from crm.plans.queries.tasks import department_uses, departments_of, may_report
from crm.plans.rules import TaskState, TaskValues, month_words, report_fault, task_fault

NOT_YOUR_TASK = (
    "只有任务责任部门对应机构的人员，以及开发区本级的负责人可以填报进展。"
    "需要时请系统管理员在“系统 · 任务”里设置部门对应的机构。"
)
PLAIN = ("number", "title", "group_name", "content", "due_on", "chapter", "section", "reading")


@dataclass(frozen=True)
class ReportValues:
    """How a task stood at the end of a month, as a person says it."""

    month: date
    state: TaskState
    text: str


def report_task(
    session: Session,
    actor: Viewer,
    task: PlanTask,
    values: ReportValues,
    version: int | None,
    on: date,
) -> TaskReport:
    """Report a month, or correct the report that the month has.

    Conflict unless `version` is that of the report at hand (None: there was none when the form
    was shown). Refused for a future month.
    """
    require(may_report(actor, departments_of(session, task.id)), NOT_YOUR_TASK)
    fault = report_fault(values.month, values.text, on)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    month = values.month.replace(day=1)
    report = report_of(session, task, month)
    if (report.version if report is not None else None) != version:
        raise Conflict
    action = "updated" if report is not None else "reported"
    if report is None:
        report = TaskReport(task_id=task.id, month=month)
        session.add(report)
    report.state, report.text = values.state, values.text
    changes = changes_of(report)
    if changes:
        report.reported_by_id = actor.id
        changes |= changes_of(report)
    session.flush()
    if changes:
        _note(session, actor, action, task, changes, f"{task.title}（{month_words(month)}进展）")
    return report


def report_of(session: Session, task: PlanTask, month: date) -> TaskReport | None:
    """The report that a month has."""
    wanted = select(TaskReport).where(TaskReport.task_id == task.id, TaskReport.month == month)
    return session.scalars(wanted).first()


def add_task(session: Session, actor: Viewer, plan_id: int, values: TaskValues) -> PlanTask:
    """A further task of a plan."""
    require(actor.may(Permission.CONFIGURE), "只有系统管理员可以维护任务。")
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise Refused("规划不存在，请重新选择。", "plan_id")
    task = PlanTask(plan_id=plan.id)
    _fill(session, task, values)
    session.add(task)
    changes = changes_of(task)
    session.flush()
    changes |= _keep_departments(session, task, values)
    _note(session, actor, "created", task, changes)
    return task


def change_task(
    session: Session, actor: Viewer, task: PlanTask, values: TaskValues, version: int | None
) -> PlanTask:
    """Change a task. Conflict when somebody else has saved since `version` was shown."""
    require(actor.may(Permission.CONFIGURE), "只有系统管理员可以维护任务。")
    if version != task.version:
        raise Conflict
    _fill(session, task, values)
    changes = changes_of(task)
    changes |= _keep_departments(session, task, values)
    session.flush()
    if changes:
        _note(session, actor, "updated", task, changes)
    return task


def link_departments(session: Session, actor: Viewer, links: Mapping[str, int | None]) -> int:
    """Say which unit of ours a department is, in all tasks that name it; gives how many changed."""
    require(actor.may(Permission.CONFIGURE), "只有系统管理员可以维护任务。")
    present = {use.name: use.unit_id for use in department_uses(session)}
    changed = 0
    for name, unit_id in links.items():
        if name not in present or present[name] == unit_id:
            continue
        before, after = _unit_name(session, present[name]), _unit_name(session, unit_id)
        session.execute(
            update(TaskDepartment).where(TaskDepartment.name == name).values(unit_id=unit_id)
        )
        record(
            session, actor, "updated",
            kind="task", subject_id=None, title=f"责任部门 {name}",
            changes={"对应机构": [before, after]},
        )  # fmt: skip
        changed += 1
    return changed


def _unit_name(session: Session, unit_id: int | None) -> str | None:
    if unit_id is None:
        return None
    unit = session.get(OrgUnit, unit_id)
    if unit is None:
        raise Refused("所选机构不存在，请重新选择。")
    return unit.name


def _fill(session: Session, task: PlanTask, values: TaskValues) -> None:
    fault = task_fault(values)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    with session.no_autoflush:
        twin = session.scalar(
            select(PlanTask.id).where(
                PlanTask.plan_id == task.plan_id, PlanTask.number == values.number
            )
        )
    if twin is not None and twin != task.id:
        raise Refused(f"这个规划已有序号 {values.number} 的任务，请换一个序号。", "number")
    for name in PLAIN:
        setattr(task, name, getattr(values, name))


def _keep_departments(session: Session, task: PlanTask, values: TaskValues) -> Changes:
    """Make the task's departments those wanted; a new one takes the unit that its name has."""
    rows = {row.name: row for row in departments_of(session, task.id)}
    before = {
        leads: [one.name for one in rows.values() if one.leads is leads] for leads in (True, False)
    }
    wanted = [(name, True) for name in values.leads] + [(name, False) for name in values.helpers]
    names = {name for name, _leads in wanted}
    units = {use.name: use.unit_id for use in department_uses(session)}
    gone = [row.id for name, row in rows.items() if name not in names]
    if gone:
        session.execute(delete(TaskDepartment).where(TaskDepartment.id.in_(gone)))
    for position, (name, leads) in enumerate(wanted):
        row = rows.get(name)
        if row is None:
            row = TaskDepartment(task_id=task.id, name=name, unit_id=units.get(name))
            session.add(row)
        row.leads, row.position = leads, position
    session.flush()
    pairs = (("牵头部门", before[True], values.leads), ("配合部门", before[False], values.helpers))
    return {
        label: ["、".join(old) or None, "、".join(new) or None]
        for label, old, new in pairs
        if tuple(old) != tuple(new)
    }


def _note(
    session: Session, actor: Viewer, action: str, task: PlanTask, changes: Changes, title: str = ""
) -> None:
    record(
        session, actor, action,
        kind="task", subject_id=task.id, title=title or task.title, changes=changes,
    )  # fmt: skip
