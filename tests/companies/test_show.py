"""A company's own page, and its contacts."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.companies.models import CompanyNode, Contact
from crm.companies.rules import Honour
from crm.companies.rules.dealings import LinkKind
from tests.client import HTMX, words
from tests.factories.chains import make_node
from tests.factories.companies import (
    make_company,
    make_contact,
    make_honour,
    make_link,
    make_merge,
    make_name,
    make_target,
)
from tests.factories.leads import make_activity, make_lead
from tests.factories.lists import make_tag


def test_it_shows_facts_names_contacts_and_leads(staff, cast, session):
    company = make_company(session, cast.staff, "天合光能有限公司", description="光伏组件")
    make_name(session, company, "旧天合")
    make_contact(session, company, cast.staff)
    make_lead(session, cast.staff, "天合光能有限公司", company_id=company.id, intent="建组件厂")
    page = staff.text(f"/companies/{company.id}")
    for part in ("光伏组件", "旧天合", "钱经理", "13812345678", "建组件厂"):
        assert part in page


def test_it_tells_what_was_done_for_its_leads(staff, outsider, cast, session, count_queries):
    company = make_company(session, cast.staff, "天合光能有限公司")
    lead = make_lead(session, cast.staff, company.name, company_id=company.id)
    url = f"/companies/{company.id}"
    make_activity(session, lead, cast.staff, summary="参观了组件车间")
    with count_queries() as one:
        page = staff.page(url)
    said = next(item for item in page.find_all("li") if "参观了组件车间" in item.get_text())
    assert said.find("a", href=f"/leads/{lead.id}")
    assert "参观了组件车间" not in outsider.text(url)
    for number in range(12):
        make_activity(session, lead, cast.staff, summary=f"第{number}次电话")
    with count_queries() as many:
        text = staff.text(url)
    assert "只列出最近 10 次，共 13 次" in text
    assert len(many) == len(one) <= 10


def test_whatever_stands_beside_it_costs_no_more(manager, cast, session, count_queries):
    company = make_company(session, cast.staff, "天合光能有限公司")
    url = f"/companies/{company.id}"
    make_tag(session, "重点")
    with count_queries() as few:
        manager.get(url, 200)
    node = make_node(session, name="光伏玻璃")
    session.add(CompanyNode(company_id=company.id, node_id=node.id))
    make_name(session, company, "旧天合")
    make_honour(session, company, Honour.HIGH_TECH, obtained_on=date(2025, 3, 4))
    make_tag(session, "上市后备", ("company", company.id))
    make_merge(session, cast.staff, company)
    make_link(session, company, make_company(session, cast.staff, "阿特斯有限公司"))
    make_link(session, make_company(session, cast.staff, "协鑫有限公司"), company, LinkKind.HOLDS)
    make_link(session, company, make_company(session, cast.admin, "隐芯公司", confidential=True))
    make_target(session, cast.staff, company, node, reason="补短板")
    with count_queries() as many:
        page = manager.text(url)
    for told in ("光伏玻璃", "旧天合", "2025-03-04", "上市后备", "合并记录", "补短板"):
        assert told in page
    assert page.index("协鑫有限公司") < page.index("阿特斯有限公司")  # what is above it first
    assert "查看整个集团" in page
    assert "隐芯" not in page
    assert len(many) == len(few) <= 10


def test_what_one_comes_for_stands_first(staff, cast, session):
    company = make_company(session, cast.staff, "天合光能有限公司")
    page = staff.page(f"/companies/{company.id}")
    heads = [head.get_text() for head in page.find("main").find_all("h2")]
    parts = ["联系人", "线索", "项目", "走访和跟进", "我的待办", "集团与上下游"]
    assert [head for head in heads if head in parts] == parts
    assert len(page.find_all(class_="empty-line")) >= 4


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/companies/1", 302).location


def test_leads_of_other_units_are_not_shown(outsider, cast, session):
    company = make_company(session, cast.staff)
    make_lead(session, cast.staff, company_id=company.id, intent="建组件厂")
    assert "建组件厂" not in outsider.text(f"/companies/{company.id}")


def test_other_units_see_numbers_masked_and_are_noted_when_they_ask(outsider, cast, session):
    company = make_company(session, cast.staff, "天合有限公司")
    contact = make_contact(session, company, cast.staff, note="爱喝茶")
    answer = outsider.get(f"/companies/{company.id}", 200)
    assert "138****5678" in answer.text
    assert "q***@example.com" in answer.text
    for secret in ("13812345678", "qian@", "爱喝茶"):
        assert secret not in answer.text
    shown = outsider.post(f"/contacts/{contact.id}/reveal", {}, 200, headers=HTMX)
    assert "13812345678" in shown.text
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.kind, entry.subject_id) == ("revealed", "contact", contact.id)
    assert entry.actor == "孙七"
    plain = outsider.post(f"/contacts/{contact.id}/reveal", {}, 302)
    assert plain.location == f"/companies/{company.id}"


def test_without_a_token_nothing_is_shown(outsider, cast, session):
    contact = make_contact(session, make_company(session, cast.staff), cast.staff)
    answer = outsider.post(f"/contacts/{contact.id}/reveal", {}, 400, token=False, headers=HTMX)
    assert "13812345678" not in answer.text


def test_contacts_of_a_confidential_company_are_not_there(outsider, cast, session):
    company = make_company(session, cast.staff, confidential=True)
    contact = make_contact(session, company, cast.staff)
    outsider.get(f"/contacts/{contact.id}", 404)
    outsider.post(f"/contacts/{contact.id}/reveal", {}, 404)
    outsider.get(f"/contacts/{contact.id}/edit", 404)
    outsider.get(f"/companies/{company.id}/contacts/new", 404)


def test_a_contact_is_added_by_any_unit(outsider, cast, session):
    company = make_company(session, cast.staff)
    sent = {"name": "王总", "phone": "139-0000-1111", "email": "w@example.com"}
    outsider.submit(f"/companies/{company.id}/contacts/new", sent, 302)
    contact = session.scalars(select(Contact)).one()
    assert (contact.phone, contact.unit_id) == ("13900001111", cast.park_b.id)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.changes["电话"] == [None, "139****1111"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "请填写姓名"),
        ("phone", "打我电话", "电话只填数字"),
        ("email", "w at example", "name@example.com"),
        ("note", "长" * 1001, "最多 1000 个字"),
    ],
)
def test_bad_input_is_refused_and_kept(staff, cast, session, field, typed, says):
    company = make_company(session, cast.staff)
    sent = {"name": "王<i>总", "position": "总<b>经理", field: typed}
    answer = staff.post(f"/companies/{company.id}/contacts/new", sent, 400)
    assert says in words(answer)
    assert "总&lt;b&gt;经理" in answer.text
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_the_unit_that_keeps_it_changes_a_contact(colleague, outsider, cast, session):
    contact = make_contact(session, make_company(session, cast.outsider), cast.staff)
    outsider.get(f"/contacts/{contact.id}/edit", 403)
    colleague.submit(f"/contacts/{contact.id}/edit", {"position": "董事长"}, 302)
    assert contact.position == "董事长"
    assert colleague.get(f"/contacts/{contact.id}", 302).location.endswith(f"#contact-{contact.id}")


def test_who_saves_a_contact_second_sees_both_values(staff, colleague, cast, session):
    contact = make_contact(session, make_company(session, cast.staff), cast.staff)
    version = contact.version
    colleague.submit(f"/contacts/{contact.id}/edit", {"position": "董事长"}, 302)
    sent = {"name": "钱经理", "position": "总裁", "version": version}
    answer = staff.post(f"/contacts/{contact.id}/edit", sent, 409)
    assert "现已改为：董事长" in words(answer)
    assert "总裁" in answer.text


def test_lookalikes_are_shown_while_typing(outsider, cast, session):
    company = make_company(session, cast.staff, "江苏天合光能有限公司")
    make_company(session, cast.staff, "隐芯半导体有限公司", confidential=True)
    url = "/companies/lookalikes"
    found = outsider.get(url, 200, query_string={"name": "天合光能科技"}).text
    assert f"/companies/{company.id}" in found
    hidden = outsider.get(url, 200, query_string={"name": "隐芯半导体"}).text
    assert "请询问新能源汽车产业园 张三" in hidden
    assert "隐芯" not in hidden
    former = {"name": "新名有限公司", "former_names": "另一家、天合光能有限公司"}
    assert "曾用名或其他名称相同" in outsider.get(url, 200, query_string=former).text
    own = {"name": "天合光能", "company": company.id}
    assert outsider.get(url, 200, query_string=own).text.strip() == ""
