"""The administrator's parameters: versions of the definition, exchange rates."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.core.errors import Refused
from crm.lib.currencies import Currency
from crm.plans.models import Definition, ExchangeRate
from crm.plans.queries import definition_for, latest_rate, rate_of
from tests.client import words
from tests.factories.plans import make_definition, make_rate

NEW = "/admin/parameters/definitions/new"


def test_the_page_shows_which_version_is_in_force(admin, session):
    make_definition(session, name="旧版", effective_from=date(2021, 1, 1))
    make_definition(session, name="现版", effective_from=date(2026, 1, 1))
    make_definition(session, name="新版", effective_from=date(2027, 1, 1))
    text = admin.text("/admin/parameters")
    assert "现行口径： 现版" in text
    assert text.index("未到施行日期") < text.index("过去")


def test_without_a_definition_the_page_says_what_to_do(admin):
    assert "还没有统计口径" in admin.text("/admin/parameters")


def test_a_version_is_shown_in_full(admin, session):
    terms = {"meaning": "签正式合同", "evidence": ["合同"], "fields": ["parties"], "files": 1}
    found = make_definition(session, milestones={"signed": terms})
    text = admin.text(f"/admin/parameters/definitions/{found.id}")
    assert "签正式合同" in text
    assert "甲乙双方" in text
    assert "房地产" in text
    admin.get("/admin/parameters/definitions/0", 404)


def test_a_new_version_copies_the_last_and_begins_later(admin, session):
    old = make_definition(session)
    typed = {"name": "2027版", "effective_from": "2027-01-01", "signed_weight": "65"}
    typed |= {"signed_evidence": "合同，补充协议", "framework_counts": "y"}
    admin.submit(NEW, typed, 302)
    new = session.scalars(select(Definition).order_by(Definition.id.desc())).first()
    assert (new.name, new.framework_counts) == ("2027版", True)
    assert set(new.kinds_left_out) == set(old.kinds_left_out)
    assert new.weights == {**old.weights, "signed": 65}
    assert new.milestones["signed"]["evidence"] == ["合同", "补充协议"]
    assert definition_for(session, date(2026, 12, 31)).id == old.id
    assert definition_for(session, date(2027, 1, 1)).id == new.id


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"effective_from": "2020-01-01"}, "要晚于现有的最新版（2021-01-01）"),
        ({"effective_from": ""}, "请填写"),
        ({"started_weight": "10"}, "低于注册"),
        ({"started_weight": "200"}, "0 到 100"),
        ({"signed_meaning": ""}, "请写明签约的含义"),
    ],
)
def test_a_version_that_cannot_be_is_refused(admin, session, typed, sentence):
    make_definition(session)
    given = {"name": "新版名称", "effective_from": "2027-01-01", **typed}
    answer = admin.submit(NEW, given, 400)
    assert sentence in words(answer)
    assert 'value="新版名称"' in answer.text
    assert len(session.scalars(select(Definition)).all()) == 1


def test_before_the_first_version_the_first_one_holds(session):
    first = make_definition(session, effective_from=date(2021, 1, 1))
    assert definition_for(session, date(2019, 1, 1)) is first


def test_without_any_version_nothing_can_be_counted(session):
    with pytest.raises(Refused, match="还没有统计口径"):
        definition_for(session, date(2026, 1, 1))


def test_a_rate_is_entered_and_corrected(admin, session):
    for rate in ("7.1", "7.0992"):
        typed = {"currency": "USD", "month": "2026年11月", "rate": rate}
        admin.submit("/admin/parameters", typed, 302)
    row = session.scalars(select(ExchangeRate)).one()
    assert (row.month, row.rate) == (date(2026, 11, 1), Decimal("7.0992"))
    assert "7.0992" in admin.text("/admin/parameters")


@pytest.mark.parametrize(
    "typed",
    [{"month": "十一月"}, {"month": "2026-13"}, {"rate": "七"}, {"rate": "0"}, {"rate": "710"},
     {"rate": "1e-9"}, {"rate": "Infinity"}, {"currency": "CNY"}],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(admin, session, typed):
    given = {"currency": "USD", "month": "2026-11", "rate": "7.1", **typed}
    admin.submit("/admin/parameters", given, 400)
    assert session.scalars(select(ExchangeRate)).all() == []


def test_the_rate_of_a_month_is_that_months_own(session):
    make_rate(session, "7.1", month=date(2026, 10, 1))
    assert rate_of(session, Currency.USD, date(2026, 10, 31)) == Decimal("7.1")
    assert rate_of(session, Currency.CNY, date(2026, 10, 31)) == 1
    with pytest.raises(Refused, match="2026年11月的美元汇率"):
        rate_of(session, Currency.USD, date(2026, 11, 1))
    assert latest_rate(session, Currency.USD, date(2026, 11, 30)) == Decimal("7.1")
    assert latest_rate(session, Currency.USD, date(2026, 9, 30)) is None


@pytest.mark.parametrize("person", ["staff", "manager", "leader", "security", "auditor"])
def test_others_may_not_touch_the_parameters(request, session, person):
    browser = request.getfixturevalue(person)
    browser.get("/admin/parameters", 403)
    browser.get(NEW, 403)
    browser.post("/admin/parameters/rates", {"currency": "USD"}, 403)


def test_the_parameters_ask_for_sign_in(guest):
    assert "/login" in guest.get("/admin/parameters", 302).location
