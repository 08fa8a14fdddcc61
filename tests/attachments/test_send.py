"""Giving files out."""

import pytest
from sqlalchemy import select

from crm.attachments.operations import attach, receive, send
from crm.audit.models import AuditEntry
from crm.core.errors import NotFound
from crm.core.storage import storage
from tests.attachments.files import PDF, upload
from tests.factories.accounts import viewer_of


@pytest.fixture
def row(session, cast):
    viewer = viewer_of(session, cast.staff)
    received = receive(upload(PDF, "合同 “终稿”;2026.pdf"))
    return attach(session, viewer, "project", 7, received, title="电池项目")


def sent(app, session, cast, row):
    with app.test_request_context():
        answer = send(session, viewer_of(session, cast.staff), row, title="电池项目")
        answer.direct_passthrough = False
        return answer, answer.get_data()


def test_is_a_file_to_save_under_its_true_name(app, session, cast, row):
    answer, content = sent(app, session, cast, row)
    assert content == PDF
    assert answer.mimetype == "application/pdf"
    told = answer.headers["Content-Disposition"]
    assert told.startswith('attachment; filename="__ ____ _2026.pdf"; ') or "attachment" in told
    assert "filename*=UTF-8''%E5%90%88%E5%90%8C%20%E2%80%9C%E7%BB%88%E7%A8%BF" in told
    assert told.isascii()


def test_cannot_run_in_the_browser(app, session, cast, row):
    answer, _ = sent(app, session, cast, row)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_stands_in_the_log(app, session, cast, row):
    sent(app, session, cast, row)
    session.commit()
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["uploaded", "downloaded"]


def test_says_so_when_the_file_is_gone(app, session, cast, row):
    storage().path(row.storage_key).unlink()
    with pytest.raises(NotFound, match="备份"):
        sent(app, session, cast, row)
