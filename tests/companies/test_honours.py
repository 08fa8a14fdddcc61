"""The titles of a company: the ladder, the badges, the form, the filter."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.companies.models import CompanyHonour
from crm.companies.rules import (
    Honour,
    HonourTerms,
    honour_fault,
    rungs_of,
    standing_honours,
)
from tests.client import words
from tests.factories.companies import make_company, make_honour

ON = date(2026, 11, 20)
TYPED = {
    "high_tech_held": "y", "high_tech_obtained_on": "2024-12-01",
    "high_tech_expires_on": "2027-11-30", "high_tech_source": "省科技厅公告",
}  # fmt: skip


@pytest.fixture
def company(session, cast):
    return make_company(session, cast.staff, "天合光能有限公司")


def held(session, company) -> dict[Honour, CompanyHonour]:
    rows = session.scalars(select(CompanyHonour).where(CompanyHonour.company_id == company.id))
    return {row.honour: row for row in rows}


def test_the_ladder_is_whole_and_titles_stand_beside_it():
    terms = HonourTerms(date(2023, 1, 1), date(2026, 11, 19))
    ladder, titles = rungs_of({Honour.HIGH_TECH: terms, Honour.CHAMPION: HonourTerms()}, ON)
    assert [rung.honour.rung for rung in ladder] == [0, 1, 2, 3, 4, 5]
    assert [(rung.honour, rung.expired) for rung in ladder if rung.terms] == [
        (Honour.HIGH_TECH, True)
    ]
    assert [(rung.honour, rung.expired) for rung in titles] == [(Honour.CHAMPION, False)]


@pytest.mark.parametrize(
    ("terms", "part"),
    [
        (HonourTerms(), None),
        (HonourTerms(ON, ON), None),
        (HonourTerms(date(2026, 11, 21)), "obtained_on"),
        (HonourTerms(ON, date(2026, 11, 19)), "expires_on"),
    ],
)
def test_dates_make_sense(terms, part):
    fault = honour_fault(terms, ON)
    assert (fault and fault[0]) == part


def test_the_page_shows_the_ladder_with_dates_and_badges(leader, session, company):
    make_honour(session, company, Honour.HIGH_TECH, obtained_on=date(2024, 12, 1))
    make_honour(session, company, Honour.LITTLE_GIANT, expires_on=date(2025, 1, 1))
    page = leader.page(f"/companies/{company.id}")
    done = page.select_one(".strip-done")
    assert done.get_text(" ", strip=True) == "高新技术企业 2024-12-01"
    text = page.main.get_text(" ", strip=True)
    assert "科技领军企业" in text
    assert "专精特新“小巨人” · 日期未填 至 2025-01-01（已过期）" in text
    assert "维护资质" not in text


def test_titles_are_entered_corrected_and_taken_away(staff, session, company):
    url = f"/companies/{company.id}/honours"
    staff.submit(url, TYPED, 302)
    row = held(session, company)[Honour.HIGH_TECH]
    assert (row.obtained_on, row.expires_on) == (date(2024, 12, 1), date(2027, 11, 30))
    staff.submit(url, {"gazelle_held": "y", "high_tech_obtained_on": "2024-12-10"}, 302)
    assert set(held(session, company)) == {Honour.HIGH_TECH, Honour.GAZELLE}
    staff.submit(url, {"gazelle_held": None}, 302)
    assert set(held(session, company)) == {Honour.HIGH_TECH}
    shown = staff.page(f"/companies/{company.id}").aside.get_text(" ", strip=True)
    for said in ("2024-12-01 至 2027-11-30（省科技厅公告）", "2024-12-10 至", "瞪羚企业"):
        assert said in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"high_tech_obtained_on": "2024-13-01"}, "日期请写成"),
        ({"high_tech_obtained_on": "2026-12-01"}, "还没有到"),
        ({"high_tech_expires_on": "2024-01-01"}, "早于获得日期"),
        ({"high_tech_source": "长" * 201}, "最多 200 个字"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(staff, session, company, typed, sentence):
    answer = staff.submit(f"/companies/{company.id}/honours", {**TYPED, **typed}, 400)
    assert sentence in words(answer)
    for value in typed.values():
        assert value in answer.text
    assert held(session, company) == {}


def test_who_saves_second_overwrites_nothing(staff, session, company):
    url = f"/companies/{company.id}/honours"
    seen = staff.page(url).select_one("input[name=version]")["value"]
    staff.submit(url, TYPED, 302)
    answer = staff.submit(url, {"gazelle_held": "y", "version": seen}, 409)
    assert "已被别人修改" in words(answer)
    assert set(held(session, company)) == {Honour.HIGH_TECH}


def test_an_untouched_form_changes_nothing(staff, session, company):
    make_honour(session, company, Honour.HIGH_TECH, obtained_on=date(2024, 12, 1), source="公告")
    before = company.version
    staff.submit(f"/companies/{company.id}/honours", {}, 302)
    assert company.version == before


def test_it_asks_for_sign_in_and_the_right_unit(guest, outsider, leader, company):
    url = f"/companies/{company.id}/honours"
    assert "/login" in guest.get(url, 302).location
    outsider.get(url, 403)
    outsider.post(url, TYPED, 403)
    leader.get(url, 403)


def test_the_list_is_narrowed_by_a_title(leader, session, cast, company):
    make_company(session, cast.staff, "协鑫集成有限公司")
    make_honour(session, company, Honour.GAZELLE)
    text = leader.text("/companies?honour=gazelle")
    assert "天合光能" in text
    assert "协鑫集成" not in text
    assert "共 0 家" in leader.text("/companies?honour=unicorn")
    assert "协鑫集成" in leader.text("/companies?honour=x")


def test_more_titles_take_no_more_queries(leader, session, company, count_queries):
    make_honour(session, company, Honour.GAZELLE)
    with count_queries() as few:
        leader.get(f"/companies/{company.id}", 200)
    for honour in (Honour.HIGH_TECH, Honour.CHAMPION, Honour.TECH_SME):
        make_honour(session, company, honour)
    with count_queries() as many:
        leader.get(f"/companies/{company.id}", 200)
    assert len(few) == len(many)


def test_a_company_is_called_by_its_highest_rung_and_its_titles():
    held = {
        Honour.HIGH_TECH: None,
        Honour.GAZELLE: ON,
        Honour.UNICORN: date(2026, 11, 19),
        Honour.LITTLE_GIANT: None,
        Honour.CHAIN_LEADER: None,
    }
    called = (Honour.GAZELLE, Honour.CHAIN_LEADER, Honour.LITTLE_GIANT)
    assert standing_honours(held, ON) == called
    assert standing_honours({}, ON) == ()


def test_list_and_picker_tell_the_titles_by_one_query(
    leader, session, cast, company, count_queries
):
    make_honour(session, company, Honour.TECH_SME)
    make_honour(session, company, Honour.HIGH_TECH, expires_on=ON)
    make_honour(session, company, Honour.UNICORN, expires_on=date(2026, 1, 1))
    make_honour(session, company, Honour.CHAIN_LEADER)
    cell = leader.page("/companies").select_one("td[data-label=资质]")
    assert cell.get_text(" ", strip=True) == "高新技术企业 链主企业"
    (item,) = leader.get("/companies/suggest.json?q=天合", 200).json["items"]
    assert item["note"].endswith(" · 高新技术企业、链主企业")
    with count_queries() as few:
        leader.get("/companies")
    for _ in range(5):
        make_honour(session, make_company(session, cast.staff), Honour.GAZELLE)
    with count_queries() as many:
        leader.get("/companies")
    assert len(many) == len(few) <= 6
