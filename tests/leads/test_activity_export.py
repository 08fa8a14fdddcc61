"""What was done as a workbook."""

import io
from datetime import date

from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.queries import activities
from tests.client import words
from tests.factories.companies import make_company
from tests.factories.leads import make_activity, make_lead

URL = "/activities/export.xlsx"


def sheet(answer):
    return load_workbook(io.BytesIO(answer.data)).active


def test_it_holds_what_is_filtered_and_is_noted(staff, cast, session):
    lead = make_lead(session, cast.staff, "纳维科技有限公司")
    make_activity(
        session, lead, cast.staff, summary="=命中", happened_on=date(2026, 10, 1), people="王总",
        place="苏州",
    )  # fmt: skip
    make_activity(session, lead, cast.staff, summary="落空", activity="meeting")
    page = staff.page("/activities?activity=call")
    assert page.find("a", href=f"{URL}?activity=call")
    rows = list(sheet(staff.get(f"{URL}?activity=call", 200)).iter_rows(min_row=2))
    assert [cell.value for cell in rows[0]] == [
        rows[0][0].value, "电话微信", "线索", "纳维科技有限公司", "=命中", "王总", "苏州", "张三",
        "新能源汽车产业园", None,
    ]  # fmt: skip
    assert rows[0][0].value.date() == date(2026, 10, 1)
    assert rows[0][4].data_type == "s"
    assert len(rows) == 1
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert (entry.kind, entry.title) == ("activity", "跟进列表")
    assert entry.changes == {"筛选": [None, "电话微信"], "行数": [None, "1"]}
    assert "跟进列表" in staff.text("/exports")


def test_it_leaves_out_what_the_list_leaves_out(staff, colleague, outsider, cast, session):
    lead = make_lead(session, cast.staff, "秘密有限公司", confidential=True)
    make_activity(session, lead, cast.staff, summary="密谈")
    company = make_company(session, cast.staff, confidential=True)
    make_activity(session, lead, cast.staff, kind="company", subject_id=company.id)
    make_activity(session, make_lead(session, cast.staff), cast.staff, summary="通话")
    for person, rows in ((colleague, 1), (outsider, 0)):
        assert sheet(person.get(URL, 200)).max_row == 1 + rows
    assert "密谈" in {row[4] for row in sheet(staff.get(URL, 200)).values}


def test_more_than_a_sheet_is_for_is_refused(staff, cast, session, monkeypatch):
    monkeypatch.setattr(activities, "MOST_EXPORTED", 1)
    lead = make_lead(session, cast.staff)
    for _ in range(2):
        make_activity(session, lead, cast.staff)
    assert "请先缩小筛选范围" in words(staff.get(URL, 400))
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).all() == []


def test_it_asks_for_sign_in(guest, admin):
    guest.get(URL, 302)
    admin.get(URL, 403)
