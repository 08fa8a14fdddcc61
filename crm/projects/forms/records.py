"""The form of a project. Choices of records are handed to `offer`."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field

from crm.chains.forms import NodeField
from crm.chains.rules import Mark
from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    NoteField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.core.journal import plain
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount
from crm.lib.regions import country_choices, region_choices
from crm.plans.rules import Channel, ProjectKind
from crm.projects.models import Project
from crm.projects.rules.values import ProjectValues

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
    node_id = NodeField("产业链环节", [needed("请选择产业链环节。")], blank="请选择")
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
    other_node_1 = NodeField("其他环节一", blank="无")
    other_share_1 = HundredthsField("占比（%）", most=9_999)
    other_node_2 = NodeField("其他环节二", blank="无")
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
