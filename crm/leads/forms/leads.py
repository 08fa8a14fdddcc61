"""The form of a lead, and how a pasted text fills it."""

from typing import Any

from crm.chains.forms import NodeField
from crm.companies.forms import EMAIL
from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    NoteField,
    TextField,
    WholeNumberField,
    needed,
)
from crm.leads.models import Lead
from crm.leads.rules import LeadValues
from crm.leads.rules.pasted import LONGEST_PASTED, Pasted
from crm.lib.currencies import AmountUnit
from crm.lib.money import Interpretation, format_amount
from crm.lib.regions import HOME, country_choices, country_label, region_choices, region_label
from crm.lib.text import truncate
from crm.plans.rules import Channel

# 万元 and 亿元 first, then the same of each foreign currency.
UNITS = tuple(unit for unit in AmountUnit if unit.power in (4, 8))


# Fields that a pasted text fills as they are; amount, origin and node take a word more.
TAKEN = (
    "company_name", "credit_code", "contact_name", "contact_phone", "contact_email", "intent",
    "next_step", "next_step_on", "channel", "source",
)  # fmt: skip
FILLED = "来自粘贴内容，请核对"
INSTEAD = "没有改动。粘贴内容里是：{}"


def _unit_for(amount: Interpretation) -> AmountUnit:
    """The unit of the form in which an amount is naturally written: 亿元 or 万元."""
    units = [unit for unit in UNITS if unit.currency is amount.currency]
    return max((unit for unit in units if amount.minor >= unit.minor), key=_power, default=units[0])


def _power(unit: AmountUnit) -> int:
    return unit.power


def _origin(read: Pasted) -> str:
    return region_label(read.region_code) if read.region_code else country_label(read.country)


class PasteForm(Form):
    """A text that somebody has sent, to be taken apart."""

    pasted = NoteField("粘贴微信消息或名片", limit=LONGEST_PASTED)


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
    contact_email = TextField("电子邮箱", [EMAIL], limit=120)
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

    def take(self, read: Pasted, node_id: int | None) -> None:
        """Put what a text says into the fields that are empty; `notes` tell which, and what a
        filled field would have become."""
        self.notes: dict[str, str] = {}
        for name in TAKEN:
            self._take(name, getattr(read, name))
        self._take("node_id", node_id)
        amount = read.amount
        if amount is not None:
            self._take("amount_minor", amount.minor, format_amount(amount.minor, amount.unit))
            if self.notes["amount_minor"] == FILLED:
                self.amount_minor.show_in(_unit_for(amount))
        if read.country not in ("", HOME) or read.region_code:
            untouched = self.country.data in (None, HOME) and not self.region_code.data
            self.notes["country"] = FILLED if untouched else INSTEAD.format(_origin(read))
            if untouched:
                self.country.data = read.country
                self.region_code.data = read.region_code or None

    def _take(self, name: str, value: Any, words: str = "") -> None:
        """One field: filled when empty, else told what the text says."""
        field = self[name]
        if not value or field.data == value:
            return
        if field.data or getattr(field, "typed", ""):
            offered = {str(key): text for key, text, *_ in getattr(field, "choices", None) or []}
            told = words or offered.get(str(value)) or str(value)
            self.notes[name] = INSTEAD.format(truncate(told, 60))
            return
        field.process_data(value)
        self.notes[name] = FILLED

    def help(self, name: str, otherwise: str = "") -> str:
        """What stands under a field: whence it was filled, else how to fill it."""
        return getattr(self, "notes", {}).get(name, otherwise)

    @property
    def filled(self) -> list[str]:
        """The labels of the fields that the pasted text has filled."""
        notes = getattr(self, "notes", {})
        return [self[name].label.text for name, note in notes.items() if note == FILLED]

    @property
    def left(self) -> list[str]:
        """The labels of those that already said something else."""
        notes = getattr(self, "notes", {})
        return [self[name].label.text for name, note in notes.items() if note != FILLED]

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
            contact_email=self.contact_email.data or "",
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
            source=self.source.data or "",
            confidential=self.confidential.data,
            code_name=self.code_name.data or "",
        )
