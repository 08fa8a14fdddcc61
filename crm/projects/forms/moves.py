"""Forms of milestones, of reasons, and of who is in charge."""

from datetime import date
from typing import Any

from crm.core.forms import (
    AmountField,
    ChoiceField,
    DateField,
    Form,
    IdField,
    MultipleFileField,
    NoteField,
    SelectMultipleField,
    TextField,
    needed,
)
from crm.leads.rules import DropReason
from crm.plans.rules import STAGES, Agreement, Stage
from crm.projects.rules.evidence import Evidence, Requirement, missing
from crm.projects.rules.values import MilestoneValues


class MilestoneForm(Form):
    """A milestone with the evidence that a definition asks for; see `ask_for`."""

    occurred_on = DateField("发生日期", [needed("请填写实际发生的日期。")])
    agreement = ChoiceField("协议类型", kind=Agreement, blank="请选择")
    document_number = TextField("协议文号/证照号", limit=80)
    parties = TextField("甲乙双方", limit=200)
    company_name = TextField("新公司名称", limit=200)
    credit_code = TextField("统一社会信用代码", limit=40)
    capital_fen = AmountField("注册资本")
    increment = AmountField("本次增资额")
    files = MultipleFileField("依据材料")
    kept = SelectMultipleField("沿用退回前的材料", coerce=int, choices=[])
    note = NoteField("说明", limit=500)
    exception_reason = NoteField("例外理由", limit=500)

    def ask_for(self, asked: Requirement) -> None:
        """Mark the fields that the definition asks for as needed."""
        self.asked = asked
        for name in asked.fields:
            self[name].flags.required = True
        if asked.files:
            self.files.flags.required = True

    def keep(self, files: list[tuple[int, str]]) -> None:
        """Offer the files of the report that was returned; all of them at first."""
        self.kept.choices = files
        if not self.is_submitted():
            self.kept.data = [number for number, _name in files]

    def given_files(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]

    def validate(self, extra_validators: Any = None) -> bool:
        """All that is missing at once, not one thing after the other."""
        fine = super().validate(extra_validators)
        for fault in missing(self.asked, self.evidence(), self._files()):
            field = self[fault.field or "files"]
            if not field.errors:
                field.errors = [fault.sentence]
            fine = False
        return fine

    def _files(self) -> int:
        return len(self.given_files()) + len(self.kept.data or [])

    def evidence(self) -> Evidence:
        """The fields that prove the milestone."""
        return Evidence(
            agreement=self.agreement.data,
            document_number=self.document_number.data or "",
            parties=self.parties.data or "",
            company_name=self.company_name.data or "",
            credit_code=self.credit_code.data or None,
            capital_fen=self.capital_fen.data,
        )

    def values(self, stage: Stage) -> MilestoneValues:
        """What was typed, as operations take it."""
        return MilestoneValues(
            stage=stage,
            occurred_on=self.occurred_on.data,
            evidence=self.evidence(),
            increment_fen=self.increment.data,
            note=self.note.data or "",
            exception_reason=self.exception_reason.data or "",
        )


class ReasonForm(Form):
    """Something is done for a reason."""

    reason = NoteField("原因", [needed("请写明原因。")], limit=500)


class DropForm(ReasonForm):
    """A project is given up: why, from the fixed list and in words."""

    why = ChoiceField("终止原因", [needed("请选择终止原因。")], kind=DropReason, blank="请选择")
    reason = NoteField("说明", [needed("请写明落到了哪里、为什么。")], limit=500)


class PersonForm(Form):
    """Somebody is chosen."""

    user_id = IdField("人员", [needed("请选择人员。")], blank="请选择")


class PlanForm(Form):
    """When each milestone is planned."""

    signed = DateField("签约")
    registered = DateField("注册")
    started = DateField("开工")
    production = DateField("投产")
    capacity = DateField("达产")

    def days(self) -> dict[Stage, date | None]:
        """The planned day of each stage."""
        return {stage: self[stage.value].data for stage in STAGES if stage.value in self}
