"""Files that are not what they say, or too much: told in words, nothing stored, words kept."""

import io

import pytest
from sqlalchemy import func, select

from crm.attachments.models import Attachment
from tests.attachments.files import PAGE, PDF, PROGRAM, bomb, zipped
from tests.client import words
from tests.journeys.test_bad_input import SIGNED
from tests.journeys.typed import changed, everything, filled, lost

SCRIPT = b"#!/bin/sh\nrm -rf /\n"
MACROS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"", "word/vbaProject.bin": b""}


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (PROGRAM, "投资协议.pdf", "不能接收"),
        (PROGRAM, "投资协议.exe", "不接收 .exe 文件"),
        (SCRIPT, "投资协议.pdf", "投资协议.pdf"),
        (PAGE, "投资协议.pdf", "投资协议.pdf"),
        (PAGE, "投资协议.html", "投资协议.html"),
        (bomb(), "项目清单.xlsx", "压缩"),
        (zipped({"word/document.xml": bytes(32 << 20)}), "投资协议.docx", "压缩"),
        (zipped({"图纸.dwg": bytes(64 << 20)}), "图纸.zip", "压缩"),
        (zipped(MACROS), "投资协议.docx", "投资协议.docx"),
        (b"", "投资协议.pdf", "空"),
    ],
)
@pytest.mark.parametrize("form", ["signed", "upload"])
def test_are_refused_in_words(staff, session, office, form, content, name, sentence):
    url = office.address(form)
    typed = filled(staff, url, **(SIGNED if form == "signed" else {}))
    before = everything(session)
    answer = staff.post(url, {**typed, "files": (io.BytesIO(content), name)}, 400)
    assert sentence in words(answer)
    assert lost(answer, typed) == []
    assert changed(session, before) == []


def test_one_bad_file_among_good_ones_stops_them_all(staff, session, office):
    files = [(io.BytesIO(PDF), "协议.pdf"), (io.BytesIO(PROGRAM), "附图.pdf")]
    answer = staff.post(office.address("signed"), {**SIGNED, "files": files}, 400)
    assert "附图.pdf" in words(answer)
    assert "文件需要重新选择" in words(answer)
    assert session.scalar(select(func.count(Attachment.id))) == 0


def test_a_name_that_climbs_or_hides_is_kept_as_words_only(staff, session, office):
    """No path leaves the storage; what would turn the reading direction is taken out."""
    name = "../../etc/协议\u202efdp.pdf"
    staff.post(office.address("signed"), {**SIGNED, "files": (io.BytesIO(PDF), name)}, 302)
    kept = session.scalars(select(Attachment)).one()
    assert "/" not in kept.name
    assert "\u202e" not in kept.name
    assert kept.name.endswith(".pdf")
