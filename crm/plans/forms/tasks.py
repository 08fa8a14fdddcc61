"""Forms of plan tasks: the monthly report, the task, and which units the departments are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crm.core.forms import (
    ChoiceField,
    DateField,
    Form,
    HiddenField,
    IdField,
    NoteField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.plans.models import PlanTask, TaskDepartment, TaskReport
from crm.plans.queries.tasks import DepartmentUse
from crm.plans.rules import TaskState, TaskValues, month_key, month_of, month_words, names_in

Choices = list[tuple[int, str]]


# The pages themselves have parts with the ids `state` and `content`.
class ReportForm(Form):
    """How a task stood in a month.

    `shown` is the month of the report that was shown, to which the version belongs.
    """

    month = ChoiceField("月份")
    state = ChoiceField("状态", kind=TaskState, default=TaskState.NORMAL, id="report-state")
    text = NoteField("进展情况", [needed("请填写进展情况。")], limit=1000)
    shown = HiddenField()

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = months
        self.month.choices = [(month_key(month), month_words(month)) for month in months]

    def validate_month(self, field: ChoiceField) -> None:
        """Not one that has not come yet."""
        month = month_of(field.data or "")
        if month is not None and self.months and month > self.months[0]:
            field.errors = []
            raise ValidationError("不能填报以后月份的进展，请选本月或以前的月份。")

    def show(self, month: date, report: TaskReport | None) -> None:
        """Begin with a month; where it has a report, that report is corrected."""
        self.month.data = month_key(month)
        if report is not None:
            self.state.data, self.text.data = report.state, report.text
            self._carry(report)

    def meet(self, report: TaskReport) -> None:
        """The month has been reported meanwhile: show what stands beside what was typed."""
        month, self.month.data = self.month.data, report.month
        self.collide(report)
        self.month.data = month
        self._carry(report)

    def _carry(self, report: TaskReport) -> None:
        self.version.data, self.shown.data = str(report.version), month_key(report.month)

    @property
    def first_day(self) -> date:
        """The month chosen, after it has been validated."""
        return month_of(self.month.data) or self.months[0]

    @property
    def seen(self) -> int | None:
        """The version of the chosen month's report that the person saw; None when it saw none."""
        return self.seen_version if self.shown.data == self.month.data else None


class TaskForm(Form):
    """A task of a plan."""

    plan_id = IdField("规划")
    number = WholeNumberField("序号", [needed()], least=1, most=9999)
    title = TextField("任务", [needed()], limit=120)
    group_name = TextField("分类", limit=80)
    content = NoteField("内容", limit=1000, id="task-content")
    leads = NoteField("牵头部门", [needed("请至少填写一个牵头部门。")], limit=1000)
    helpers = NoteField("配合部门", limit=1000)
    due_on = DateField("完成时限")
    chapter = TextField("章", limit=80)
    section = TextField("节", limit=120)
    reading = NoteField("口径说明", limit=500)

    def show(self, departments: Iterable[TaskDepartment]) -> None:
        """The departments as they are written."""
        rows = list(departments)
        self.leads.data = "、".join(row.name for row in rows if row.leads)
        self.helpers.data = "、".join(row.name for row in rows if not row.leads)

    def keep_plan(self, task: PlanTask) -> None:
        """A task stays with its plan."""
        self.plan_id.offer([(task.plan_id, task.plan.title)])
        self.plan_id.data = task.plan_id

    def values(self) -> TaskValues:
        """What was typed, after it has been validated."""
        return TaskValues(
            number=self.number.data,
            title=self.title.data,
            group_name=self.group_name.data or "",
            content=self.content.data or "",
            due_on=self.due_on.data,
            leads=names_in(self.leads.data or ""),
            helpers=names_in(self.helpers.data or ""),
            chapter=self.chapter.data or "",
            section=self.section.data or "",
            reading=self.reading.data or "",
        )


def links_form(uses: Iterable[DepartmentUse], units: Choices) -> Form:
    """One select per department that plans name: which unit of ours it is."""
    fields = {
        f"unit_{use.id}": IdField(use.name, blank="（不是本区机构）", default=use.unit_id)
        for use in uses
    }
    form = type("LinksForm", (Form,), fields)()
    for name in fields:
        form[name].offer(units)
    return form


def links_of(form: Form, uses: Iterable[DepartmentUse]) -> dict[str, int | None]:
    """What was chosen, by the department's name."""
    return {use.name: form[f"unit_{use.id}"].data for use in uses}
