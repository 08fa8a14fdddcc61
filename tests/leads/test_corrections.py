"""Correcting what was logged, withdrawing it, and taking that back."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from crm.attachments.models import Attachment
from crm.audit.models import AuditEntry
from crm.audit.rules import sentence
from crm.leads.models import Activity
from crm.leads.queries.terms import protection_of
from crm.leads.rules import ActivityKind, LeadState
from crm.notifications.models import Notification
from crm.plans.rules import Stage
from tests.attachments.files import PDF
from tests.client import words
from tests.factories.leads import TODAY, make_activity, make_lead
from tests.factories.projects import make_milestone, make_project
from tests.leads.logged import REASON, SENT, told

LATER = date(2026, 11, 10)


def test_it_is_corrected_and_the_record_tells_what_was_there_before(
    staff, session, lead, call, url
):
    form = staff.page(f"{url}/edit").select_one("form[data-draft]")
    assert form["data-draft"] == f"activity-{call.id}-1"
    assert staff.submit(f"{url}/edit", SENT, 302).location == f"/leads/{lead.id}"
    assert (call.activity, call.summary, call.people) == (
        ActivityKind.VISIT_OUT, "看了新产线", "王总",
    )  # fmt: skip
    page = staff.text(f"/leads/{lead.id}")
    for part in ("更正跟进", "打了电话", "看了新产线", "2026-10-25", "有改动"):
        assert part in page
    entry = told(session)
    assert entry.changes["内容"] == ["打了电话", "看了新产线"]
    assert entry.changes["日期"] == ["2026-10-25", "2026-11-10"]
    assert "张三 更正跟进（线索“苏州纳维科技有限公司”）：" in sentence(entry)


def test_saving_it_as_it_was_changes_nothing(staff, session, call, url):
    staff.submit(f"{url}/edit", {}, 302)
    assert (call.version, told(session)) == (1, None)


def test_photographs_are_kept_and_added_to(staff, session, cast, call, url):
    sent = {**SENT, "files": (io.BytesIO(PDF), "现场.pdf"), "version": 1}
    staff.post(f"{url}/edit", sent, 302)
    staff.post(
        f"{url}/edit",
        {**sent, "files": (io.BytesIO(PDF), "名片.pdf"), "version": call.version},
        302,
    )
    assert session.scalars(select(Attachment.name).order_by(Attachment.id)).all() == [
        "现场.pdf", "名片.pdf",
    ]  # fmt: skip
    assert "现场.pdf" in staff.text(f"{url}/edit")
    corrected = select(AuditEntry).where(AuditEntry.action == "corrected")
    assert session.scalars(corrected.order_by(AuditEntry.id.desc())).first().changes[
        "照片和附件"
    ] == [None, "名片.pdf"]


def test_whoever_saves_later_sees_both_versions(staff, manager, session, call, url):
    staff.submit(f"{url}/edit", {"summary": "先保存的"}, 302)
    answer = manager.post(f"{url}/edit", {**SENT, "summary": "后保存的", "version": 1}, 409)
    shown = words(answer)
    assert "已被别人修改" in shown
    assert "现已改为：先保存的" in shown
    assert "后保存的" in answer.text
    # The draft goes on under the key that it was sent with.
    assert f'data-draft="activity-{call.id}-1"' in answer.text
    assert "现已改为：电话微信" in shown
    assert call.summary == "先保存的"
    manager.post(f"{url}/edit", {**SENT, "summary": "后保存的", "version": call.version}, 302)
    assert call.summary == "后保存的"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"summary": ""}, "请写一句谈了什么"),
        ({"happened_on": "2026-11-21"}, "不能晚于今天"),
        ({"happened_on": ""}, "请填写日期"),
        ({"people": "长" * 201}, "200"),
        ({"activity": "?"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_kept(staff, session, call, url, change, says):
    answer = staff.post(f"{url}/edit", {**SENT, "version": 1, **change}, 400)
    assert says in words(answer)
    assert 'value="苏州"' in answer.text
    session.expire_all()
    assert call.summary == "打了电话"


def test_it_asks_for_sign_in_and_hides_from_others(guest, outsider, colleague, leader, url):
    assert "/login" in guest.get(f"{url}/edit", 302).location
    for what in ("edit", "withdraw"):
        outsider.get(f"{url}/{what}", 404)
        colleague.get(f"{url}/{what}", 403)
        leader.get(f"{url}/{what}", 403)
    for person, status in ((outsider, 404), (colleague, 403), (leader, 403)):
        person.post(f"{url}/edit", {**SENT, "version": 1}, status)
        person.post(f"{url}/withdraw", REASON, status)
        person.post(f"{url}/reinstate", {}, status)


def test_only_who_may_is_offered_to(staff, colleague, manager, lead, url):
    for path in (f"/leads/{lead.id}", "/activities"):
        for person, offered in ((staff, True), (manager, True), (colleague, False)):
            page = person.page(path)
            assert (page.select_one(f"a[href='{url}/edit']") is not None) is offered
            assert (page.select_one(f"a[href='{url}/withdraw']") is not None) is offered


def test_who_logged_it_hears_of_a_correction_by_others(manager, session, cast, lead, url):
    manager.submit(f"{url}/edit", SENT, 302)
    heard = session.scalars(select(Notification)).one()
    assert heard.user_id == cast.staff.id
    assert "更正了您为“苏州纳维科技有限公司”登记的" in heard.text
    assert heard.url == f"/leads/{lead.id}"


@pytest.mark.parametrize("on", [LATER, date(2026, 10, 22)])
def test_the_deadline_follows_the_day_both_ways(staff, session, lead, url, on):
    before = lead.falls_on
    answer = staff.submit(f"{url}/edit", {"happened_on": on.isoformat()}, 302)
    assert lead.last_followed_on == on
    assert lead.falls_on == protection_of(session, lead).falls_on != before
    assert told(session).changes["掉保日期"] == [before.isoformat(), lead.falls_on.isoformat()]
    assert f"掉保日期由 {before} 改为 {lead.falls_on}" in staff.get(answer.location).text


def test_another_follow_up_later_than_it_still_counts(staff, session, cast, lead, call, url):
    make_activity(session, lead, cast.staff, happened_on=LATER)
    lead.last_followed_on = LATER
    lead.falls_on = falls = protection_of(session, lead).falls_on
    session.flush()
    staff.submit(f"{url}/edit", {"happened_on": "2026-10-21"}, 302)
    assert (lead.last_followed_on, lead.falls_on) == (LATER, falls)


def test_a_day_that_came_from_elsewhere_stays(staff, session, lead, url):
    lead.last_followed_on = date(2026, 11, 1)  # handed over with the lead, logged nowhere
    session.flush()
    staff.submit(f"{url}/edit", {"happened_on": "2026-10-21"}, 302)
    assert lead.last_followed_on == date(2026, 11, 1)


def lapse(session, lead):
    lead.protected_from = lead.reported_on = date(2026, 9, 1)
    lead.last_followed_on = date(2026, 9, 20)
    lead.falls_on = protection_of(session, lead).falls_on
    session.flush()
    assert lead.falls_on < TODAY


def test_a_protection_that_is_over_comes_back_through_a_manager_only(
    staff, manager, session, lead, call, url
):
    call.happened_on = date(2026, 9, 20)
    lapse(session, lead)
    over, version = lead.falls_on, call.version
    answer = staff.post(f"{url}/edit", {**SENT, "version": version}, 400)
    assert f"首报保护已于 {over} 期满" in words(answer)
    assert "看了新产线" in answer.text
    session.expire_all()
    assert (lead.falls_on, lead.last_followed_on) == (over, date(2026, 9, 20))
    # Words and days that leave it over are corrected as ever.
    staff.post(f"{url}/edit", {**SENT, "happened_on": "2026-09-25", "version": version}, 302)
    assert over < lead.falls_on < TODAY
    manager.post(f"{url}/edit", {**SENT, "version": call.version}, 302)
    assert lead.falls_on == date(2026, 11, 30)  # ninety days from the first report
    assert "掉保日期" in told(session).changes


def test_a_lead_in_the_pool_stays_there(staff, session, cast, lead, url):
    lead.state, lead.owner_id, falls = LeadState.POOL, None, lead.falls_on
    session.flush()
    staff.submit(f"{url}/edit", {"happened_on": "2026-11-10"}, 302)
    assert (lead.state, lead.falls_on, lead.last_followed_on) == (LeadState.POOL, falls, LATER)


def test_of_a_project_the_last_move_follows(staff, session, cast):
    project = make_project(session, cast.staff, last_moved_on=date(2026, 10, 1))
    visit = make_activity(
        session, project, cast.staff, kind="project", happened_on=LATER, summary="看厂"
    )
    project.last_moved_on = LATER
    make_milestone(session, project, Stage.SIGNED, date(2026, 10, 15))
    url = f"/activities/{visit.id}"
    answer = staff.submit(f"{url}/edit", {"happened_on": "2026-10-20"}, 302)
    assert answer.location == f"/projects/{project.id}?tab=activities"
    assert project.last_moved_on == date(2026, 10, 20)
    staff.submit(f"{url}/withdraw", REASON, 302)
    assert project.last_moved_on == date(2026, 10, 15)
    timeline = staff.text(f"/projects/{project.id}")
    assert "撤销跟进" in timeline
    assert "更正跟进" in timeline
    assert staff.page(f"/projects/{project.id}").select_one(".timeline s") is not None


def test_of_a_confidential_record_only_the_code_name_is_told(staff, session, cast):
    secret = make_lead(session, cast.staff, "秘密有限公司", confidential=True)
    call = make_activity(session, secret, cast.staff)
    staff.submit(f"/activities/{call.id}/edit", {"summary": "改了"}, 302)
    entry = told(session)
    assert (entry.title, entry.confidential) == ("GF 光伏", True)
    assert session.scalars(select(Activity)).one().summary == "改了"


def test_a_photograph_of_something_else_is_taken_off(staff, session, call, url):
    for name in ("现场.pdf", "别家的.pdf"):
        file = (io.BytesIO(PDF), name)
        staff.post(f"{url}/edit", {**SENT, "files": file, "version": call.version}, 302)
    wrong = session.scalars(select(Attachment).where(Attachment.name == "别家的.pdf")).one()
    staff.submit(f"{url}/edit", {"removed": [str(wrong.id)]}, 302)
    assert wrong.removed_at is not None
    page = staff.text(f"{url}/edit")
    assert "现场.pdf" in page
    assert "别家的.pdf" not in page
    staff.get(f"{url}/attachments/{wrong.id}", 404)
    told_of = session.scalars(select(AuditEntry).where(AuditEntry.action == "corrected")).all()[-1]
    assert told_of.changes["照片和附件"] == ["别家的.pdf", None]


def test_only_files_of_its_own_are_taken_off(staff, session, call, url):
    staff.post(f"{url}/edit", {**SENT, "removed": ["4711"], "version": 1}, 400)
    assert call.summary == "打了电话"
