"""The list as a workbook."""

import io

from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.rules import LeadState
from tests.factories.leads import make_lead


def sheet(answer):
    return load_workbook(io.BytesIO(answer.data)).active


def test_it_holds_what_is_filtered_and_is_noted(staff, cast, session):
    make_lead(session, cast.staff, "=命中有限公司", amount_minor=5 * 10**10)
    make_lead(session, cast.staff, "落空有限公司", state=LeadState.DROPPED)
    rows = list(sheet(staff.get("/leads/export.xlsx?state=open", 200)).values)
    assert [row[0] for row in rows[1:]] == ["=命中有限公司"]
    assert rows[1][3] == 50_000
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.changes == {"筛选": [None, "跟进中"], "行数": [None, "1"]}


def test_it_is_masked_like_the_list(colleague, outsider, cast, session):
    make_lead(
        session, cast.staff, "秘密有限公司", confidential=True, amount_minor=10**10, intent="密厂"
    )
    cells = [
        str(value)
        for row in sheet(colleague.get("/leads/export.xlsx", 200)).values
        for value in row
    ]
    assert "GF 光伏" in cells
    assert "1–5亿元" in cells
    assert not any("密厂" in cell or "秘密" in cell for cell in cells)
    assert sheet(outsider.get("/leads/export.xlsx", 200)).max_row == 1


def test_it_asks_for_sign_in(guest, admin):
    guest.get("/leads/export.xlsx", 302)
    admin.get("/leads/export.xlsx", 403)
