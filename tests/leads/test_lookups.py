"""What the form asks while somebody types."""

import re

from sqlalchemy import func, select, update

from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.lib.credit_code import complete
from tests.client import words
from tests.factories.companies import make_company, make_contact, make_name
from tests.factories.leads import make_lead

CODE = complete("91320400608131455")
PLACES = ("江苏", "盐城", "常州", "南通")


def similar(browser, **typed):
    return browser.get("/leads/lookalikes", 200, query_string=typed).text


def test_leads_and_companies_about_the_same_name_are_shown(staff, cast, session):
    lead = make_lead(session, cast.colleague, "江苏天合光能有限公司")
    company = make_company(session, cast.outsider, "天合光能股份有限公司")
    found = similar(staff, company_name="天合光能")
    assert f"/leads/{lead.id}" in found
    assert f"/companies/{company.id}" in found
    assert "名称相同" in found


def test_former_names_sounds_and_telephones_lead_there(staff, cast, session):
    company = make_company(session, cast.staff, "盐城新名光电有限公司")
    make_name(session, company, "旧名照明有限公司")
    make_contact(session, company, cast.staff, phone="13900001111")
    assert "曾用名或其他名称相同" in similar(staff, company_name="旧名照明")
    assert "读音相同" in similar(staff, company_name="新铭光电")
    assert "联系电话相同" in similar(staff, company_name="别的", contact_phone="139 0000 1111")


def test_a_lead_is_found_by_further_names_of_its_company(staff, cast, session):
    company = make_company(session, cast.staff, "盐城新名光电有限公司")
    make_name(session, company, "旧名照明有限公司")
    lead = make_lead(session, cast.staff, "盐城新名光电有限公司", company_id=company.id)
    assert f"/leads/{lead.id}" in similar(staff, company_name="盐城旧名照明")


def test_mail_domains_and_people_lead_there(staff, cast, session):
    company = make_company(session, cast.staff, "盐城新名光电有限公司")
    make_contact(session, company, cast.staff, name="欧阳明", email="ou@xinming.cn")
    make_contact(session, company, cast.staff, name="王伟", email="wang@qq.com")
    make_lead(session, cast.staff, "别家有限公司", contact_name="李文静")
    assert "邮箱域名相同" in similar(staff, company_name="别的", contact_email="li@xinming.cn")
    assert similar(staff, company_name="别的", contact_email="li@qq.com").strip() == ""
    assert "联系人相同" in similar(staff, company_name="别的", contact_name="欧阳明总")
    assert "别家有限公司" in similar(staff, company_name="另外", contact_name="李文静")


def test_pinyin_initials_and_english_names_lead_there(staff, cast, session):
    company = make_company(session, cast.staff, "盐城恒曜精密机械有限公司")
    for typed in ("hengyao", "hengyaojingmijixie", "hyjmjx", "Hengyao Machinery Co., Ltd."):
        found = similar(staff, company_name=typed)
        assert "读音相同" in found, typed
        assert f"/companies/{company.id}" in found, typed


def test_a_company_of_another_place_or_trade_is_only_a_hint(staff, cast, session):
    make_lead(session, cast.colleague, "苏州恒曜机械有限公司")
    found = similar(staff, company_name="盐城恒曜机械有限公司")
    assert "字号相同，可能同一集团" in found
    assert "名称相同" not in found


def test_of_another_units_lead_only_who_reported_it_is_told(outsider, cast, session):
    make_lead(session, cast.staff, "江苏天合光能有限公司", intent="建组件厂")
    found = similar(outsider, company_name="天合光能")
    assert "张三首报" in found
    assert "保护至 2026-12-20" in found
    for secret in ("江苏", "组件"):
        assert secret not in found


def test_of_a_confidential_company_only_whom_to_ask(outsider, cast, session):
    make_company(session, cast.staff, "隐芯半导体有限公司", confidential=True)
    found = similar(outsider, company_name="隐芯半导体")
    assert "相近的涉密企业，请询问新能源汽车产业园 张三" in found
    assert "隐芯" not in found


def test_nothing_alike_shows_nothing(staff, cast, session):
    make_lead(session, cast.staff, "江苏天合光能有限公司")
    make_lead(session, cast.staff, "天合储能有限公司", state=LeadState.DROPPED)
    assert similar(staff, company_name="协鑫集成").strip() == ""
    assert similar(staff, company_name="").strip() == ""


def test_of_those_as_much_alike_the_older_ones_come_first(staff, cast, session):
    leads = [make_lead(session, cast.staff, f"{place}天合光能有限公司") for place in PLACES]
    companies = [make_company(session, cast.staff, f"{place}天合光能股份公司") for place in PLACES]
    session.execute(update(Lead).where(Lead.id == leads[0].id).values(intent="写到表的末尾"))
    found = similar(staff, company_name="天合光能有限公司")
    for kind, made in (("leads", leads), ("companies", companies)):
        shown = [int(number) for number in re.findall(rf'href="/{kind}/(\d+)"', found)]
        assert shown == [one.id for one in made]


def test_one_letter_more_or_less_is_no_query_of_its_own(staff, cast, session, count_queries):
    with count_queries() as few:
        similar(staff, company_name="天合光能")
    for _ in range(10):
        make_lead(session, cast.staff, "天合光能有限公司")
        make_company(session, cast.staff, f"天合光能第{_}有限公司")
    with count_queries() as many:
        similar(staff, company_name="天合光能")
    assert len(many) <= len(few) + 3


def test_a_wrong_credit_code_is_told_at_once(staff):
    wrong = CODE[:17] + ("0" if CODE[17] != "0" else "1")
    for url, name in (
        ("/leads/lookalikes", "company_name"),
        ("/projects/lookalikes", "company_name"),
        ("/companies/lookalikes", "name"),
    ):
        asked = {name: "别的公司", "credit_code": wrong}
        assert "校验不通过" in staff.get(url, 200, query_string=asked).text
        assert "应为 18 位" in staff.get(url, 200, query_string=asked | {"credit_code": "91"}).text
        assert staff.get(url, 200, query_string=asked | {"credit_code": CODE}).text.strip() == ""


def test_a_wrong_credit_code_is_refused_and_kept(staff, session):
    sent = {"company_name": "新光有限公司", "country": "CN", "credit_code": CODE[:17]}
    answer = staff.post("/leads/new", sent, 400)
    assert "应为 18 位，现在是 17 位" in words(answer)
    assert CODE[:17] in answer.text
    assert session.scalar(select(func.count(Lead.id))) == 0
