"""Search over everything: what is found, by what, and by whom not."""

from datetime import date

import pytest
from sqlalchemy import delete

from crm.carriers.rules import CarrierState
from crm.companies.rules import NameKind
from crm.leads.rules import LeadState
from crm.search.models import SearchDocument
from crm.search.operations import index_what_is_missing, reindex
from crm.search.queries import on_postgresql
from tests.client import words
from tests.factories.carriers import make_carrier
from tests.factories.companies import make_clearance, make_company, make_contact, make_name
from tests.factories.leads import make_lead
from tests.factories.plans import make_plan
from tests.factories.projects import credit_code, make_project
from tests.factories.tasks import make_task

NAME = "江苏天合光能科技股份有限公司"


def finds(browser, q, what):
    return what in browser.text(f"/search?q={q}")


@pytest.mark.parametrize(
    "q",
    ["天合", "光能", "天", "天合光能", "th", "thgn", "tianhe", "TIANHE", "guangneng", "天合 科技"],
)
def test_a_lead_is_found_by_characters_initials_and_pinyin(staff, cast, session, q):
    make_lead(session, cast.staff, NAME)
    make_lead(session, cast.staff, "北京深蓝材料有限公司")
    assert finds(staff, q, NAME)
    assert not finds(staff, q, "深蓝")


def test_records_of_every_kind_are_found(staff, cast, session):
    company = make_company(session, cast.staff, NAME, credit_code=credit_code(1))
    make_name(session, company, "天合太阳能", NameKind.FORMER)
    make_contact(session, company, cast.staff, name="天一")
    make_lead(session, cast.staff, "天合储能有限公司")
    make_project(session, cast.staff, name="电池二期", company_id=company.id)
    text = staff.text("/search?q=天")
    for found in ("企业", NAME, "联系人", "天一", "线索", "天合储能", "项目", "电池二期"):
        assert found in text
    assert finds(staff, "太阳能", "电池二期")
    assert finds(staff, credit_code(1)[:8].lower(), NAME)


def test_phones_are_found_within_the_unit_only(staff, colleague, leader, outsider, cast, session):
    company = make_company(session, cast.staff)
    make_contact(session, company, cast.staff, name="钱经理", phone="13912345678")
    make_lead(session, cast.staff, "深蓝材料", contact_phone="0515-8888 1234")
    for inside in (staff, colleague):
        assert finds(inside, "139 1234 5678", "钱经理")
        assert finds(inside, "05158888", "深蓝材料")
    for outside in (leader, outsider):
        assert not finds(outside, "13912345678", "钱经理")
        assert not finds(outside, "05158888", "深蓝材料")
    assert finds(leader, "深蓝", "深蓝材料")


def test_what_lies_outside_the_scope_is_not_found(outsider, cast, session):
    make_lead(session, cast.staff, NAME)
    make_project(session, cast.staff, name="天合二期")
    text = outsider.text("/search?q=天合")
    assert "没有找到" in text
    assert "二期" not in text


def test_leads_in_the_pool_are_found_by_all(outsider, cast, session):
    make_lead(session, cast.staff, NAME, state=LeadState.POOL)
    assert finds(outsider, "天合", NAME)


def test_a_confidential_record_is_found_by_its_code_name(staff, colleague, cast, session):
    make_lead(session, cast.staff, NAME, confidential=True, code_name="GF 光伏")
    make_project(session, cast.staff, name="天合二期", confidential=True, code_name="DH 半导体")
    assert finds(staff, "天合", NAME)
    assert finds(staff, "天合", "天合二期")
    for q in ("天合", "thgn", "二期"):
        assert "没有找到" in colleague.text(f"/search?q={q}")
    assert finds(colleague, "半导体", "DH 半导体")
    assert finds(colleague, "gf", "GF 光伏")
    assert not finds(colleague, "半导体", "天合")


