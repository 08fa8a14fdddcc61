"""The pages of briefs and the PDF as it is taken away."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.briefs.models import Brief, BriefState
from tests.briefs.reading import words_of
from tests.client import HTMX
from tests.factories.briefs import make_brief


@pytest.fixture
def brief(session, cast):
    """A draft of park A."""
    return make_brief(session, cast.park_a)


@pytest.fixture
def whole(session, cast):
    """A draft of the zone."""
    return make_brief(session, cast.zone)


def test_the_list_shows_briefs_and_how_to_make_one(leader, whole):
    text = leader.text("/briefs")
    assert "2026年10月 第10期（总第34期）" in text
    assert "编制月报" in text


def test_an_empty_list_says_what_to_do(leader, staff):
    assert "每月第一个工作日自动编制上月草稿" in leader.text("/briefs")
    text = staff.text("/briefs")
    assert "还没有签发的月报" in text
    assert "编制月报" not in text


def test_a_month_is_drafted_from_the_page(leader, session, world):
    answer = leader.submit("/briefs/new", {"month": "2026-10-01"}, 302)
    made = session.scalars(select(Brief)).one()
    assert answer.location == f"/briefs/{made.id}"
    page = leader.text(answer.location)
    assert "新签约项目2个" in page
    assert "DH 半导体" in page
    assert "密名项目" not in page


def test_drafting_twice_keeps_what_was_chosen(leader, cast, whole):
    page = leader.submit("/briefs/new", {"month": "2026-10-01", "unit_id": cast.zone.id}, 400)
    assert "已经编制" in page.text
    assert 'value="2026-10-01" selected' in page.text


@pytest.mark.parametrize("month", ["2030-01-01", "x", ""])
def test_a_month_that_is_not_offered_is_refused(leader, cast, month):
    leader.post("/briefs/new", {"month": month, "unit_id": cast.zone.id}, 400)


def test_managers_are_not_offered_other_units(manager, cast):
    text = manager.text("/briefs/new")
    assert "光电产业园" not in text
    given = {"month": "2026-10-01", "unit_id": cast.park_b.id}
    manager.post("/briefs/new", given, 400)


def test_staff_may_not_draft(staff):
    staff.get("/briefs/new", 403)


def test_the_page_shows_what_is_printed(manager, brief):
    text = manager.text(f"/briefs/{brief.id}")
    for piece in (
        "各园区，各部门，各驻点，各产业链专班：",
        "三、项目漏斗",
        "1,332.00亿元",
        "▼ 严重滞后",
        "2026年11月2日8时05分",
        "重新取数",
    ):
        assert piece in text


def test_the_pdf_is_saved_under_its_name_and_logged(manager, session, brief):
    answer = manager.get(f"/briefs/{brief.id}.pdf", 200)
    assert answer.mimetype == "application/pdf"
    name = "新能源汽车产业园产业链招商月报2026年第10期（草稿）.pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert f"filename*=UTF-8''{quote(name)}" in disposition
    assert "产业链招商月报第10期（总第34期）草稿" in words_of(answer.data)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "downloaded")).one()
    assert (entry.kind, entry.subject_id) == ("brief", brief.id)


def test_the_same_brief_gives_the_same_file(manager, brief):
    first = manager.get(f"/briefs/{brief.id}.pdf").data
    assert manager.get(f"/briefs/{brief.id}.pdf").data == first


def test_characters_in_no_font_are_named(manager, session, brief):
    brief.title = "关于𠮷的通报"
    session.flush()
    page = manager.get(f"/briefs/{brief.id}/check", 200, headers=HTMX).text
    assert "𠮷（U+20BB7）" in page
    assert "<h1" not in page
    assert "印刷检查" in manager.text(f"/briefs/{brief.id}/check")


def test_title_and_opening_are_written_by_hand(manager, session, brief):
    url = f"/briefs/{brief.id}/edit"
    manager.submit(url, {"title": "我的标题", "opening": "第一段。\n第二段。"}, 302)
    page = manager.text(f"/briefs/{brief.id}")
    assert "我的标题" in page
    assert "第一段。 第二段。" in page
    assert "导语是手工写的" in page


def test_a_title_is_needed_and_what_was_typed_stays(manager, brief):
    page = manager.submit(f"/briefs/{brief.id}/edit", {"title": "", "opening": "留着的字"}, 400)
    assert "留着的字" in page.text


def test_who_saved_first_is_shown(manager, session, brief):
    brief.title = "别人的标题"
    session.flush()
    given = {"title": "我的", "opening": "", "version": str(brief.version - 1)}
    page = manager.post(f"/briefs/{brief.id}/edit", given, 409)
    assert "别人的标题" in page.text


def test_an_expired_form_changes_nothing(manager, session, brief):
    given = {"title": "新的", "opening": "", "version": str(brief.version)}
    page = manager.post(f"/briefs/{brief.id}/edit", given, 400, token=False)
    assert "新的" in page.text
    session.refresh(brief)
    assert brief.title != "新的"


def test_a_draft_is_refreshed(leader, session, world, whole):
    leader.post(f"/briefs/{whole.id}/refresh", {}, 302)
    assert "新签约项目2个" in leader.text(f"/briefs/{whole.id}")


def test_a_leader_issues_and_then_nothing_can_be_changed(leader, session, whole):
    leader.submit(f"/briefs/{whole.id}", {}, 302, form=f"/briefs/{whole.id}/issue")
    session.refresh(whole)
    assert whole.state is BriefState.ISSUED
    page = leader.text(f"/briefs/{whole.id}")
    assert "已签发" in page
    assert "重新取数" not in page
    leader.post(f"/briefs/{whole.id}/refresh", {}, 400)
    leader.post(f"/briefs/{whole.id}/edit", {"title": "改", "opening": ""}, 400)
    assert "草稿" not in words_of(leader.get(f"/briefs/{whole.id}.pdf").data)


def test_managers_and_staff_do_not_issue(manager, staff, session, brief):
    manager.post(f"/briefs/{brief.id}/issue", {}, 403)
    brief.state = BriefState.ISSUED
    session.flush()
    assert "签发 " not in staff.page(f"/briefs/{brief.id}").find("header").get_text()


def test_staff_read_what_was_issued_only(staff, session, brief):
    staff.get(f"/briefs/{brief.id}", 404)
    staff.get(f"/briefs/{brief.id}.pdf", 404)
    brief.state = BriefState.ISSUED
    session.flush()
    assert "新能源汽车产业园" in staff.text(f"/briefs/{brief.id}")
    staff.get(f"/briefs/{brief.id}/edit", 403)


@pytest.mark.parametrize("page", ["", ".pdf", "/check", "/edit"])
def test_outsiders_find_nothing(outsider, session, brief, page):
    brief.state = BriefState.ISSUED
    session.flush()
    outsider.get(f"/briefs/{brief.id}{page}", 404)


@pytest.mark.parametrize("page", ["/briefs", "/briefs/new", "/briefs/1", "/briefs/1.pdf"])
def test_guests_are_asked_to_sign_in(guest, page):
    assert "/login" in guest.get(page, 302).location


def test_markup_in_texts_is_shown_as_it_stands(manager, session, brief):
    brief.title = brief.opening = "<b>粗</b>{{7*7}}\"'&"
    session.flush()
    page = manager.get(f"/briefs/{brief.id}").text
    assert "<b>粗</b>" not in page
    assert "{{7*7}}" in page


def test_the_list_takes_the_same_statements_for_any_number(leader, session, cast, count_queries):
    make_brief(session, cast.zone, 1)
    leader.get("/briefs")
    with count_queries() as few:
        leader.get("/briefs")
    for number in range(2, 11):
        make_brief(session, cast.zone, number)
    with count_queries() as many:
        leader.get("/briefs")
    assert len(many) == len(few) <= 8
