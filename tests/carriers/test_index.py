"""The list of carriers: what can be had, its filters, the workbook."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.carriers.rules import AreaUnit, CarrierKind, CarrierState
from tests.factories.carriers import make_carrier
from tests.factories.chains import make_chain


def listed(browser, query="") -> list[str]:
    page = browser.page(f"/carriers{query}")
    return [link.get_text() for link in page.select("tbody td.main a")]


def test_areas_stand_in_their_own_unit_and_are_compared_in_mu(leader, session, cast):
    make_carrier(session, cast.park_a, "200", name="小地块")
    make_carrier(session, cast.park_b, "15", AreaUnit.WAN_SQM, name="厂房群")
    make_carrier(session, name="没量过的")
    assert listed(leader) == ["厂房群", "小地块", "没量过的"]
    text = leader.text("/carriers")
    assert "15 万平方米" in text
    assert "合 225 亩" in text


def test_each_total_leads_to_the_list_that_it_adds_up(leader, session, cast):
    workshop = {"kind": CarrierKind.WORKSHOP}
    make_carrier(session, cast.park_a, "100")
    make_carrier(session, cast.park_b, "66667", AreaUnit.SQM, state=CarrierState.IDLE)
    make_carrier(session, cast.park_b)
    make_carrier(session, cast.park_a, "900", state=CarrierState.OCCUPIED)
    make_carrier(session, None, "900")
    make_carrier(session, cast.park_a, "15", AreaUnit.WAN_SQM, **workshop)
    figures = leader.page("/carriers").select(".figure")
    told = [
        (one.select_one("a").get_text(), one.select_one(".figure-note").get_text())
        for one in figures
    ]
    assert told == [
        ("200", "可供和闲置 3 处，其中 1 处未填面积"),
        ("225", "可供和闲置 1 处"),
        ("0", "可供和闲置 0 处"),
    ]
    assert [len(listed(leader, one.a["href"].removeprefix("/carriers"))) for one in figures] == [
        3, 1, 0,
    ]  # fmt: skip


def test_each_filter_narrows_it(leader, session, cast):
    chain = make_chain(session, code="ic")
    make_carrier(
        session, cast.office, name="深圳厂房", kind=CarrierKind.WORKSHOP, place="南山",
        state=CarrierState.IDLE, chain_id=chain.id,
    )  # fmt: skip
    make_carrier(session, name="苏州实验室", state=CarrierState.PLANNED, kind=CarrierKind.PLATFORM)
    for query in (
        "?q=南山", "?kind=workshop", "?state=idle", "?state=offered", f"?unit={cast.park_a.id}",
        "?chain=ic", "?where=local",
    ):  # fmt: skip
        assert listed(leader, query) == ["深圳厂房"], query
    assert listed(leader, "?where=away") == ["苏州实验室"]
    assert listed(leader, "?q=%25") == []


@pytest.mark.parametrize("query", ["kind=x", "state=x", "unit=x", "where=x"])
def test_nonsense_in_the_address_is_left_out(leader, session, query):
    make_carrier(session)
    assert len(listed(leader, f"?{query}")) == 1
    leader.get("/carriers?cursor=garbage", 400)


def test_it_pages_by_cursor(leader, session, cast):
    for number in range(52):
        make_carrier(session, cast.park_a, "7" if number % 2 else "")
    first = leader.page("/carriers")
    second = leader.page(first.find("a", rel="next")["href"])
    names = {a.get_text() for page in (first, second) for a in page.select("td.main a")}
    assert len(names) == 52


@pytest.mark.parametrize("url", ["/carriers", "/carriers/export.xlsx", "/carriers/1"])
def test_it_asks_for_sign_in_and_the_right_to_read(guest, admin, auditor, url):
    assert "/login" in guest.get(url, 302).location
    admin.get(url, 403)
    auditor.get(url, 403)


def test_the_workbook_holds_what_is_filtered_and_is_noted(leader, session, cast):
    make_carrier(session, cast.park_a, "15", AreaUnit.WAN_SQM, name="=1+1")
    make_carrier(session, name="外地的")
    answer = leader.get("/carriers/export.xlsx?where=local", 200)
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert [row[0] for row in rows[1:]] == ["=1+1"]
    assert rows[1][5:8] == (15, "万平方米", 225)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.changes == {"筛选": [None, "本区"], "行数": [None, "1"]}


def test_it_stands_in_the_menu(staff):
    menu = staff.page("/carriers").select_one("nav.side a[aria-current=page]")
    assert menu.get_text(strip=True) == "载体"


def test_it_costs_the_same_with_two_rows_as_with_twenty(leader, session, cast, count_queries):
    make_carrier(session, cast.park_a, "7")
    make_carrier(session)
    with count_queries() as few:
        leader.get("/carriers", 200)
    for number in range(18):
        make_carrier(session, cast.park_b, f"{number + 1}", chain_id=make_chain(session).id)
    with count_queries() as many:
        leader.get("/carriers", 200)
    assert len(few) == len(many) <= 6
