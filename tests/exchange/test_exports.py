"""What is taken away: in scope, masked, as text, and in the log."""

import io

from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from tests.factories.companies import make_company, make_contact


def sheet(browser, url):
    book = load_workbook(io.BytesIO(browser.get(url, 200).data))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_companies_as_they_are_filtered(staff, session):
    make_company(session, staff.user, "江苏海辰储能科技有限公司", credit_code="91350100M000100Y43")
    make_company(session, staff.user, "苏州长芯半导体有限公司")
    rows = sheet(staff, "/companies/export.xlsx?q=海辰储能")
    assert [row[0] for row in rows[1:]] == ["江苏海辰储能科技有限公司"]
    assert rows[1][2] == "91350100M000100Y43"
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.changes == {"筛选": [None, "包含“海辰储能”"], "行数": [None, "1"]}


def test_what_looks_like_a_formula_is_text(staff, session):
    for sign in "=+-@":
        make_company(session, staff.user, f"{sign}1+1 有限公司")
    book = load_workbook(io.BytesIO(staff.get("/companies/export.xlsx", 200).data))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value)[0] for cell in cells} == set("=+-@")


def test_a_confidential_company_is_not_in_the_file(staff, colleague, session):
    make_company(session, staff.user, "保密企业有限公司", confidential=True)
    assert len(sheet(colleague, "/companies/export.xlsx")) == 1
    assert len(sheet(colleague, "/contacts/export.xlsx")) == 1


def test_numbers_of_people_are_masked_outside_the_unit(staff, outsider, session):
    company = make_company(session, staff.user, "江苏海辰储能科技有限公司")
    make_contact(session, company, staff.user, name="王一", phone="13812345678", note="内部")
    assert sheet(staff, "/contacts/export.xlsx")[1][1:4] == ["王一", None, "13812345678"]
    masked = sheet(outsider, "/contacts/export.xlsx")[1]
    assert masked[3] == "138****5678"
    assert "内部" not in masked


def test_the_page_lists_ones_own_exports(staff, colleague, session):
    staff.get("/companies/export.xlsx?q=海辰", 200)
    page = staff.text("/exports")
    assert "企业列表" in page
    assert "包含“海辰”" in page
    assert "还没有导出过" in colleague.text("/exports")


def test_others_than_readers_are_refused(admin, auditor, guest):
    for url in ("/exports", "/companies/export.xlsx", "/contacts/export.xlsx"):
        admin.get(url, 403)
        auditor.get(url, 403)
        assert guest.get(url, 302).location.startswith("/login")
