"""Withdrawing what was logged by mistake, and taking that back."""

from datetime import date

from crm.leads.queries.terms import protection_of
from tests.client import words
from tests.factories.companies import make_company
from tests.factories.leads import TODAY, make_activity
from tests.leads.logged import EARLIER, REASON, SENT, told


def test_it_is_withdrawn_and_counts_nowhere(staff, session, cast, lead, call, url):
    assert "线索的掉保日期将改为 2026-11-19 ，已经过期" in staff.text(f"{url}/withdraw")
    assert "请写明撤销的原因" in words(staff.post(f"{url}/withdraw", {"reason": " "}, 400))
    answer = staff.submit(f"{url}/withdraw", REASON, 302)
    assert answer.location == f"/leads/{lead.id}"
    assert lead.last_followed_on is None
    assert lead.falls_on == protection_of(session, lead).falls_on == date(2026, 11, 19)
    page = staff.page(answer.location)
    assert page.select_one("li s").get_text() == "打了电话"
    assert "记错了企业" in page.get_text()
    assert page.select_one(f"a[href='{url}/edit']") is None
    assert "跟进记录 1" not in page.get_text()
    assert "打了电话" not in staff.text("/activities")
    gone = staff.text("/activities?withdrawn=yes")
    assert "打了电话" in gone
    assert "记错了企业" in gone
    day = staff.text("/calendar?day=2026-10-25")
    assert "电话微信 苏州纳维" not in day
    assert "没有找到" in staff.text("/search?q=打了电话")
    entry = told(session)
    assert (entry.action, entry.changes["原因"]) == ("withdrawn", [None, "记错了企业"])


def test_on_the_calendar_and_in_the_search_it_was_before(staff, call):
    assert "电话微信 苏州纳维" in staff.text("/calendar?day=2026-10-25")
    assert "没有找到" not in staff.text("/search?q=打了电话")


def test_what_is_withdrawn_is_neither_corrected_nor_withdrawn_again(staff, manager, call, url):
    staff.submit(f"{url}/withdraw", REASON, 302)
    assert "已经撤销" in words(staff.get(f"{url}/edit", 400))
    answer = staff.post(f"{url}/edit", {**SENT, "version": call.version}, 400)
    assert "已经撤销" in words(answer)
    assert "看了新产线" in answer.text
    assert "已经撤销" in words(staff.post(f"{url}/withdraw", REASON, 400))


def test_it_is_not_withdrawn_over_a_correction_that_was_not_seen(staff, manager, call, url):
    manager.submit(f"{url}/edit", {"summary": "改过了"}, 302)
    answer = staff.post(f"{url}/withdraw", {**REASON, "version": 1}, 409)
    assert "改过了" in words(answer)
    assert call.withdrawn_at is None


def test_a_manager_brings_it_back(staff, manager, session, lead, call, url):
    falls = lead.falls_on
    staff.submit(f"{url}/withdraw", REASON, 302)
    staff.post(f"{url}/reinstate", {}, 403)
    form = manager.page(f"/leads/{lead.id}").select_one(f"form[action='{url}/reinstate']")
    assert form is not None
    assert manager.post(f"{url}/reinstate", {}, 302).location == f"/leads/{lead.id}"
    assert (call.withdrawn_at, call.withdrawn_reason) == (None, "")
    assert (lead.last_followed_on, lead.falls_on) == (EARLIER, falls)
    assert "打了电话" in staff.text("/activities")
    assert "没有找到" not in staff.text("/search?q=打了电话")
    assert told(session).action == "reinstated"
    assert "没有撤销" in words(manager.post(f"{url}/reinstate", {}, 400))


def test_of_a_company_too_and_it_goes_along_when_that_is_merged(staff, session, cast):
    company = make_company(session, cast.staff, "江苏华芯半导体有限公司")
    visit = make_activity(
        session, company, cast.staff, kind="company", summary="走访了车间", happened_on=TODAY
    )
    staff.submit(f"/activities/{visit.id}/withdraw", REASON, 302)
    page = staff.page(f"/companies/{company.id}")
    assert page.select_one("li s").get_text() == "走访了车间"
    assert "撤销跟进" in page.get_text()


def test_in_a_dialog_it_leads_back_to_the_record(staff, lead, url):
    htmx = {"HX-Request": "true"}
    assert "<html" not in staff.get(f"{url}/withdraw", 200, headers=htmx).text
    answer = staff.post(f"{url}/withdraw", {**REASON, "version": 1}, 204, headers=htmx)
    assert answer.headers["HX-Redirect"] == f"/leads/{lead.id}"
