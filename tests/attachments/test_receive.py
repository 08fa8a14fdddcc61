"""Taking files in: stored and looked at before anything is written."""

import pytest
from flask import g
from sqlalchemy import select

from crm.attachments import operations
from crm.attachments.models import Attachment
from crm.attachments.operations import attach, receive, remove
from crm.attachments.queries import get_of, of_subject, of_subjects
from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.core.storage import storage
from tests.attachments.files import PAGE, PDF, PROGRAM, bomb, upload, zipped
from tests.factories.accounts import viewer_of


def keep(session, user, content=PDF, name="协议.pdf", **given):
    given = {"title": "电池项目", **given}
    return attach(
        session, viewer_of(session, user), "project", 7, receive(upload(content, name)), **given
    )


def test_keeps_a_file_under_its_chinese_name(session, cast):
    row = keep(session, cast.staff, name="可行性研究报告(终稿).pdf")
    assert row.name == "可行性研究报告(终稿).pdf"
    assert row.media_type == "application/pdf"
    assert storage().path(row.storage_key).read_bytes() == PDF
    assert (row.size, len(row.sha256)) == (len(PDF), 64)
    assert "可行性" not in str(storage().path(row.storage_key))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PROGRAM, "协议.pdf", "不是 PDF"),
        (PROGRAM, "安装.exe", "不接收"),
        (PAGE, "页面.html", "不接收"),
        (PAGE, "图.png", "不能接收"),
        (b"", "空.pdf", "空文件"),
        (PDF, "没有扩展名", "没有扩展名"),
        (bomb(), "预算.xlsx", "倍以上"),
        (zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "表.xlsx", "宏"),
        (zipped({"../../etc/passwd": b"x"}), "包.zip", "包外"),
        (b"PK\x03\x04 broken", "包.zip", "损坏"),
    ],
)
def test_refuses_a_file_with_a_sentence(session, content, name, words):
    before = storage().files()
    with pytest.raises(Refused) as refusal:
        receive(upload(content, name))
    assert words in refusal.value.sentence
    assert refusal.value.field == "file"
    assert storage().files() == before


def test_refuses_no_file_at_all(session):
    for nothing in (None, upload(b"", "")):
        with pytest.raises(Refused, match="请选择一个文件"):
            receive(nothing, "evidence")


def test_refuses_what_is_too_long_and_leaves_nothing(session, monkeypatch):
    monkeypatch.setattr(operations, "LIMIT", 1 << 20)
    before = storage().files()
    with pytest.raises(Refused, match="超过 1 MB"):
        receive(upload(PDF + bytes(2 << 20), "大.pdf"))
    assert storage().files() == before


def test_is_received_before_the_writing_begins(session):
    g.session = db.open(writes=True)
    g.session.begin()
    with pytest.raises(RuntimeError, match="before the writing"):
        receive(upload(PDF, "协议.pdf"))
    g.pop("session").close()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\协议.pdf", "协议.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("con.pdf", "_con.pdf"),
        ("长" * 200 + ".pdf", "长" * 83 + ".pdf"),
    ],
)
def test_cleans_the_name(session, name, kept):
    assert receive(upload(PDF, name)).name == kept


def test_stands_in_the_log_of_its_record(session, cast):
    keep(session, cast.staff, title="DH 半导体", confidential=True)
    session.commit()
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.kind, entry.subject_id) == ("uploaded", "project", 7)
    assert (entry.title, entry.confidential) == ("DH 半导体", True)
    assert entry.changes["文件"] == [None, f"协议.pdf（{len(PDF)} B）"]


def test_is_listed_with_its_record_and_no_other(session, cast):
    row = keep(session, cast.staff)
    assert [(one.Attachment.id, one.uploaded_by) for one in of_subject(session, "project", 7)] == [
        (row.id, "张三")
    ]
    assert of_subject(session, "project", 8) == []
    assert of_subject(session, "lead", 7) == []
    assert of_subjects(session, "project", [7, 8]) == {7: [row]}
    assert get_of(session, "project", 7, row.id) is row
    for kind, number in (("project", 8), ("lead", 7)):
        with pytest.raises(NotFound):
            get_of(session, kind, number, row.id)


def test_is_taken_off_with_a_reason_and_never_deleted(session, cast):
    row, viewer = keep(session, cast.staff), viewer_of(session, cast.staff)
    with pytest.raises(Refused, match="原因"):
        remove(session, viewer, row, "", title="电池项目")
    remove(session, viewer, row, "传错了", title="电池项目")
    assert of_subject(session, "project", 7) == []
    with pytest.raises(NotFound):
        get_of(session, "project", 7, row.id)
    assert session.scalars(select(Attachment)).one().removed_reason == "传错了"
    assert storage().path(row.storage_key).exists()