def test_whoever_is_put_on_the_list_finds_the_real_name(colleague, cast, session):
    lead = make_lead(session, cast.staff, NAME, confidential=True, code_name="GF 光伏")
    make_clearance(session, "lead", lead.id, cast.colleague)
    assert finds(colleague, "天合", NAME)


def test_a_confidential_company_is_found_by_its_list_only(staff, colleague, cast, session):
    company = make_company(session, cast.staff, NAME, confidential=True)
    make_contact(session, company, cast.staff, name="天一")
    make_project(session, cast.colleague, name="电池二期", company_id=company.id)
    text = colleague.text("/search?q=天")
    assert "没有找到" in text
    assert finds(staff, "天", "天一")
    assert finds(colleague, "电池", "电池二期")


@pytest.mark.parametrize("q", ["北区", "标准厂房", "bqbz", "步凤镇", "三层"])
def test_a_carrier_is_found_by_name_place_and_description(outsider, cast, session, q):
    carrier = make_carrier(
        session, cast.park_a, "35", name="北区标准厂房", place="步凤镇", description="共三层",
        state=CarrierState.IDLE,
    )  # fmt: skip
    make_carrier(session, name="南区地块")
    page = outsider.page(f"/search?q={q}")
    row = page.select_one(f"tr:has(a[href='/carriers/{carrier.id}'])").get_text(" ", strip=True)
    for told in ("北区标准厂房", "35 亩", "步凤镇", "新能源汽车产业园", "闲置待盘活"):
        assert told in row
    assert "南区地块" not in page.get_text()


@pytest.mark.parametrize("q", ["检测平台", "jcpt", "公共服务", "第三方"])
def test_a_task_of_a_plan_is_found_by_its_words(staff, session, q):
    plan = make_plan(session, title="强链意见")
    task = make_task(
        session, plan, title="建设检测平台", group_name="公共服务", content="引进第三方机构",
        number=7, due_on=date(2026, 12, 31),
    )  # fmt: skip
    answer = staff.get(f"/search/suggest?q={q}", 200)
    assert f'href="/tasks/{task.id}"' in answer.text
    assert "《强链意见》第 7 项 · 公共服务 · 2026-12-31 前" in words(answer)


def test_carriers_and_tasks_follow_their_changes(staff, cast, session):
    carrier = make_carrier(session, cast.park_a, name="北区标准厂房")
    task = make_task(session, title="建设检测平台")
    carrier.name, task.title = "西区研发楼", "建设展示中心"
    session.flush()
    for q in ("北区", "检测"):
        assert "没有找到" in staff.text(f"/search?q={q}")
    assert finds(staff, "研发楼", "西区研发楼")
    assert finds(staff, "展示", "建设展示中心")
    session.delete(carrier)
    session.flush()
    assert "没有找到" in staff.text("/search?q=研发楼")


def test_a_kind_that_was_not_searched_before_is_indexed(staff, cast, session):
    make_carrier(session, cast.park_a, name="北区标准厂房")
    make_lead(session, cast.staff, NAME)
    session.execute(delete(SearchDocument).where(SearchDocument.kind == "carrier"))
    assert not finds(staff, "北区", "北区标准厂房")
    before = len(documents(session))
    index_what_is_missing(session)
    assert finds(staff, "北区", "北区标准厂房")
    assert len(documents(session)) == before + 1


def test_changes_are_found_at_once_and_old_names_no_more(staff, cast, session):
    lead = make_lead(session, cast.staff, NAME)
    company = make_company(session, cast.staff, "深蓝材料有限公司")
    make_project(session, cast.staff, name="电池二期", company_id=company.id)
    lead.company_name = "北方华创有限公司"
    company.name = "浅绿新材有限公司"
    session.flush()
    assert finds(staff, "华创", "北方华创")
    assert not finds(staff, "天合", "有限公司")
    assert finds(staff, "浅绿", "电池二期")
    assert not finds(staff, "深蓝", "电池二期")


