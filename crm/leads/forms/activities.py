"""Forms of what was done and of what is to be done."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wtforms import SelectMultipleField

from crm.attachments.models import Attachment
from crm.core.forms import (
    ChoiceField,
    DateField,
    Form,
    IdField,
    MultipleFileField,
    NoteField,
    TextField,
    ValidationError,
    needed,
)
from crm.leads.models import Activity
from crm.leads.rules import ActivityKind, ActivityValues, Rhythm, TodoValues

MOST_FILES = 9


class DoneForm(Form):
    """What was done, and the files that show it."""

    activity = ChoiceField("跟进方式", kind=ActivityKind, default=ActivityKind.CALL)
    happened_on = DateField("日期", [needed("请填写日期。")])
    summary = NoteField("谈了什么", [needed("请写一句谈了什么。")], limit=4000)
    people = TextField("参加人员", limit=200)
    place = TextField("地点", limit=120)
    files = MultipleFileField("照片和附件")

    def given_files(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]

    def validate_files(self, _field: MultipleFileField) -> None:
        """Not too many at once."""
        if len(self.given_files()) > MOST_FILES:
            raise ValidationError(f"一次最多 {MOST_FILES} 个，其余的请再登记一次。")

    def values(self) -> ActivityValues:
        """What was typed, as the operations take it."""
        return ActivityValues(
            activity=self.activity.data,
            happened_on=self.happened_on.data,
            summary=self.summary.data,
            people=self.people.data or "",
            place=self.place.data or "",
        )


class CorrectionForm(DoneForm):
    """The same said anew; files that do not belong there may be taken off."""

    removed = SelectMultipleField("移除", coerce=int)

    def offer(self, files: Sequence[Attachment]) -> None:
        """Which files there are."""
        self.removed.choices = [(file.id, file.name) for file in files]

    def show(self, activity: Activity) -> None:
        """Fill the form with what was logged."""
        self.process(obj=activity)
        self.version.data = str(activity.version)


class ActivityForm(DoneForm):
    """The same, and what comes next."""

    next_step = TextField("下一步", limit=200)
    next_step_on = DateField("下一步日期")

    def values(self) -> ActivityValues:
        """What was typed, as the operations take it."""
        return replace(
            super().values(),
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
        )


class WithdrawForm(Form):
    """Why something that was logged counts no more."""

    reason = TextField("原因", [needed("请写明撤销的原因。")], limit=200)


class SubjectForm(ActivityForm):
    """The same, for a record that is chosen first: its kind and number as lead-12."""

    subject = TextField("对象", limit=40)

    @property
    def chosen(self) -> tuple[str, int] | None:
        """Kind and number, as far as they can be read."""
        kind, _, number = (self.subject.data or "").partition("-")
        fine = number.isascii() and number.isdigit() and len(number) < 10
        return (kind, int(number)) if fine else None


class PutOffForm(Form):
    """By which day a to-do is done instead."""

    due_on = DateField("新的期限", [needed("请填写新的期限。")])


class TodoForm(Form):
    """A next step of one's own, or a colleague's; perhaps about a record."""

    text = TextField("事项", [needed("请写明要做什么。")], limit=200)
    due_on = DateField("期限", [needed("请填写期限。")])
    repeats = ChoiceField("重复", kind=Rhythm, blank="不重复")
    owner_id = IdField("交给", blank="自己")

    def values(self) -> TodoValues:
        """What was typed, as the operations take it."""
        return TodoValues(self.text.data, self.due_on.data, self.repeats.data, self.owner_id.data)
