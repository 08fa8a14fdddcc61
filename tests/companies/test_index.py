"""The list of companies, and suggestions for pickers."""

import pytest

from crm.companies.models import CompanyNode
from crm.companies.rules import Relation
from crm.core import ways
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_clearance, make_company, make_name


def suggested(browser, q):
    return [
        item["text"] for item in browser.get(f"/companies/suggest.json?q={q}", 200).json["items"]
    ]


def test_all_units_see_it(outsider, cast, session):
    make_company(session, cast.staff, "江苏天合光能有限公司", region_code="320400")
    page = outsider.text("/companies")
    assert "江苏天合光能有限公司" in page
    assert "江苏常州" in page


def test_it_asks_for_sign_in(guest, admin):
    assert "/login" in guest.get("/companies", 302).location
    guest.get("/companies/suggest.json", 302)
    admin.get("/companies", 403)


def test_a_confidential_company_exists_for_its_list_only(staff, colleague, cast, session):
    company = make_company(session, cast.staff, "隐芯半导体有限公司", confidential=True)
    assert "隐芯" in staff.text("/companies")
    assert "隐芯" not in colleague.text("/companies")
    assert "共 0 家" in colleague.text("/companies?q=隐芯")
    assert suggested(colleague, "隐芯") == []
    make_clearance(session, "company", company.id, cast.colleague)
    assert suggested(colleague, "隐芯") == ["隐芯半导体有限公司"]


def test_the_count_follows_every_change_of_what_one_may_see(staff, colleague, cast, session):
    def said(browser):
        return browser.page("/companies").find("main").find("b").get_text()

    make_company(session, cast.staff)
    assert (said(staff), said(colleague)) == ("1", "1")
    hidden = make_company(session, cast.staff, "隐芯半导体有限公司", confidential=True)
    assert (said(staff), said(colleague)) == ("2", "1")
    make_clearance(session, "company", hidden.id, cast.colleague)
    assert (said(staff), said(colleague)) == ("2", "2")


def test_each_filter_narrows_it(staff, cast, session):
    node = make_node(session, name="晶圆")
    below = make_node(session, name="光刻", parent=node)
    found = make_company(session, cast.staff, "天合光能有限公司", relation=Relation.LOCAL)
    make_name(session, found, "旧名照明")
    session.add(CompanyNode(company_id=found.id, node_id=below.id))
    make_company(session, cast.outsider, "协鑫集成有限公司")
    for query in (
        "q=天合", "q=thgn", "q=旧名", "relation=local", f"node={node.id}",
        f"unit={cast.park_a.id}",
    ):  # fmt: skip
        page = staff.text(f"/companies?{query}")
        assert "天合光能" in page, query
        assert "协鑫集成" not in page, query


def test_nonsense_in_the_address_is_left_out(staff):
    staff.get("/companies?relation=x&node=abc&unit=999999999999", 200)
    staff.get("/companies?cursor=garbage", 400)


def test_it_pages_by_cursor(staff, cast, session):
    for number in range(52):
        make_company(session, cast.staff, f"翻页{number:02}有限公司")
    first = staff.page("/companies")
    second = staff.page(first.find("a", rel="next")["href"])
    names = {a.get_text() for page in (first, second) for a in page.select("td.main a")}
    assert len(names) == 52


def test_it_costs_the_same_with_two_rows_as_with_twenty(staff, cast, session, count_queries):
    node = make_node(session)
    make_company(session, cast.staff)
    make_company(session, cast.staff, confidential=True)
    with count_queries() as few:
        staff.get("/companies")
    for _ in range(18):
        company = make_company(session, cast.staff)
        session.add(CompanyNode(company_id=company.id, node_id=node.id))
    session.flush()
    with count_queries() as many:
        staff.get("/companies")
    assert len(few) == len(many) <= 6


def test_suggestions_are_found_by_name_initials_and_code(staff, cast, session):
    make_company(session, cast.staff, "江苏天合光能有限公司", credit_code="91320400608131455L")
    make_company(session, cast.staff, "天合")
    for q in ("天合光能", "thgn", "91320400", "光能"):
        assert suggested(staff, q)[0] == "江苏天合光能有限公司", q
    assert suggested(staff, "天合")[0] == "天合"
    assert suggested(staff, "") == []
    assert suggested(staff, "%") == []


def test_there_are_at_most_ten_suggestions(staff, cast, session):
    for number in range(15):
        make_company(session, cast.staff, f"同名{number}有限公司")
    assert len(suggested(staff, "同名")) == 10


@pytest.mark.parametrize("many", [20_000, 0])
def test_a_chain_and_the_main_node_alone_narrow_it(staff, cast, session, monkeypatch, many):
    # Few companies on the nodes are collected, of many each one is tested.
    monkeypatch.setattr(ways, "MANY", many)
    chain = make_chain(session, "光伏", code="pv")
    node = make_node(session, chain, "电池")
    main, beside = (
        make_company(session, cast.staff, "甲电池"),
        make_company(session, cast.staff, "乙组件"),
    )
    make_company(session, cast.staff, "丙钢铁")
    session.add(CompanyNode(company_id=main.id, node_id=node.id))
    session.add(CompanyNode(company_id=beside.id, node_id=node.id, is_main=False))
    session.flush()
    assert "共 2 家" in staff.text("/companies?chain=pv")
    assert "共 1 家" in staff.text("/companies?chain=pv&main=1")
    assert "只看主环节" in staff.text("/companies?chain=pv&main=1")
    assert "共 1 家" in staff.text(f"/companies?node={node.id}&main=1")
    assert "共 0 家" in staff.text("/companies?chain=nothing")
    assert "main" not in staff.page("/companies?chain=pv").select_one(".chip")["href"]