def test_making_it_confidential_hides_the_name_at_once(colleague, cast, session):
    lead = make_lead(session, cast.staff, NAME)
    assert finds(colleague, "天合", NAME)
    lead.confidential, lead.code_name = True, "GF 光伏"
    session.flush()
    assert not finds(colleague, "天合", NAME)


def test_reindexing_gives_the_same_documents(staff, cast, session):
    company = make_company(session, cast.staff, NAME)
    make_contact(session, company, cast.staff)
    make_lead(
        session, cast.staff, NAME, confidential=True, code_name="GF", contact_phone="13812345678"
    )
    make_project(session, cast.staff, company_id=company.id)
    make_carrier(session, cast.park_a)
    make_task(session)
    before = documents(session)
    assert reindex(session) == len(before) == 9
    assert documents(session) == before
    assert finds(staff, "天合", NAME)


def documents(session):
    rows = session.query(SearchDocument).all()
    return sorted((one.kind, one.subject_id, one.part, one.cleared, one.tokens) for one in rows)


@pytest.fixture(params=[(2, 5), (2, 1_000), (100, 1_000)], ids=["index", "next", "first"])
def looked_at(request, monkeypatch):
    """How many of the newest documents PostgreSQL looks at before it asks the index."""
    first, others = request.param
    monkeypatch.setattr(on_postgresql, "FIRST", first)
    monkeypatch.setattr(on_postgresql, "NEXT", dict.fromkeys(on_postgresql.NEXT, others))
    monkeypatch.setattr(on_postgresql, "HIS_FIRST", first)
    monkeypatch.setattr(on_postgresql, "HIS_NEXT", others)
    monkeypatch.setattr(on_postgresql, "WALKED", others)
    on_postgresql.statement.cache_clear()
    yield
    on_postgresql.statement.cache_clear()


@pytest.mark.usefixtures("looked_at")
def test_rare_matches_behind_many_others_are_found(staff, outsider, cast, session):
    make_lead(session, cast.staff, NAME)
    for number in range(60):
        make_lead(session, cast.outsider, f"光能{number}号有限公司")
    assert finds(staff, "光能", NAME)
    assert "只列出前 10 条" in outsider.text("/search?q=光能")


@pytest.mark.parametrize(
    "q", ["", " ", "%", "'", '"', "*", "AND", "天*合", "NEAR(", "&|!", "a" * 500]
)
def test_any_words_are_taken(staff, q):
    staff.get("/search", 200, query_string={"q": q})
    staff.get("/search/suggest", 200, query_string={"q": q})


def test_suggestions_lead_to_the_records_and_to_the_page(staff, cast, session):
    lead = make_lead(session, cast.staff, NAME)
    answer = staff.get("/search/suggest?q=th", 200)
    assert NAME in words(answer)
    assert f'href="/leads/{lead.id}"' in answer.text
    assert 'href="/search?q=th"' in answer.text
    assert staff.get("/search/suggest?q=", 200).text == ""


def test_markup_in_names_stays_text(staff, cast, session):
    make_lead(session, cast.staff, "<b>天合</b>有限公司")
    assert "&lt;b&gt;天合" in staff.get("/search?q=天合").text


def test_it_asks_for_sign_in_and_is_not_for_administrators(guest, admin, auditor):
    guest.get("/search?q=天合", 302)
    guest.get("/search/suggest?q=天合", 302)
    admin.get("/search?q=天合", 403)
    auditor.get("/search/suggest?q=天合", 403)


def test_it_costs_the_same_for_many(staff, cast, session, count_queries):
    for make in (make_lead, make_company):
        make(session, cast.staff, NAME)
    staff.get("/search?q=天合")
    with count_queries() as few:
        staff.get("/search?q=天合")
    for number in range(20):
        make_lead(session, cast.staff, f"天合{number}号有限公司")
    with count_queries() as many:
        staff.get("/search?q=天合")
    assert len(many) <= len(few) <= 8
