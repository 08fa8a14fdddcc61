"""Forms of companies and contacts. Choices of records are handed to `offer`."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField
from wtforms.validators import Regexp

from crm.chains.forms import NodeField
from crm.companies.models import Company
from crm.companies.rules import CompanyValues, ContactValues, Honour, HonourTerms, Relation
from crm.companies.rules.dealings import ContactRole, TargetState, TargetValues, Tie
from crm.companies.rules.merging import FIELDS, KEPT, OTHER
from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    HiddenField,
    IdField,
    NoteField,
    SelectMultipleField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.lib.credit_code import CreditCodeError, check_credit_code
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount
from crm.lib.regions import HOME, country_choices, region_choices
from crm.lib.text import TextError, clean_line

SEPARATORS = re.compile(r"[、,，;；\n]+")
LONGEST_NAME, MOST_NAMES = 200, 20
EMAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message="邮箱请写成 name@example.com 这样的格式。")
PHONE = Regexp(r"^[\d\s()+./×xX转\-—]{5,}$", message="电话只填数字，可带区号、横线和“转”分机。")


class CompanyForm(Form):
    """A company: name and code first."""

    name = TextField("企业名称", [needed("请填写企业名称。")], limit=200)
    credit_code = TextField("统一社会信用代码", limit=40)
    relation = ChoiceField("关系", kind=Relation, default=Relation.TARGET)
    node_id = NodeField("主要环节", blank="未定")
    short_name = TextField("简称", limit=80)
    country = ChoiceField("国别地区", default=HOME)
    region_code = ChoiceField("所在地区", blank="未填")
    description = NoteField("主营业务", limit=2000)
    former_names = NoteField("曾用名和其他名称", limit=1000)
    registered_capital_fen = AmountField("注册资本")
    industry_code = TextField(
        "行业代码",
        [Regexp(r"^[A-Ta-t]?\d{2,4}$", message="行业代码填 GB/T 4754 的 2 至 4 位数字，如 3985。")],
        limit=6,
    )
    address = TextField("地址", limit=200)
    website = TextField("网址", limit=200)
    is_leader = BooleanField("龙头（链主）企业")
    other_nodes = SelectMultipleField("其他环节", coerce=int)
    confidential = BooleanField("涉密企业")

    def offer(self, nodes: list[tuple[int, str]]) -> None:
        """Set what may be chosen."""
        self.node_id.offer(nodes)
        self.other_nodes.choices = nodes
        self.country.choices = country_choices()
        self.region_code.choices = self.region_code.with_blank(region_choices())

    def show(self, company: Company, names: list[str], nodes: list[int]) -> None:
        """Fill the form with a company, its other names and its nodes, the main one first."""
        self.process(obj=company)
        self.version.data = str(company.version)
        self.former_names.data = "、".join(names)
        self.node_id.data = next(iter(nodes), None)
        self.other_nodes.data = nodes[1:]

    def validate_credit_code(self, field: Field) -> None:
        """Right by its check character, with the sentence that says what is wrong."""
        if field.data:
            try:
                check_credit_code(field.data)
            except CreditCodeError as error:
                raise ValidationError(f"{error}。") from error

    def validate_former_names(self, field: Field) -> None:
        """Each of a length that a name can have."""
        if len(self._other_names()) > MOST_NAMES:
            raise ValidationError(f"最多填 {MOST_NAMES} 个名称。")
        try:
            for name in self._other_names():
                clean_line(name, LONGEST_NAME)
        except TextError as error:
            raise ValidationError(f"{error}。") from error

    def collide(self, row: Any) -> None:
        """As for every form; the capital is told in words."""
        super().collide(row)
        capital, now = self.registered_capital_fen, row.registered_capital_fen
        if now != capital.data:
            words = "空" if now is None else format_amount(now, AmountUnit.WAN)
            capital.errors = [f"现已改为：{words}"]

    def _other_names(self) -> tuple[str, ...]:
        names = (name.strip() for name in SEPARATORS.split(self.former_names.data or ""))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def nodes(self) -> list[int]:
        """The nodes chosen, the main one first."""
        return [one for one in (self.node_id.data, *(self.other_nodes.data or ())) if one]

    def values(self) -> CompanyValues:
        """What was typed, as the operations take it."""
        return CompanyValues(
            name=self.name.data,
            relation=self.relation.data,
            short_name=self.short_name.data or "",
            former_names=self._other_names(),
            credit_code=self.credit_code.data or None,
            is_leader=self.is_leader.data,
            confidential=self.confidential.data,
            country=self.country.data,
            region_code=self.region_code.data if self.country.data == HOME else None,
            industry_code=self.industry_code.data or None,
            registered_capital_fen=self.registered_capital_fen.data,
            address=self.address.data or "",
            website=self.website.data or "",
            description=self.description.data or "",
        )


class ContactForm(Form):
    """A person at a company."""

    name = TextField("姓名", [needed("请填写姓名。")], limit=40)
    role = ChoiceField("角色", kind=ContactRole, blank="未定")
    position = TextField("职务", limit=60)
    phone = TextField("电话", [PHONE], limit=40)
    email = TextField("邮箱", [EMAIL], limit=120)
    note = NoteField("备注", limit=1000)

    def values(self) -> ContactValues:
        """What was typed, as the operations take it."""
        return ContactValues(
            name=self.name.data,
            role=self.role.data,
            position=self.position.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            note=self.note.data or "",
        )


class LinkForm(Form):
    """What another company is to the one at hand."""

    tie = ChoiceField("它是", kind=Tie, default=Tie.SUPPLIER)
    other_id = WholeNumberField("企业", least=1, most=10**11)
    other_name = TextField("企业", [needed("请选择企业。")], limit=200)
    note = TextField("说明", limit=200)


class TargetForm(Form):
    """A company to be attracted to a node, and how far that has come."""

    company_id = WholeNumberField("企业", least=1, most=10**11)
    company_name = TextField("企业", [needed("请选择企业。")], limit=200)
    node_id = NodeField("环节", [needed("请选择环节。")], blank="请选择")
    owner_id = IdField("负责人", blank="未定")
    # Its id is another than its name: every page has a place called "state".
    state = ChoiceField("进度", kind=TargetState, default=TargetState.NEW, id="progress")
    state_on = DateField("进度日期")
    reason = TextField("为什么找它", limit=200)
    note = NoteField("情况", limit=1000)

    def offer(self, nodes: list[tuple[int, str]], people: list[tuple[int, str]]) -> None:
        """Set what may be chosen."""
        self.node_id.offer(nodes)
        self.owner_id.offer(people)

    def values(self) -> TargetValues:
        """What was typed, as the operations take it."""
        return TargetValues(
            node_id=self.node_id.data,
            state=self.state.data,
            state_on=self.state_on.data,
            owner_id=self.owner_id.data,
            reason=self.reason.data or "",
            note=self.note.data or "",
        )


class HonoursForm(Form):
    """The titles that a company holds; the fields of each title are added below."""

    def show(self, held: Mapping[Honour, HonourTerms], version: int) -> None:
        """Begin with what is known."""
        self.version.data = str(version)
        for honour, terms in held.items():
            fields = dict(self.by_honour())[honour]
            fields[0].data = True
            fields[1].process_data(terms.obtained_on)
            fields[2].process_data(terms.expires_on)
            fields[3].data = terms.source

    def by_honour(self) -> list[tuple[Honour, list[Any]]]:
        """The fields title by title, for the page."""
        return [(honour, [self[f"{honour.value}_{part}"] for part in PARTS]) for honour in Honour]

    def values(self) -> dict[Honour, HonourTerms]:
        """What was typed, of the titles that are ticked."""
        return {
            honour: HonourTerms(since.data, until.data, source.data or "")
            for honour, (held, since, until, source) in self.by_honour()
            if held.data
        }


PARTS = ("held", "obtained_on", "expires_on", "source")
for _honour in Honour:
    _name, _label = _honour.value, _honour.label
    setattr(HonoursForm, f"{_name}_held", BooleanField(_label))
    setattr(HonoursForm, f"{_name}_obtained_on", DateField(f"{_label}获得日期"))
    setattr(HonoursForm, f"{_name}_expires_on", DateField(f"{_label}有效期至"))
    setattr(HonoursForm, f"{_name}_source", TextField(f"{_label}来源", limit=200))


class MergeForm(Form):
    """Which of two values stays, field by field, where both companies have one."""

    kept_version = HiddenField()
    other_version = HiddenField()

    def offer(self, fields: list[tuple[str, str, str]], versions: tuple[int, int]) -> None:
        """Ask for the fields given, each with the value of either; others are not asked for."""
        asked = {f"take_{field}": (mine, theirs) for field, mine, theirs in fields}
        for name in [one.name for one in self if one.name.startswith("take_")]:
            if name not in asked:
                del self[name]
                continue
            self[name].choices = [(KEPT, asked[name][0]), (OTHER, asked[name][1])]
        if not self.is_submitted():
            self.kept_version.data, self.other_version.data = map(str, versions)

    def collide_both(self, kept: int, other: int) -> None:
        """Somebody has saved one of the two meanwhile: what is shown now is what stands."""
        self.form_errors.append(
            "您打开后，其中一家企业已被别人修改，还没有合并。下面是现在的内容：核对后再点合并。"
        )
        self.kept_version.data, self.other_version.data = str(kept), str(other)

    @property
    def chosen(self) -> dict[str, str]:
        """Whose value stays, by field."""
        fields = (one for one in self if one.name.startswith("take_"))
        return {one.name.removeprefix("take_"): one.data for one in fields}

    @property
    def seen_versions(self) -> tuple[int | None, int | None]:
        """The versions of both that the person saw."""
        texts = (str(self.kept_version.data or ""), str(self.other_version.data or ""))
        kept, other = (
            int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
            for text in texts
        )
        return kept, other


for _field, _label in FIELDS.items():
    _choice = RadioField(_label, default=KEPT, choices=[], coerce=str)
    setattr(MergeForm, f"take_{_field}", _choice)


class PersonForm(Form):
    """A person to be put on the list of a confidential record."""

    user_id = IdField("人员", [needed("请选择人员。")], blank="请选择")
