"""Protection in the office: its parameters, the jobs, and two who claim at the same instant."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.core.errors import CrmError, NotFound
from crm.leads.jobs import release_overdue, warn_owners
from crm.leads.models import Lead, ProtectionVersion
from crm.leads.operations import claim, follow_up, release
from crm.leads.queries import get_for
from crm.leads.rules import ActivityKind, ActivityValues, LeadState
from crm.leads.views.record import GONE
from crm.notifications.models import Notification
from tests.client import words
from tests.factories.accounts import make_cast, viewer_of
from tests.factories.leads import TODAY, make_lead

URL = "/admin/parameters/protection"
TERMS = {
    "protection_days": 60, "follow_up_days": 20, "warning_days": 5,
    "effective_from": "2026-11-20", "reason": "区招商领导小组第三次会议",
}  # fmt: skip


def told(session, user) -> list[str]:
    return list(session.scalars(select(Notification.text).where(Notification.user_id == user.id)))


def test_the_administrator_sets_it_and_it_holds_from_that_day_on(admin, staff, cast, session):
    old = make_lead(session, cast.staff, reported_on=date(2026, 11, 19))
    new = make_lead(session, cast.staff)
    version = new.version
    admin.submit(URL, TERMS, 302)
    assert old.falls_on == date(2026, 12, 19)
    assert (new.falls_on, new.version) == (date(2026, 12, 10), version)
    staff.submit("/leads/new", {"company_name": "苏州纳维科技有限公司"}, 302)
    lead = session.scalars(select(Lead).order_by(Lead.id.desc())).first()
    assert lead.falls_on == date(2026, 12, 10)
    assert "首报保护至 2027-01-19" in staff.text(f"/leads/{lead.id}")
    assert "首报保护至 2027-02-17" in staff.text(f"/leads/{old.id}")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "parameter")).one()
    assert entry.changes["保护期（天）"] == [None, "60"]
    assert "第三次会议" in admin.text(URL)
    assert "60 天" in admin.text("/admin/parameters")


def test_it_can_be_announced_and_corrected_on_its_day(admin, staff, cast, session):
    admin.post(URL, {**TERMS, "effective_from": "2026-12-01"}, 302)
    admin.post(URL, {**TERMS, "effective_from": "2026-12-01", "protection_days": 45}, 302)
    row = session.scalars(select(ProtectionVersion)).one()
    assert row.protection_days == 45
    staff.post("/leads/new", {"company_name": "苏州纳维科技有限公司", "country": "CN"}, 302)
    assert session.scalars(select(Lead.falls_on)).one() == date(2026, 12, 20)
    assert "未到施行日期" in admin.text(URL)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("protection_days", "0", "1 到 730 天"),
        ("protection_days", "731", "1 到 730 天"),
        ("protection_days", "三十", "请填写整数"),
        ("follow_up_days", "61", "不能超过保护期"),
        ("warning_days", "20", "要短于跟进期限"),
        ("warning_days", "0", "至少 1 天"),
        ("effective_from", "2026-11-19", "不能早于今天"),
        ("effective_from", "", "请填写施行日期"),
        ("reason", "", "请写明依据"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(admin, session, field, typed, says):
    answer = admin.post(URL, {**TERMS, field: typed}, 400)
    assert says in words(answer)
    assert field == "reason" or "第三次会议" in answer.text
    assert session.scalars(select(ProtectionVersion)).all() == []


def test_a_version_does_not_begin_before_the_newest(admin):
    admin.post(URL, {**TERMS, "effective_from": "2026-12-10"}, 302)
    answer = admin.post(URL, {**TERMS, "effective_from": "2026-12-01"}, 400)
    assert "2026-12-10" in words(answer)


def test_others_do_not_set_it(staff, manager, leader, guest):
    for one in (staff, manager, leader):
        one.get(URL, 403)
        one.post(URL, TERMS, 403)
    assert "/login" in guest.get(URL, 302).location


def test_the_list_of_what_soon_falls_goes_by_the_terms(admin, staff, cast, session):
    make_lead(session, cast.staff, "快掉有限公司", reported_on=TODAY - timedelta(days=20))
    assert "快掉有限公司" not in staff.text("/leads?due=soon")
    admin.post(URL, {**TERMS, "protection_days": 90, "follow_up_days": 30, "warning_days": 12}, 302)
    assert "快掉有限公司" in staff.text("/leads?due=soon")


def test_of_two_at_the_same_instant_exactly_one_gets_it(own_app):
    """Again and again: each time one has it, and the other a sentence."""
    with own_app.app_context():
        with db.transaction() as session:
            cast = make_cast(session)
            lead_id = make_lead(session, cast.staff, state=LeadState.POOL).id
            viewers = [viewer_of(session, one) for one in (cast.colleague, cast.outsider)]
        for round_ in range(5):
            got, refused = race(own_app, viewers, lead_id)
            assert len(got) == len(refused) == 1
            assert all("认领" in sentence for sentence in refused)
            with db.transaction() as session:
                lead = session.get_one(Lead, lead_id)
                assert lead.owner_id == got[0]
                deeds = session.scalars(
                    select(AuditEntry).where(AuditEntry.action == "claimed")
                ).all()
                assert len(deeds) == round_ + 1
                release(session, None, lead, "再来")


def race(app, viewers, lead_id) -> tuple[list[int], list[str]]:
    """All claim the lead at once, each on a connection of his own: who got it, who heard what."""
    start, got, refused = threading.Barrier(len(viewers)), [], []

    def run(viewer):
        with app.app_context():
            start.wait()
            try:
                with db.transaction() as session:
                    claim(session, viewer, get_for(session, viewer, lead_id), TODAY)
                got.append(viewer.id)
            except NotFound:  # the page then says GONE, as for a lead that never was
                refused.append(GONE)
            except CrmError as error:
                refused.append(error.sentence)

    threads = [threading.Thread(target=run, args=(viewer,)) for viewer in viewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got, refused


def test_the_job_returns_what_nobody_followed_up(own_app):
    with own_app.app_context():
        with db.transaction() as session:
            cast = make_cast(session)
            old = TODAY - timedelta(days=31)
            fallen = make_lead(session, cast.staff, "掉保有限公司", reported_on=old).id
            last_day = make_lead(session, cast.staff, reported_on=old + timedelta(days=1)).id
            ended = make_lead(
                session,
                cast.staff,
                "期满有限公司",
                reported_on=TODAY - timedelta(days=91),
                last_followed_on=TODAY,
            ).id
            done = make_lead(session, cast.staff, reported_on=old, state=LeadState.CONVERTED).id
        assert release_overdue() == 2
        assert release_overdue() == 0
        with db.reading() as session:
            states = {one: session.get_one(Lead, one).state.value for one in (fallen, ended)}
            assert set(states.values()) == {"pool"}
            assert session.get_one(Lead, last_day).state is LeadState.OPEN
            assert session.get_one(Lead, done).state is LeadState.CONVERTED
            assert told(session, cast.staff) == [
                "线索“掉保有限公司”已退回公海：超过期限未跟进",
                "线索“期满有限公司”已退回公海：保护期满",
            ]
            deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
            assert list(deeds) == ["released", "released"]


def test_owners_are_warned_once_even_when_a_day_was_missed(own_app):
    with own_app.app_context():
        with db.transaction() as session:
            cast = make_cast(session)
            soon = TODAY - timedelta(days=25)
            lead = make_lead(session, cast.staff, "将掉有限公司", reported_on=soon)
            number, version, at = lead.id, lead.version, lead.updated_at
            make_lead(session, cast.staff)
        assert warn_owners() == 1
        assert warn_owners() == 0
        with db.transaction() as session:
            assert told(session, cast.staff) == ["线索“将掉有限公司”还有 5 天退回公海，请及时跟进"]
            lead = session.get_one(Lead, number)
            assert (lead.version, lead.updated_at) == (version, at)
            values = ActivityValues(ActivityKind.CALL, TODAY, "又联系了")
            follow_up(session, viewer_of(session, cast.staff), lead, values, TODAY)
        assert warn_owners() == 0  # it falls a month later now; of that day he is warned anew
