"""The base of all forms and its fields."""

from types import SimpleNamespace

import pytest
from werkzeug.datastructures import MultiDict

from crm.core.forms import AmountField, DateField, Form, TextField


class Sheet(Form):
    name = TextField("名称", limit=5)
    amount = AmountField("金额")
    day = DateField("日期")


@pytest.fixture
def fill(app):
    def fill(record=None, **typed):
        with app.test_request_context(method="POST"):
            form = Sheet(MultiDict(typed), obj=record)
            form.validate()
            return form

    return fill


@pytest.mark.parametrize(
    ("typed", "seen"),
    [({"version": "3"}, 3), ({"version": "x"}, None), ({"version": "9" * 30}, None), ({}, None)],
)
def test_the_seen_version_is_what_the_form_carried(fill, typed, seen):
    assert fill(**typed).seen_version == seen


def test_a_post_without_version_does_not_fail_on_a_record(fill):
    record = SimpleNamespace(version=4, name="甲", amount=None, day=None)
    assert fill(record, name="乙").seen_version in (None, 4)


def test_what_cannot_be_read_is_kept_as_typed(fill):
    form = fill(name="六个字的名称", amount="3亿", day="2026-02-30")
    assert form.name.data == "六个字的名称"
    assert form.amount.typed == "3亿"
    assert form.amount.data is None
    assert form.day.typed == "2026-02-30"
    assert form.name.errors == ["最多 5 个字。"]
    assert "30000" in form.amount.errors[0]
    assert "2026-11-20" in form.day.errors[0]


@pytest.mark.parametrize("text", ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日"])
def test_a_day_is_read_as_people_write_it(fill, text):
    assert fill(day=text).day.data.isoformat() == "2026-11-20"


def test_an_amount_is_read_in_its_unit(fill):
    assert fill(**{"amount": "1.5", "amount-unit": "yi"}).amount.data == 15_000_000_000
