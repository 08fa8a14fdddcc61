"""The page of the log."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.audit.operations import record
from crm.core.db import db
from tests.factories.accounts import viewer_of


def note(session, actor=None, action="updated", kind="project", number=1, title="项目甲", **given):
    with db.transaction() as one:
        viewer = viewer_of(one, actor) if actor else None
        record(one, viewer, action, kind=kind, subject_id=number, title=title, **given)


@pytest.mark.parametrize("url", ["/audit", "/audit/export.xlsx"])
def test_opens_to_the_auditor_only(auditor, admin, security, manager, leader, guest, url):
    auditor.get(url, 200)
    for one in (admin, security, manager, leader):
        one.get(url, 403)
    guest.get(url, 302)


def test_reads_as_sentences_newest_first(auditor, session, cast):
    note(session, cast.staff, changes={"总投资": ["3亿元", "5亿元"]})
    note(session, cast.staff, action="created", kind="lead", title="线索乙")
    text = auditor.text("/audit")
    assert "张三 修改了项目“项目甲”：将 总投资 由 3亿元 改为 5亿元" in text
    assert text.index("线索乙") < text.index("项目甲")
    assert "2026-11-20 10:00" in text


def test_filters(auditor, session, cast, clock):
    note(session, cast.staff, title="昨天的")
    clock.shift(timedelta(days=1))
    note(session, cast.manager, title="今天的", kind="lead", action="created")

    def shown(query):
        text = auditor.text(f"/audit?{query}")
        return [word for word in ("昨天的", "今天的") if f"“{word}”" in text]

    auditor = type(auditor)(auditor.app, session, cast.auditor)
    assert shown("") == ["昨天的", "今天的"]
    assert shown(f"actor={cast.staff.id}") == ["昨天的"]
    assert shown("day_from=2026-11-21") == ["今天的"]
    assert shown("day_to=2026-11-20") == ["昨天的"]
    assert shown("action=created") == ["今天的"]
    assert shown("kind=project") == ["昨天的"]
    assert shown("q=今天") == ["今天的"]
    assert shown("q=%25") == []
    assert shown("actor=x&action=x&kind=x&day_from=x&cursor=") == ["昨天的", "今天的"]


def test_pages_through_many(auditor, session):
    with db.transaction() as one:
        for number in range(120):
            record(one, None, "updated", kind="unit", subject_id=number, title=f"第{number}号")
    following = auditor.page("/audit").find("a", rel="next")["href"]
    text = auditor.text(following)
    assert "第 51–100 条" in text
    assert "第69号" in text
    assert "共 120 条" in text
    auditor.get("/audit?cursor=garbage", 400)


def test_tells_only_field_names_of_confidential_records(auditor, session, cast):
    note(session, cast.staff, title="真名公司项目", changes={"投资方": [None, "真名公司"]})
    note(session, cast.staff, number=2, title="别的项目", changes={"投资方": [None, "公开公司"]})
    note(
        session,
        cast.staff,
        title="DH 半导体",
        confidential=True,
        changes={"投资方": ["真名公司", "真名控股"]},
    )
    answer = auditor.get("/audit", 200)
    assert "真名" not in answer.text
    assert answer.text.count("“DH 半导体”") == 2
    assert "公开公司" in answer.text
    assert "涉及：投资方" in answer.text


def test_does_not_find_what_it_does_not_show(auditor, session, cast):
    note(session, cast.staff, title="真名公司项目")
    note(session, cast.staff, title="DH 半导体", confidential=True)
    assert "没有符合条件的记录" in auditor.text("/audit?q=真名")
    assert "DH 半导体" in auditor.text("/audit?q=DH")


def test_exports_what_is_filtered_and_says_so(auditor, session, cast):
    note(session, cast.staff, title="=1+1")
    note(session, cast.staff, kind="lead", title="线索乙")
    note(
        session,
        cast.staff,
        number=9,
        title="代号甲",
        confidential=True,
        changes={"投资方": [None, "真名"]},
    )
    answer = auditor.get("/audit/export.xlsx?kind=project", 200)
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[6] for row in rows] == ["名称", "代号甲", "=1+1"]
    assert "真名" not in str(rows)
    assert "attachment" in answer.headers["Content-Disposition"]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.action == "exported"
    assert entry.changes == {"筛选": [None, "项目"], "行数": [None, "2"]}


def test_costs_the_same_with_many(auditor, session, cast, count_queries):
    note(session, cast.staff, number=1)
    with count_queries() as few:
        auditor.get("/audit", 200)
    for number in range(2, 22):
        note(session, cast.staff, number=number)
    with count_queries() as many:
        auditor.get("/audit", 200)
    assert len(many) == len(few) <= 6


def test_keeps_refusals(staff, session):
    staff.get("/admin/users", 403)
    staff.post("/notifications/12345/open", status=404)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.title, one.actor) for one in entries] == [
        ("refused", "/admin/users", "张三"),
        ("refused", "/notifications/12345/open", "张三"),
    ]


def test_does_not_keep_strangers_or_wrong_addresses(guest, staff, cast, session):
    guest.get("/admin/users", 302)
    staff.get("/no-such-page", 404)
    assert session.scalars(select(AuditEntry)).all() == []


def test_shows_a_records_own_timeline(admin, cast, session):
    url = f"/admin/units/{cast.park_b.id}/edit"
    admin.submit(url, {"name": "光电谷", "position": "4"}, 302)
    text = admin.get(url, 200).text
    assert "修改了机构" in text
    assert "光电产业园" in text
    assert "2 处修改" in text
