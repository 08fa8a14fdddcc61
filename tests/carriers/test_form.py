"""New and changed carriers, and one carrier's page."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.accounts.rules import Role
from crm.carriers.models import Carrier
from crm.carriers.rules import AreaUnit, CarrierKind, CarrierState
from tests.client import words
from tests.factories.accounts import make_user
from tests.factories.carriers import make_carrier
from tests.factories.chains import make_chain

TYPED = {"name": "标准厂房<b>", "kind": "workshop", "area": "1,200.5", "area_unit": "sqm"}


def the_carrier(session) -> Carrier:
    return session.scalars(select(Carrier)).one()


def test_a_carrier_is_entered_with_everything(staff, session, cast):
    chain = make_chain(session, code="ic")
    staff.submit(
        "/carriers/new",
        {**TYPED, "state": "partly", "place": "希望大道", "price": "15 元", "chain_id": chain.id},
        302,
    )
    carrier = the_carrier(session)
    assert (carrier.kind, carrier.state) == (CarrierKind.WORKSHOP, CarrierState.PARTLY)
    assert (carrier.area, carrier.area_unit) == (Decimal("1200.5"), AreaUnit.SQM)
    assert (carrier.unit_id, carrier.chain_id) == (cast.park_a.id, chain.id)
    text = staff.text(f"/carriers/{carrier.id}")
    shown = ("标准厂房<b>", "1,200.5 平方米", "合 1.8 亩", "希望大道", "适合 集成电路 项目")
    for said in shown:
        assert said in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写载体名称"),
        ({"area": "很大"}, "面积请只填数字"),
        ({"area": "NaN"}, "面积请只填数字"),
        ({"area": "1.23456"}, "最多 4 位小数"),
        ({"area": "-5"}, "大于 0"),
        ({"area_unit": ""}, "请选择面积单位"),
        ({"area": ""}, "请填写面积"),
        ({"kind": "x"}, "请从列表中选择"),
        ({"unit_id": "987654321"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(staff, session, typed, sentence):
    answer = staff.submit("/carriers/new", {**TYPED, **typed}, 400)
    assert sentence in words(answer)
    kept = {**TYPED, **typed}
    for name in ("name", "area"):
        shown = kept[name].replace("<b>", "&lt;b&gt;")
        assert f'value="{shown}"' in answer.text
    assert session.scalars(select(Carrier)).all() == []


def units_offered(browser) -> set[str]:
    options = browser.page("/carriers/new").select("#unit_id option")
    return {option.get_text() for option in options}


def test_each_enters_carriers_of_the_own_units_only(staff, manager, browser, session, cast):
    assert units_offered(staff) == {cast.park_a.name}
    assert units_offered(manager) == {cast.park_a.name, cast.office.name}
    chief = browser(make_user(session, Role.MANAGER, cast.zone, username="chief"))
    assert units_offered(chief) >= {cast.park_b.name, "（外地，不属于本区）"}
    staff.submit("/carriers/new", {**TYPED, "unit_id": str(cast.park_b.id)}, 400)
    chief.submit("/carriers/new", {**TYPED, "unit_id": ""}, 302)
    assert the_carrier(session).unit_id is None


def test_who_may_change_which(staff, manager, outsider, leader, session, cast):
    own = make_carrier(session, cast.park_a)
    below = make_carrier(session, cast.office)
    away = make_carrier(session)
    staff.get(f"/carriers/{own.id}/edit", 200)
    staff.get(f"/carriers/{below.id}/edit", 403)
    manager.get(f"/carriers/{below.id}/edit", 200)
    manager.get(f"/carriers/{away.id}/edit", 403)
    for browser in (outsider, leader):
        browser.get(f"/carriers/{own.id}/edit", 403)
        browser.post(f"/carriers/{own.id}/edit", TYPED, 403)
        assert "修改" not in browser.page(f"/carriers/{own.id}").select_one(".page-actions").text


def test_a_change_of_state_is_kept_in_the_history(staff, session, cast):
    carrier = make_carrier(session, cast.park_a, "120")
    staff.submit(f"/carriers/{carrier.id}/edit", {"state": "occupied"}, 302)
    assert carrier.state is CarrierState.OCCUPIED
    shown = staff.page(f"/carriers/{carrier.id}").aside
    assert shown.find("del", string="可供")
    assert shown.find("ins", string="已占用")


def test_an_untouched_form_changes_nothing(staff, session, cast):
    carrier = make_carrier(session, cast.park_a, "1200.5")
    before = carrier.version
    staff.submit(f"/carriers/{carrier.id}/edit", {}, 302)
    assert carrier.version == before


def test_who_saves_second_sees_both_and_overwrites_nothing(staff, session, cast):
    carrier = make_carrier(session, cast.park_a, "120")
    url = f"/carriers/{carrier.id}/edit"
    seen = staff.page(url).select_one("input[name=version]")["value"]
    staff.submit(url, {"name": "先存的"}, 302)
    answer = staff.submit(url, {"name": "后存的", "version": seen}, 409)
    assert "先存的" in words(answer)
    assert 'value="后存的"' in answer.text
    assert carrier.name == "先存的"


def test_an_expired_token_keeps_what_was_typed(staff, session, cast):
    typed = {**TYPED, "state": "idle", "unit_id": str(cast.park_a.id)}
    answer = staff.post("/carriers/new", typed, 400, token=False)
    assert 'value="1,200.5"' in answer.text
    assert session.scalars(select(Carrier)).all() == []


@pytest.mark.parametrize("url", ["/carriers/new", "/carriers/1/edit"])
def test_they_ask_for_sign_in_and_the_right_to_log(guest, leader, admin, url):
    assert "/login" in guest.get(url, 302).location
    leader.get(url, 403)
    admin.get(url, 403)


def test_a_carrier_that_is_none_is_not_found(staff):
    staff.get("/carriers/987654321", 404)
    staff.get("/carriers/987654321/edit", 404)
