"""Small pictures of photographs."""

import io
import struct
import zlib

import pytest
from PIL import Image

from crm.attachments.jobs import make_missing
from crm.attachments.models import Attachment
from crm.attachments.operations import attach, receive, receive_all
from crm.attachments.queries import shown_of
from crm.core.storage import Storage, storage
from crm.lib.thumbnails import SIDE
from tests.attachments.files import PDF, upload
from tests.factories.accounts import viewer_of
from tests.factories.leads import make_activity, make_lead

RED = (200, 30, 30)


@pytest.fixture(autouse=True)
def own_storage(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.extensions, "storage", Storage(tmp_path))


def photograph(kind="JPEG", size=(1200, 800), mode="RGB", **more):
    """A picture whose left half is red, the other white."""
    picture = Image.new(mode, size, "white")
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), RED), (0, 0))
    content = io.BytesIO()
    picture.save(content, kind, **more)
    return content.getvalue()


def small_of(received):
    path = storage().small(received.stored.key)
    return Image.open(path) if path.stat().st_size else None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (photograph(), "现场.jpg"),
        (photograph(progressive=True), "现场.jpeg"),
        (photograph("PNG", mode="RGBA"), "截图.png"),
        (photograph("WEBP"), "微信.webp"),
    ],
)
def test_is_made_when_the_photograph_is_stored(session, content, name):
    made = small_of(receive_all([upload(content, name)], "files")[0])
    assert (made.format, made.size) == ("JPEG", (SIDE, SIDE * 2 // 3))
    assert made.getpixel((10, 10))[1] < 80 < 200 < made.getpixel((SIDE - 10, 10))[1]


def test_stands_upright_and_tells_no_place(session):
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter
    turned.get_ifd(0x8825)[1] = "N"
    received = receive_all([upload(photograph(exif=turned), "手机.jpg")], "files")[0]
    made = small_of(received)
    assert made.size == (SIDE * 2 // 3, SIDE)
    assert not made.getexif()
    assert storage().path(received.stored.key).read_bytes() == photograph(exif=turned)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def liar(width, height):
    """A PNG of a few bytes that claims to be as large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (photograph()[:3000], "半张.jpg"),
        (liar(6000, 6000), "虚报.png"),
        (photograph()[:600] + bytes(5000), "坏.jpg"),
    ],
)
def test_what_cannot_be_drawn_stays_a_name(session, cast, content, name):
    good, bad = receive_all([upload(photograph(), "好.jpg"), upload(content, name)], "files")
    assert small_of(good) is not None
    assert small_of(bad) is None
    for received in (good, bad):
        attach(session, viewer_of(session, cast.staff), "activity", 7, received, title="x")
    shown = shown_of(session, "activity", [7])[7]
    assert [(one.name, one.small) for one in shown] == [("好.jpg", True), (name, False)]


def test_papers_have_none(session):
    received = receive_all([upload(PDF, "协议.pdf")], "files")[0]
    assert not storage().small(received.stored.key).exists()


def test_older_photographs_get_theirs_at_night(session, cast):
    viewer = viewer_of(session, cast.staff)
    for content, name in ((photograph(), "旧.jpg"), (photograph()[:600], "坏.jpg"), (PDF, "a.pdf")):
        attach(session, viewer, "activity", 7, receive(upload(content, name)), title="x")
    attach(session, viewer, "project", 7, receive(upload(photograph(), "图.jpg")), title="x")
    session.commit()
    assert make_missing() == 2
    assert make_missing() == 0
    assert [one.small for one in shown_of(session, "activity", [7])[7]] == [True, False, False]


@pytest.fixture
def logged(session, staff, cast):
    """The address of a photograph that was logged with a lead, and the lead's page."""
    lead = make_lead(session, cast.staff, "苏州纳维科技有限公司")
    sent = {
        "activity": "call", "summary": "看了现场", "happened_on": "2026-11-20",
        "files": (io.BytesIO(photograph()), "现场.jpg"),
    }  # fmt: skip
    staff.post(f"/leads/{lead.id}/activities", sent, 302)
    row = session.query(Attachment).one()
    return f"/activities/{row.subject_id}/attachments/{row.id}", f"/leads/{lead.id}"


def test_the_page_shows_it_and_opens_the_photograph(staff, logged):
    url, page = logged
    picture = staff.page(page).select_one(f"a[href='{url}?open=1'] img")
    assert (picture["src"], picture["loading"]) == (f"{url}/small", "lazy")
    assert picture["alt"].startswith("现场")
    assert "img" not in str(staff.page("/activities").select_one("td.main"))
    assert staff.page("/activities").select_one(f"img[src='{url}/small']")
    answer = staff.get(f"{url}/small", 200)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "image/jpeg",
        "private, max-age=86400",
    )
    opened = staff.get(f"{url}?open=1", 200)
    assert opened.headers["Content-Disposition"].startswith("inline;")
    assert opened.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert staff.get(url, 200).headers["Content-Disposition"].startswith("attachment;")


def test_it_is_for_those_who_may_see_the_photograph(outsider, guest, logged):
    outsider.get(f"{logged[0]}/small", 404)
    guest.get(f"{logged[0]}/small", 302)


def test_a_paper_is_never_shown_in_place(staff, session, cast):
    activity = make_activity(session, make_lead(session, cast.staff, "甲"), cast.staff)
    received = receive(upload(PDF, "协议.pdf"))
    row = attach(
        session, viewer_of(session, cast.staff), "activity", activity.id, received, title="x"
    )
    url = f"/activities/{activity.id}/attachments/{row.id}"
    opened = staff.get(f"{url}?open=1", 200)
    assert opened.headers["Content-Disposition"].startswith("attachment;")
    staff.get(f"{url}/small", 404)
