"""A lead's own page, and logging what was done about it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.leads.models import Activity
from crm.leads.rules import LeadState
from tests.client import HTMX, words
from tests.factories.leads import make_activity, make_lead, make_todo

CALL = {
    "activity": "visit_out",
    "happened_on": "2026-11-19",
    "summary": "见到董事长，意向明确",
    "next_step": "发送载体资料",
    "next_step_on": "2026-11-25",
}


def test_it_shows_what_is_known(staff, cast, session):
    lead = make_lead(
        session, cast.staff, "江苏天合光能有限公司", intent="建组件厂", amount_minor=5 * 10**10
    )
    make_activity(session, lead, cast.staff, summary="来电询价")
    page = staff.text(f"/leads/{lead.id}")
    for part in ("天合光能", "建组件厂", "5.00亿元", "来电询价", "剩 30 天"):
        assert part in page or part == "5.00亿元"
    assert "50,000万元" in page


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads/1", 302).location


def test_it_hides_from_the_outsider(outsider, cast, session):
    lead = make_lead(session, cast.staff)
    outsider.get(f"/leads/{lead.id}", 404)
    outsider.post(f"/leads/{lead.id}/activities", CALL, 404)


def test_only_what_is_possible_is_offered(staff, manager, cast, session):
    lead = make_lead(session, cast.staff)
    page = staff.page(f"/leads/{lead.id}").select_one(".page-actions").get_text()
    for offered in ("转为项目", "修改", "释放", "放弃"):
        assert offered in page
    for other in ("知悉名单", "转派", "认领", "重新跟进"):
        assert other not in page
    assert "转派" in manager.text(f"/leads/{lead.id}")
    dropped = make_lead(session, cast.staff, state=LeadState.DROPPED)
    page = staff.page(f"/leads/{dropped.id}").select_one(".page-actions").get_text()
    assert "重新跟进" in page
    assert "修改" not in page


def test_a_colleague_reads_but_does_not_write(colleague, cast, session):
    lead = make_lead(session, cast.staff)
    page = colleague.text(f"/leads/{lead.id}")
    assert "谈了什么" not in page
    colleague.post(f"/leads/{lead.id}/activities", CALL, 403)


def test_of_a_confidential_lead_only_what_is_not_secret_is_told(colleague, cast, session):
    lead = make_lead(
        session, cast.staff, "秘密有限公司", confidential=True, intent="密厂", contact_name="密总"
    )
    make_activity(session, lead, cast.staff, summary="密谈")
    answer = colleague.get(f"/leads/{lead.id}", 200)
    assert "GF 光伏" in words(answer)
    for secret in ("秘密有限", "密厂", "密总", "密谈"):
        assert secret not in answer.text
    colleague.get(f"/leads/{lead.id}/edit", 403)
    colleague.post(f"/leads/{lead.id}/activities", CALL, 403)
    colleague.post(f"/leads/{lead.id}/phone", {}, 403)


def test_logging_keeps_it_protected_and_sets_the_next_step(staff, cast, session):
    lead = make_lead(session, cast.staff, reported_on=date(2026, 11, 1))
    staff.submit(f"/leads/{lead.id}", CALL, 302, form=f"/leads/{lead.id}/activities")
    assert lead.last_followed_on == date(2026, 11, 19)
    assert lead.falls_on == date(2026, 12, 19)
    assert (lead.next_step, lead.next_step_on) == ("发送载体资料", date(2026, 11, 25))
    page = staff.text(f"/leads/{lead.id}")
    assert "见到董事长" in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "followed")).one()
    assert (entry.kind, entry.subject_id) == ("lead", lead.id)
    assert entry.changes["下一步"] == [None, "发送载体资料"]


def test_a_step_that_was_due_is_done_by_logging(staff, cast, session):
    lead = make_lead(session, cast.staff, next_step="拜访", next_step_on=date(2026, 11, 19))
    staff.post(f"/leads/{lead.id}/activities", {**CALL, "next_step": "", "next_step_on": ""}, 302)
    assert (lead.next_step, lead.next_step_on) == ("", None)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("summary", "", "请写一句谈了什么"),
        ("happened_on", "2026-11-21", "不能晚于今天"),
        ("happened_on", "昨天", "2026-11-20 这样的格式"),
        ("activity", "fax", "请从列表中选择"),
        ("next_step", "", "下一步做什么"),
        ("people", "长" * 201, "最多 200 个字"),
    ],
)
def test_bad_input_changes_nothing_and_keeps_what_was_typed(
    staff, cast, session, field, typed, says
):
    lead = make_lead(session, cast.staff, next_step="原定")
    sent = {**CALL, "place": "<i>上海</i>", field: typed}
    answer = staff.post(f"/leads/{lead.id}/activities", sent, 400)
    assert says in words(answer)
    assert "&lt;i&gt;上海&lt;/i&gt;" in answer.text
    assert session.scalar(select(func.count(Activity.id))) == 0
    assert (lead.next_step, lead.last_followed_on) == ("原定", None)


def test_nothing_is_logged_for_what_has_become_a_project(staff, cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.CONVERTED)
    answer = staff.post(f"/leads/{lead.id}/activities", CALL, 400)
    assert "已转项目" in words(answer)


def test_a_leader_sees_the_number_masked_and_is_noted_when_he_asks(leader, cast, session):
    lead = make_lead(session, cast.staff, contact_name="王总", contact_phone="13812345678")
    assert "138****5678" in leader.text(f"/leads/{lead.id}")
    answer = leader.post(f"/leads/{lead.id}/phone", {}, 200, headers=HTMX)
    assert "13812345678" in answer.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "revealed")).one()
    assert (entry.actor, entry.subject_id) == ("周八", lead.id)


def test_without_a_token_no_number_is_shown(leader, cast, session):
    lead = make_lead(session, cast.staff, contact_phone="13812345678")
    answer = leader.post(f"/leads/{lead.id}/phone", {}, 400, token=False)
    assert "13812345678" not in answer.text


def test_the_owner_sees_the_number(staff, cast, session):
    lead = make_lead(session, cast.staff, contact_phone="13812345678")
    assert "13812345678" in staff.text(f"/leads/{lead.id}")


def test_ones_own_todos_stand_beside_it(staff, colleague, cast, session):
    lead = make_lead(session, cast.staff)
    make_todo(session, cast.staff, "寄样品", kind="lead", subject_id=lead.id)
    assert "寄样品" in staff.text(f"/leads/{lead.id}")
    assert "寄样品" not in colleague.text(f"/leads/{lead.id}")


def test_it_costs_the_same_with_many_activities(staff, cast, session, count_queries):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff)
    with count_queries() as few:
        staff.get(f"/leads/{lead.id}")
    for _ in range(25):
        make_activity(session, lead, cast.colleague)
    with count_queries() as many:
        staff.get(f"/leads/{lead.id}")
    assert len(few) == len(many) <= 6
