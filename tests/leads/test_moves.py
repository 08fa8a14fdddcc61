"""Leads change hands: the pool, claiming, assigning, dropping."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.accounts.models import Clearance
from crm.accounts.rules import Role
from crm.audit.models import AuditEntry
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.leads.operations import claim, mark_converted
from crm.leads.operations.moves import Receiver, assign
from crm.leads.queries import get_for
from crm.leads.rules import DropReason, LeadState
from crm.notifications.models import Notification
from tests.client import HTMX, words
from tests.factories.accounts import make_user, viewer_of
from tests.factories.leads import TODAY, make_lead

WHY = {"reason": "分工调整"}


def deeds(session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def told(session, user) -> list[str]:
    return list(session.scalars(select(Notification.text).where(Notification.user_id == user.id)))


def test_the_pool_is_open_to_all_units(outsider, cast, session):
    make_lead(session, cast.staff, "海里有限公司", state=LeadState.POOL)
    make_lead(session, cast.staff, "不在有限公司")
    page = outsider.text("/leads/pool")
    assert "海里有限公司" in page
    assert "不在" not in page


def test_the_pool_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads/pool", 302).location


def test_what_is_confidential_does_not_lie_open_in_the_pool(outsider, cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.POOL, confidential=True)
    assert "GF 光伏" not in outsider.text("/leads/pool")
    outsider.get(f"/leads/{lead.id}", 404)
    outsider.post(f"/leads/{lead.id}/claim", {}, 404)


def test_somebody_claims_a_lead(outsider, cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.POOL, reported_on=date(2026, 1, 1))
    outsider.post(f"/leads/{lead.id}/claim", {}, 302)
    assert (lead.state, lead.owner_id) == (LeadState.OPEN, cast.outsider.id)
    assert (lead.unit_id, lead.protected_from) == (cast.park_b.id, TODAY)
    assert lead.reported_on == date(2026, 1, 1)
    assert lead.falls_on == TODAY + timedelta(days=30)
    assert deeds(session) == ["claimed"]


def test_who_comes_too_late_from_another_unit_is_told_so(outsider, cast, session):
    lead = make_lead(session, cast.staff)
    taken = words(outsider.post(f"/leads/{lead.id}/claim", {}, 404))
    assert "可能刚刚被他人认领" in taken
    assert taken == words(outsider.post("/leads/987654/claim", {}, 404))


def test_what_is_taken_cannot_be_claimed(colleague, cast, session):
    lead = make_lead(session, cast.staff)
    answer = colleague.post(f"/leads/{lead.id}/claim", {}, 400)
    assert "不能认领" in words(answer) or "不能认领" in answer.text


def test_who_comes_second_is_told_so(cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.POOL)
    viewer = viewer_of(session, cast.colleague)
    stale = get_for(session, viewer, lead.id)
    session.execute(
        Lead.__table__.update().where(Lead.id == lead.id).values(version=lead.version + 1)
    )
    with pytest.raises(Refused, match="已被他人认领"):
        claim(session, viewer, stale, TODAY)


def test_the_owner_gives_it_back_with_a_reason(staff, cast, session):
    lead = make_lead(session, cast.staff)
    answer = staff.post(f"/leads/{lead.id}/release", {"reason": ""}, 400)
    assert "请写明原因" in words(answer)
    staff.submit(f"/leads/{lead.id}/release", {"reason": "方向不合"}, 302)
    assert (lead.state, lead.owner_id) == (LeadState.POOL, None)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.changes["原因"]) == ("released", [None, "方向不合"])


def test_a_dialog_answers_with_the_form_and_then_leads_on(staff, cast, session):
    lead = make_lead(session, cast.staff)
    form = staff.get(f"/leads/{lead.id}/release", 200, headers=HTMX)
    assert "<h1" not in form.text
    answer = staff.post(f"/leads/{lead.id}/release", {"reason": "无"}, 204, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/leads/{lead.id}"


def test_a_manager_releases_and_the_owner_hears_of_it(manager, cast, session):
    lead = make_lead(session, cast.staff, "某某有限公司")
    manager.post(f"/leads/{lead.id}/release", {"reason": "久未跟进"}, 302)
    assert told(session, cast.staff) == ["线索“某某有限公司”已退回公海：久未跟进"]


def test_a_colleague_may_not(colleague, outsider, cast, session):
    lead = make_lead(session, cast.staff)
    for move in ("release", "drop"):
        colleague.get(f"/leads/{lead.id}/{move}", 403)
        outsider.get(f"/leads/{lead.id}/{move}", 404)
    colleague.get(f"/leads/{lead.id}/assign", 403)


def test_a_manager_assigns_within_his_scope(manager, cast, session):
    lead = make_lead(session, cast.staff, "某某有限公司", reported_on=date(2026, 11, 1))
    answer = manager.post(f"/leads/{lead.id}/assign", {"owner_id": cast.outsider.id, **WHY}, 400)
    assert "请从列表中选择" in words(answer)
    manager.submit(f"/leads/{lead.id}/assign", {"owner_id": cast.outpost.id, **WHY}, 302)
    assert (lead.owner_id, lead.unit_id) == (cast.outpost.id, cast.office.id)
    assert lead.protected_from == TODAY
    assert told(session, cast.outpost) == ["王五把线索“某某有限公司”转派给您：分工调整"]
    assert told(session, cast.staff) == ["线索“某某有限公司”已转由赵六负责：分工调整"]


def test_a_unit_is_given_it_by_its_head(manager, cast, session):
    head = make_user(session, Role.MANAGER, cast.park_b, name="钱二")
    lead = make_lead(session, cast.staff, "某某有限公司", reported_on=date(2026, 11, 1))
    url = f"/leads/{lead.id}/assign"
    assert "请写明转派的原因" in words(manager.post(url, {"unit_id": cast.park_b.id}, 400))
    both = {"unit_id": cast.park_b.id, "owner_id": cast.colleague.id, **WHY}
    assert "请选择一个人，或者一个单位" in words(manager.post(url, both, 400))
    assert "没有在岗的负责人" in words(manager.post(url, {"unit_id": cast.office.id, **WHY}, 400))
    manager.post(url, {"unit_id": cast.park_b.id, **WHY}, 302)
    assert (lead.owner_id, lead.unit_id, lead.protected_from) == (head.id, cast.park_b.id, TODAY)
    assert told(session, head) == ["王五把线索“某某有限公司”转派给您：分工调整"]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.changes["原因"]) == ("assigned", [None, "分工调整"])


def test_within_the_unit_protection_goes_on(manager, cast, session):
    lead = make_lead(session, cast.staff, reported_on=date(2026, 11, 1))
    manager.post(f"/leads/{lead.id}/assign", {"owner_id": cast.colleague.id, **WHY}, 302)
    assert lead.protected_from == date(2026, 11, 1)


def test_who_gets_a_confidential_lead_stands_on_its_list(manager, cast, session):
    lead = make_lead(session, cast.manager, confidential=True)
    manager.post(f"/leads/{lead.id}/assign", {"owner_id": cast.staff.id, **WHY}, 302)
    listed = session.scalars(select(Clearance.user_id)).all()
    assert set(listed) == {cast.manager.id, cast.staff.id}


def test_a_lead_is_dropped_with_a_reason_and_taken_up_again(staff, cast, session):
    lead = make_lead(session, cast.staff, reported_on=date(2026, 11, 1))
    assert "请选择原因" in words(staff.post(f"/leads/{lead.id}/drop", {}, 400))
    other = {"drop_reason": "other"}
    assert "请写明原因" in words(staff.post(f"/leads/{lead.id}/drop", other, 400))
    staff.submit(f"/leads/{lead.id}/drop", {"drop_reason": "elsewhere"}, 302)
    assert (lead.state, lead.drop_reason) == (LeadState.DROPPED, DropReason.ELSEWHERE)
    staff.post(f"/leads/{lead.id}/reopen", {}, 302)
    assert (lead.state, lead.drop_reason) == (LeadState.OPEN, None)
    assert lead.protected_from == TODAY
    assert deeds(session) == ["dropped", "resumed"]


def test_what_has_become_a_project_stays_that(cast, session):
    viewer = viewer_of(session, cast.staff)
    lead = make_lead(session, cast.staff)
    mark_converted(session, viewer, lead)
    assert lead.state is LeadState.CONVERTED
    with pytest.raises(Refused, match="已转项目"):
        mark_converted(session, viewer, lead)


def test_it_is_given_to_somebody_else_within_the_scope_only(cast, session):
    lead, manager = make_lead(session, cast.staff), viewer_of(session, cast.manager)
    for to, sentence in (
        (Receiver(user_id=cast.staff.id), "已由张三负责"),
        (Receiver(user_id=cast.outsider.id), "所辖范围内的在岗人员"),
        (Receiver(), "一个人，或者一个单位"),
    ):
        with pytest.raises(Refused, match=sentence):
            assign(session, manager, lead, to, "分工调整", TODAY)
    assert lead.owner_id == cast.staff.id


def test_who_takes_up_what_was_dropped_in_the_pool_has_it(manager, cast, session):
    lead = make_lead(session, cast.staff, state=LeadState.POOL)
    manager.submit(f"/leads/{lead.id}/drop", {"drop_reason": "elsewhere"}, 302)
    manager.post(f"/leads/{lead.id}/reopen", {}, 302)
    assert (lead.state, lead.owner_id) == (LeadState.OPEN, cast.manager.id)
    assert lead.falls_on == TODAY + timedelta(days=30)
