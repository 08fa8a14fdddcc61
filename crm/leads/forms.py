"""Forms of leads, activities and to-dos. Choices of records are handed to `offer`."""

from typing import Any

from wtforms.utils import unset_value

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
    WholeNumberField,
    needed,
)
from crm.leads.models import Lead
from crm.leads.rules import ActivityKind, ActivityValues, DropReason, LeadValues
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount
from crm.lib.regions import HOME, country_choices, region_choices
from crm.plans.rules import Channel

# 万元 and 亿元 first, then the same of each foreign currency.
UNITS = tuple(unit for unit in AmountUnit if unit.power in (4, 8))


class NodeField(IdField):
    """A chain node by its number, or by the name that was typed where scripts do not run."""

    typed = ""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the number; keep the text beside it."""
        self.typed = formdata.get(f"{self.name}-text", "").strip() if formdata else ""
        super().process(formdata, data, extra_filters)

    @property
    def text(self) -> str:
        """What the box shows: the node chosen, or what was typed."""
        labels = {str(key): label for key, label in self.choices or []}
        return self.typed or (labels.get(str(self.data), "") if self.data else "")

    def pre_validate(self, form: Any) -> None:
        """A typed name must be that of exactly one node."""
        if self.data is None and self.typed:
            wanted = [
                key
                for key, label in self.choices or []
                if key and self.typed in (label, label.rsplit(" · ", 1)[-1])
            ]
            if len(wanted) != 1:
                raise ValidationError("没有找到这个环节，请输入名称后从列表中选择。")
            self.data = wanted[0]
        super().pre_validate(form)


class LeadForm(Form):
    """A lead: what takes a minute first, the rest folded."""

    company_id = WholeNumberField("企业", least=1, most=10**11)
    company_name = TextField("企业名称", [needed("请填写企业名称。")], limit=200)
    intent = NoteField("投资意向", limit=1000)
    node_id = NodeField("产业链环节", blank="未定")
    amount_minor = AmountField("意向投资额", units=UNITS)
    country = ChoiceField("国别地区", default=HOME)
    region_code = ChoiceField("投资方省市", blank="未填")
    channel = ChoiceField("招引方式", kind=Channel, blank="未填")
    contact_name = TextField("联系人", limit=40)
    contact_phone = TextField("联系电话", limit=40)
    next_step = TextField("下一步", limit=200)
    next_step_on = DateField("下一步日期")
    credit_code = TextField("统一社会信用代码", limit=40)
    source = TextField("信息来源", limit=200)
    confidential = BooleanField("涉密线索")
    code_name = TextField("代号", limit=80)
    despite_clash = BooleanField("已核对，不是同一项目，仍要登记")

    def offer(self, nodes: list[tuple[int, str]]) -> None:
        """Set what may be chosen."""
        self.node_id.offer(nodes)
        self.country.choices = country_choices()
        self.region_code.choices = self.region_code.with_blank(region_choices())

    def show(self, lead: Lead) -> None:
        """Fill the form with a lead."""
        self.process(obj=lead)
        self.version.data = str(lead.version)
        self.amount_minor.show_in(lead.amount_unit)

    def collide(self, row: Any) -> None:
        """As for every form; the amount is told in words."""
        super().collide(row)
        amount = self.amount_minor
        if row.amount_minor != amount.data:
            now = row.amount_minor
            words = "空" if now is None else format_amount(now, row.amount_unit)
            amount.errors = [f"现已改为：{words}"]

    def values(self) -> LeadValues:
        """What was typed, as the operations take it."""
        return LeadValues(
            company_name=self.company_name.data,
            company_id=self.company_id.data,
            credit_code=self.credit_code.data or None,
            intent=self.intent.data or "",
            node_id=self.node_id.data,
            amount_minor=self.amount_minor.data,
            amount_unit=self.amount_minor.unit,
            country=self.country.data,
            region_code=self.region_code.data,
            channel=self.channel.data,
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
            source=self.source.data or "",
            confidential=self.confidential.data,
            code_name=self.code_name.data or "",
        )


class ActivityForm(Form):
    """What was done, and what comes next."""

    activity = ChoiceField("跟进方式", kind=ActivityKind, default=ActivityKind.CALL)
    happened_on = DateField("日期", [needed("请填写日期。")])
    summary = NoteField("谈了什么", [needed("请写一句谈了什么。")], limit=4000)
    people = TextField("参加人员", limit=200)
    place = TextField("地点", limit=120)
    next_step = TextField("下一步", limit=200)
    next_step_on = DateField("下一步日期")

    def values(self) -> ActivityValues:
        """What was typed, as the operations take it."""
        return ActivityValues(
            activity=self.activity.data,
            happened_on=self.happened_on.data,
            summary=self.summary.data,
            people=self.people.data or "",
            place=self.place.data or "",
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
        )


class DropForm(Form):
    """Why a lead is given up."""

    drop_reason = ChoiceField("原因", [needed("请选择原因。")], kind=DropReason, blank="请选择")
    drop_note = NoteField("说明", limit=500)


class ReleaseForm(Form):
    """Why a lead goes back to the pool."""

    reason = TextField("原因", [needed("请写明原因。")], limit=200)


class AssignForm(Form):
    """To whom a lead is given."""

    owner_id = IdField("负责人", [needed("请选择负责人。")], blank="请选择")


class TodoForm(Form):
    """A next step of one's own, perhaps about a record."""

    text = TextField("事项", [needed("请写明要做什么。")], limit=200)
    due_on = DateField("期限", [needed("请填写期限。")])
