"""Fields: labels, help, mistakes in words, what was typed kept."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from crm.core.forms import (
    AmountField,
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    IdField,
    NoteField,
    TextField,
    WholeNumberField,
    needed,
)
from tests.macros.conftest import Show
from tests.macros.test_figures import Stage

FIELDS = (
    "{% from 'macros/forms.html' import form_shell, section, more, field, choices, picker %}"
    "{% call form_shell(form, cancel='/leads', draft='lead') %}"
    "{% call section('企业') %}{{ picker(form.company_id, '/c.json', free=form.company) }}"
    "{{ field(form.day) }}{{ field(form.amount, help='只写数字') }}{{ choices(form.stage) }}"
    "{% endcall %}{% call more() %}{{ field(form.count) }}{{ field(form.note) }}"
    "{{ field(form.secret) }}{% endcall %}{% endcall %}"
)


class LeadForm(Form):
    company_id = IdField("企业", blank="")
    company = TextField("企业名称", [needed("请填写企业名称。")])
    day = DateField("接触日期")
    amount = AmountField("总投资")
    stage = ChoiceField("阶段", kind=Stage, blank="请选择")
    count = WholeNumberField("用工")
    note = NoteField("备注")
    secret = BooleanField("涉密")


@pytest.fixture
def form_of():
    app = Flask(__name__)

    def build(**typed: str) -> LeadForm:
        with app.test_request_context("/", method="POST"):
            form = LeadForm(formdata=MultiDict(typed), meta={"csrf": False})
            form.company_id.offer([(1, "甲公司")])
            form.validate()
            return form

    return build


def test_a_mistake_keeps_what_was_typed_and_says_what_to_do(show: Show, form_of):
    form = form_of(day="2026-13-40", amount="三个亿", count="许多", note="<b>x", company_id="1")
    page = show(FIELDS, form=form)
    assert page.find(id="day")["value"] == "2026-13-40"
    assert page.find(id="day")["type"] == "text"
    assert page.find(id="amount")["value"] == "三个亿"
    assert page.find(id="note").text == "<b>x"
    for name in ("company", "day", "amount", "count"):
        told = page.find(id=name)["aria-describedby"].split()
        assert page.find(id=told[0]).text.strip()
        assert page.find(id=name)["aria-invalid"] == "true"
    assert page.find(class_="error-summary").find("a", href="#amount")


def test_a_mistake_under_more_unfolds_it(show: Show, form_of):
    assert show(FIELDS, form=form_of(count="许多")).find("details").has_attr("open")
    assert not show(FIELDS, form=form_of(day="x")).find("details").has_attr("open")


def test_the_form_is_guarded_and_sent_once(show: Show, form_of):
    form = show(FIELDS, form=form_of(company="甲")).find("form")
    assert {"data-guard", "data-once"} <= set(form.attrs)
    assert form["data-draft"] == "lead"
    assert form.find("input", {"name": "csrf_token"})["value"] == "token"
    assert form.find("input", {"name": "version"})


def test_a_picker_keeps_number_and_name(show: Show, form_of):
    page = show(FIELDS, form=form_of(company_id="1", company="甲公司"))
    assert page.find("input", {"name": "company_id"})["value"] == "1"
    assert page.find("input", {"name": "company"})["value"] == "甲公司"
    assert page.find("label", {"for": "company"}).text.startswith("企业名称")


def test_an_amount_takes_its_unit(show: Show, form_of):
    page = show(FIELDS, form=form_of(company="甲", amount="3"))
    assert page.find("select", {"name": "amount-unit"}).find_all("option")
    assert page.find(id="amount")["aria-describedby"] == "amount-help"


def test_a_button_that_changes_something_asks_first(show: Show):
    page = show(
        "{% from 'macros/navigation.html' import post_action %}"
        "{{ post_action('/x', '放回公海', confirm='确定放回吗？', fields={'v': 3}) }}"
    )
    assert page.find("form")["data-confirm"] == "确定放回吗？"
    assert page.find("input", {"name": "v"})["value"] == "3"


def test_crumbs_end_where_one_is(show: Show):
    page = show(
        "{% from 'macros/navigation.html' import crumbs, tabs %}"
        "{{ crumbs(('线索', '/leads'), '<甲>') }}{{ tabs([('a', '概况', '?t=a', None)], 'a') }}"
    )
    assert page.find("span", {"aria-current": "page"}).text == "<甲>"
    assert page.find("a", {"aria-current": "page"}).text == "概况"


def test_facts_without_a_value_show_a_dash(show: Show):
    page = show(
        "{% from 'macros/cards.html' import facts, figure %}"
        "{{ facts([('用地', None), ('人数', 0)]) }}{{ figure('线索', 3, '条', '/leads') }}"
    )
    assert [fact.text for fact in page.find_all("dd")] == ["—", "0"]
    assert page.find("a")["href"] == "/leads"


def test_suggestions_are_options(show: Show):
    page = show(
        "{% from 'macros/search.html' import suggestions %}{{ suggestions(groups, 'a&b') }}",
        groups=[("企业", [("/companies/1", "甲公司", "盐城")])],
    )
    first, last = page.find_all(attrs={"role": "option"})
    assert first["href"] == "/companies/1"
    assert last["href"] == "/search?q=a%26b"
