"""The form of a quota."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.chains.forms import NodeField
from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    IdField,
    NoteField,
    TextField,
    ValidationError,
    needed,
)
from crm.lib.currencies import AmountUnit
from crm.lib.regions import RegionGroup
from crm.plans.models import Quota
from crm.plans.rules import STAGES, Channel, Metric, QuotaValues, Stage

PLACES = 4
LARGEST = 10**12
Choices = list[tuple[int, str]]


def read_number(text: str) -> Decimal:
    """A typed number; ValidationError with a sentence when it is none that can be kept."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValidationError("请只填数字，如 60。") from None
    if number.is_finite() and abs(number) >= LARGEST:
        raise ValidationError("目标值过大，请检查单位。")
    if not number.is_finite() or number != round(number, PLACES):
        raise ValidationError(f"请只填数字，最多 {PLACES} 位小数。")
    return number


class PartsForm(Form):
    """The parts of a quota: one number for each row, by the row's key."""

    def numbers(self) -> dict[str, Decimal]:
        """What was typed, by key; rows left empty are not in it."""
        return {
            field.name: read_number(field.data)
            for field in self
            if isinstance(field, PartField) and field.data
        }


class PartField(TextField):
    """The target of one part; empty for none."""

    def pre_validate(self, form: Form) -> None:
        """A number that is not negative."""
        if self.data and read_number(self.data) < 0:
            raise ValidationError("分解数不能是负数。")


def parts_form(rows: Sequence[tuple[str, str]], values: Mapping[str, str]) -> PartsForm:
    """A form with a field for each row, given as key and label, showing the values by key."""
    fields = {key: PartField(label, limit=20) for key, label in rows}
    return type("RowsForm", (PartsForm,), fields)(data=values)


class QuotaForm(Form):
    """A target that is counted from the pipeline."""

    title = TextField("名称", [needed()], limit=120)
    unit_id = IdField("责任单位")
    milestone = ChoiceField("节点", kind=Stage)
    metric = ChoiceField("计量", kind=Metric)
    target = TextField("目标值", [needed()], limit=20)
    at_least = BooleanField("以上（不少于）")
    starts_on = DateField("统计期起", [needed()])
    ends_on = DateField("统计期止", [needed()])
    chain_id = IdField("产业链", blank="全部产业链")
    node_id = NodeField("环节", blank="全部环节")
    foreign_only = BooleanField("只计外资")
    region_group = ChoiceField("投资来源", kind=RegionGroup, blank="不限")
    channel = ChoiceField("招引方式", kind=Channel, blank="不限")
    least_investment_fen = AmountField("总投资不低于", units=(AmountUnit.YI, AmountUnit.WAN))
    most_investment_fen = AmountField("总投资不高于", units=(AmountUnit.YI, AmountUnit.WAN))
    owner_id = IdField("责任人", blank="不限")
    capacity_product = TextField("产品", limit=40)
    capacity_unit = TextField("产能单位", limit=20)
    reading = NoteField("口径说明", limit=500)

    def __init__(
        self,
        *args: Any,
        units: Choices,
        chains: Choices,
        nodes: Choices,
        people: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.offer(units)
        self.chain_id.offer(chains)
        self.node_id.offer(nodes)
        self.owner_id.offer(people)
        self.milestone.choices = [(one.value, one.label) for one in STAGES[1:]]

    def show(self, quota: Quota) -> None:
        """The stored target without the zeros that its column carries."""
        self.target.data = f"{quota.target.normalize():f}"
        for field in (self.least_investment_fen, self.most_investment_fen):
            whole = field.data is not None and field.data % AmountUnit.YI.minor
            field.show_in(AmountUnit.WAN if whole else AmountUnit.YI)

    def collide(self, row: Quota) -> None:
        """As every form does; the target is compared as a number, not as it was typed."""
        typed, self.target.data = self.target.data, self.target_number
        super().collide(row)
        self.target.data = typed

    def validate_target(self, field: TextField) -> None:
        """A number, with thousands separators or without."""
        self.target_number = read_number(field.data or "")

    def values(self) -> QuotaValues:
        """What was typed, after it has been validated."""
        return QuotaValues(
            title=self.title.data,
            milestone=self.milestone.data,
            metric=self.metric.data,
            unit_id=self.unit_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            target=self.target_number,
            chain_id=self.chain_id.data,
            node_id=self.node_id.data,
            foreign_only=bool(self.foreign_only.data),
            region_group=self.region_group.data,
            channel=self.channel.data,
            least_investment_fen=self.least_investment_fen.data,
            most_investment_fen=self.most_investment_fen.data,
            owner_id=self.owner_id.data,
            capacity_product=self.capacity_product.data or "",
            capacity_unit=self.capacity_unit.data or "",
            at_least=bool(self.at_least.data),
            reading=self.reading.data or "",
        )
