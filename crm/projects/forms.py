"""Forms of projects and milestones. Choices of records are handed to `offer`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field

from crm.chains.rules import Mark
from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    IdField,
    MultipleFileField,
    NoteField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.core.journal import plain
from crm.leads.rules import DropReason
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount
from crm.lib.regions import country_choices, region_choices
from crm.plans.rules import STAGES, Agreement, Channel, ProjectKind, Stage
from crm.projects.models import Project
from crm.projects.rules.evidence import Evidence, Requirement, missing
from crm.projects.rules.values import MilestoneValues, ProjectValues

UNITS = tuple(unit for unit in AmountUnit if unit.power in (4, 8))
OTHERS = 2
LARGEST_LAND = 10_000_000


class HundredthsField(Field):
    """A decimal with at most two places, kept as a whole number of hundredths."""

    limit = 20

    def __init__(self, label: str = "", most: int = LARGEST_LAND, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most, self.typed = most, ""

    def _value(self) -> str:
        return self.typed

    def process_data(self, value: int | None) -> None:
        """Show a stored number."""
        self.data = value
        self.typed = "" if value is None else f"{Decimal(value) / 100:f}".removesuffix(".00")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; keep the text when it is no number."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.typed:
            self.data = self._read(self.typed.replace(",", "").removesuffix("%"))

    def _read(self, text: str) -> int:
        try:
            number = Decimal(text) * 100 if text.isascii() and len(text) <= self.limit else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or number != int(number):
            raise ValueError("请填写数字，最多两位小数，如 120.5。")
        if not 0 <= number <= self.most:
            raise ValueError(f"请填写 0 到 {self.most // 100:,} 之间的数。")
        return int(number)


class ProjectForm(Form):
    """A project: the few fields that matter first."""

    name = TextField("项目名称", [needed("请填写项目名称。")], limit=120)
    company_id = WholeNumberField("投资方", least=1, most=10**11)
    company_name = TextField("投资方", [needed("请选择投资方，或填写新企业的名称。")], limit=200)
    credit_code = TextField("投资方统一社会信用代码", limit=40)
    node_id = IdField("产业链环节", [needed("请选择产业链环节。")], blank="请选择")
    amount = AmountField("总投资", units=UNITS)
    kind = ChoiceField("项目类型", kind=ProjectKind, default=ProjectKind.NEW)
    channel = ChoiceField("招引方式", kind=Channel, blank="未填")
    country = ChoiceField("投资方国别地区", default="CN")
    region_code = ChoiceField("投资方省市", blank="未填")
    is_foreign = BooleanField("外资项目")
    next_step = TextField("下一步", limit=200)
    next_step_on = DateField("下一步日期")
    description = NoteField("建设内容", limit=2000)
    mark = ChoiceField("补强延", kind=Mark, blank="由系统建议")
    fixed_assets_fen = AmountField("其中固定资产投资")
    land_mu_hundredths = HundredthsField("用地（亩）")
    other_node_1 = IdField("其他环节一", blank="无")
    other_share_1 = HundredthsField("占比（%）", most=9_999)
    other_node_2 = IdField("其他环节二", blank="无")
    other_share_2 = HundredthsField("占比（%）", most=9_999)
    started_on = DateField("开始洽谈日期")
    source = TextField("信息来源", limit=200)
    confidential = BooleanField("涉密项目")
    code_name = TextField("代号", limit=80)

    def offer(self, nodes: list[tuple[int, str]]) -> None:
        """Set what may be chosen."""
        for field in (self.node_id, self.other_node_1, self.other_node_2):
            field.offer(nodes)
        self.country.choices = country_choices()
        self.region_code.choices = self.region_code.with_blank(region_choices())

    def show(self, project: Project, others: Sequence[tuple[int, int]]) -> None:
        """Fill the form with a project and its shares on other nodes."""
        self.process(obj=project)
        self.version.data = str(project.version)
        self.amount.process_data(project.investment_minor)
        self.amount.show_in(project.amount_unit)
        self.company_id.data, self.company_name.data = project.company_id, project.company.name
        for place, (node, share) in enumerate(others[:OTHERS], start=1):
            self[f"other_node_{place}"].data = node
            self[f"other_share_{place}"].process_data(share)

    def validate_code_name(self, field: Field) -> None:
        """Needed for a confidential project."""
        if self.confidential.data and not field.data:
            raise ValidationError("涉密项目需要一个代号，名单以外的人只看到代号。")

    def collide(self, row: Any) -> None:
        """As for every form; amounts and the investor are told in words."""
        super().collide(row)
        if row.investment_minor != self.amount.data:
            now = row.investment_minor
            words = "空" if now is None else format_amount(now, row.amount_unit)
            self.amount.errors = [*self.amount.errors, f"现已改为：{words}"]
        if row.fixed_assets_fen != self.fixed_assets_fen.data:
            now = row.fixed_assets_fen
            words = "空" if now is None else format_amount(now, AmountUnit.WAN)
            self.fixed_assets_fen.errors = [f"现已改为：{words}"]
        if row.land_mu_hundredths != self.land_mu_hundredths.data:
            now = row.land_mu_hundredths
            words = "空" if now is None else plain(Decimal(now) / 100)
            self.land_mu_hundredths.errors = [f"现已改为：{words}"]
        if row.company_id != self.company_id.data:
            self.company_name.errors = [f"现已改为：{row.company.name}"]

    def values(self) -> ProjectValues:
        """What was typed, as operations take it."""
        return ProjectValues(
            name=self.name.data,
            node_id=self.node_id.data,
            company_id=self.company_id.data,
            company_name=self.company_name.data or "",
            credit_code=self.credit_code.data or "",
            other_nodes=self._others(),
            mark=self.mark.data,
            kind=self.kind.data,
            amount_minor=self.amount.data,
            amount_unit=self.amount.unit,
            fixed_assets_fen=self.fixed_assets_fen.data,
            land_mu_hundredths=self.land_mu_hundredths.data,
            country=self.country.data,
            region_code=self.region_code.data,
            is_foreign=self.is_foreign.data,
            channel=self.channel.data,
            description=self.description.data or "",
            source=self.source.data or "",
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
            confidential=self.confidential.data,
            code_name=self.code_name.data or "",
        )

    def _others(self) -> tuple[tuple[int, int], ...]:
        pairs = (
            (self[f"other_node_{place}"].data, self[f"other_share_{place}"].data)
            for place in range(1, OTHERS + 1)
        )
        return tuple((node, share or 0) for node, share in pairs if node is not None)


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
    note = NoteField("说明", limit=500)
    exception_reason = NoteField("例外理由", limit=500)

    def ask_for(self, asked: Requirement) -> None:
        """Mark the fields that the definition asks for as needed."""
        self.asked = asked
        for name in asked.fields:
            self[name].flags.required = True
        if asked.files:
            self.files.flags.required = True

    def given_files(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]

    def validate(self, extra_validators: Any = None) -> bool:
        """All that is missing at once, not one thing after the other."""
        fine = super().validate(extra_validators)
        for fault in missing(self.asked, self.evidence(), len(self.given_files())):
            field = self[fault.field or "files"]
            if not field.errors:
                field.errors = [fault.sentence]
            fine = False
        return fine

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


class FilesForm(Form):
    """Files for the record itself."""

    files = MultipleFileField("文件", [needed("请选择文件。")])

    def given_files(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]


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
