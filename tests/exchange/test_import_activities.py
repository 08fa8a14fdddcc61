"""What was done, from a file: for leads, projects and companies alike."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.exchange.models import ImportRun
from crm.exchange.rules.runs import RunState
from crm.leads.models import Todo
from crm.leads.rules import LeadState, protection
from tests.exchange.deeds import FIRM, HEADS, OTHER, activities, row, upload
from tests.exchange.files import sent
from tests.exchange.runs import go, reasons
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_activity, make_lead
from tests.factories.projects import make_project


@pytest.fixture
def node(session, cast):
    return make_node(
        session, make_chain(session, "集成电路", code="ic"), "封装测试", code="packaging"
    )


def test_each_kind_of_record_is_logged_for_and_undone(staff, session, node):
    lead = make_lead(session, staff.user, FIRM, reported_on=date(2026, 11, 1))
    company = make_company(session, staff.user, OTHER)
    project = make_project(session, staff.user, node, name="封测基地",
                           last_moved_on=date(2026, 11, 1))  # fmt: skip
    run = upload(
        staff, session,
        row("线索", FIRM, "2026.11.10", "走访", "看了新产线", "王总", "苏州", "寄样", "2026.12.1"),
        row("项目", "封测基地", "2026年11月12日", "", "谈了用地"),
        row("企业", OTHER, "2026-11-13", "电话", "问了扩产", "", "", "再打电话", "2026.12.2"),
    )  # fmt: skip
    assert run.counts == {"new": 3}, reasons(session, run)
    assert activities(session) == []
    go(staff, session, run)
    first, second, third = activities(session)
    assert (first.kind, first.subject_id, first.people, first.place) == (
        "lead", lead.id, "王总", "苏州",
    )  # fmt: skip
    assert [one.activity.label for one in (first, second, third)] == [
        "外出拜访",
        "记事",
        "电话微信",
    ]
    assert (first.owner_id, first.unit_id) == (staff.user.id, staff.user.unit_id)
    assert lead.last_followed_on == date(2026, 11, 10)
    assert lead.falls_on == protection(date(2026, 11, 1), date(2026, 11, 10)).falls_on
    assert (lead.next_step, str(lead.next_step_on)) == ("寄样", "2026-12-01")
    assert project.last_moved_on == date(2026, 11, 12)
    todo = session.scalars(select(Todo)).one()
    assert (todo.kind, todo.subject_id, todo.text) == ("company", company.id, "再打电话")
    assert "看了新产线" in staff.text(f"/leads/{lead.id}")
    assert f"/activities/{first.id}/edit" in staff.get(f"/imports/{run.id}", 200).text
    assert lead.company_name in staff.text("/search?q=新产线")
    assert go(staff, session, run, "undo").state is RunState.UNDONE
    assert activities(session) == []
    assert (lead.last_followed_on, lead.next_step, lead.next_step_on) == (None, "", None)
    assert lead.falls_on == protection(date(2026, 11, 1), None).falls_on
    assert project.last_moved_on == date(2026, 11, 1)
    assert session.scalar(select(func.count(Todo.id))) == 0
    assert lead.company_name not in staff.text("/search?q=新产线")
    told = select(AuditEntry.action).where(AuditEntry.kind.in_(("lead", "project", "company")))
    actions = session.scalars(told.order_by(AuditEntry.id)).all()
    assert actions == ["followed"] * 3 + ["withdrawn"] * 3


def test_the_log_tells_it_as_the_form_does(staff, session):
    one, other = (make_lead(session, staff.user, name) for name in (FIRM, OTHER))
    go(staff, session, upload(staff, session, row("线索", FIRM, said="谈过")))
    staff.post(f"/leads/{other.id}/activities",
               {"activity": "visit_out", "happened_on": "2026-11-10", "summary": "谈过"},
               302)  # fmt: skip
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "followed")).all()
    told = [{k: v for k, v in one.changes.items() if v[1]} for one in entries]
    assert told[0] == told[1]
    session.expire_all()
    assert (one.last_followed_on, one.falls_on) == (other.last_followed_on, other.falls_on)


def test_what_was_done_last_says_what_comes_next(staff, session):
    """Whatever the order of the rows, and whatever had been logged before."""
    lead = make_lead(session, staff.user, FIRM, next_step="老的", next_step_on=date(2026, 12, 9))
    make_activity(session, lead, staff.user, happened_on=date(2026, 11, 5))
    rows = [
        row("线索", FIRM, "2026-11-12", "电话", "后来的", "", "", "最新一步"),
        row("线索", FIRM, "2026-11-08", "电话", "先前的", "", "", "过时一步"),
        row("线索", FIRM, "2026-11-01", "电话", "很早的", "", "", "很早一步"),
    ]
    run = go(staff, session, upload(staff, session, *rows))
    assert (lead.next_step, lead.last_followed_on) == ("最新一步", date(2026, 11, 12))
    go(staff, session, run, "undo")
    assert (lead.next_step, lead.next_step_on) == ("老的", date(2026, 12, 9))
    go(staff, session, upload(staff, session, rows[2]))
    assert lead.next_step == "老的"


def test_what_was_logged_meanwhile_stays_when_it_is_undone(staff, session):
    lead = make_lead(session, staff.user, FIRM, reported_on=date(2026, 11, 1))
    run = go(staff, session, upload(staff, session, row("线索", FIRM, "2026-11-15")))
    sent_in = {"activity": "call", "happened_on": "2026-11-12", "summary": "电话",
               "next_step": "自己的一步"}  # fmt: skip
    staff.post(f"/leads/{lead.id}/activities", sent_in, 302)
    go(staff, session, run, "undo")
    assert (lead.last_followed_on, lead.next_step) == (date(2026, 11, 12), "自己的一步")


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_large_file_is_written_and_undone_in_parts(staff, session, monkeypatch, size):
    """Of other sizes each way; in the end the record says what it said before."""
    monkeypatch.setattr("crm.exchange.jobs.write.IN_ONE_GO", 1)
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", size)
    lead = make_lead(session, staff.user, FIRM, last_followed_on=date(2026, 11, 2),
                     next_step="老的")  # fmt: skip
    days = (10, 6, 12, 8, 14, 4)
    rows = [
        row("线索", FIRM, f"2026-11-{day:02}", "", f"第{day}日", "", "", f"第{day}步")
        for day in days
    ]
    run = go(staff, session, upload(staff, session, *rows))
    assert run.state is RunState.DONE, run.message
    assert (lead.last_followed_on, lead.next_step) == (date(2026, 11, 14), "第14步")
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", 4)
    assert go(staff, session, run, "undo").state is RunState.UNDONE
    assert (lead.last_followed_on, lead.next_step) == (date(2026, 11, 2), "老的")


def test_a_lapsed_protection_is_not_revived(staff, manager, session):
    lead = make_lead(session, staff.user, FIRM, reported_on=date(2026, 9, 1))
    for browser in (staff, manager):
        run = upload(browser, session, row("线索", FIRM, "2026-11-10"))
        assert run.counts == {"wrong": 1}
        assert "不会使它重新受保护" in reasons(session, run)[0]
    before = lead.falls_on
    run = go(staff, session, upload(staff, session, row("线索", FIRM, "2026-09-10")))
    assert run.state is RunState.DONE
    assert lead.last_followed_on == date(2026, 9, 10)
    assert before <= lead.falls_on < date(2026, 11, 20)


def test_the_same_thing_twice_is_a_duplicate(staff, session):
    lead = make_lead(session, staff.user, FIRM)
    make_activity(session, lead, staff.user, happened_on=date(2026, 11, 9), summary="谈 过")
    gone = make_activity(session, lead, staff.user, happened_on=date(2026, 11, 8), summary="错的",
                         withdrawn_reason="错")  # fmt: skip
    gone.withdrawn_at = gone.created_at
    session.flush()
    rows = [
        row("线索", FIRM, "2026-11-09", "电话", "谈过"),
        row("线索", FIRM, "2026-11-10", "电话", "又谈"),
        row("线索", str(lead.id), "2026-11-10", "电话", "又  谈"),
        row("线索", FIRM, "2026-11-10", "会议", "又谈"),
        row("线索", FIRM, "2026-11-08", "电话", "错的"),
    ]  # fmt: skip
    run = upload(staff, session, *rows)
    assert run.counts == {"new": 3, "duplicate": 2}
    assert "与第 3 行重复" in reasons(session, run)[2]
    go(staff, session, run)
    assert upload(staff, session, *rows).counts == {"duplicate": 5}


def test_what_is_logged_meanwhile_stops_the_whole_run(staff, session):
    lead = make_lead(session, staff.user, FIRM)
    make_lead(session, staff.user, OTHER)
    run = upload(staff, session, row("", OTHER), row("", FIRM, said="谈过"))
    make_activity(session, lead, staff.user, activity="visit_out", summary="谈过",
                  happened_on=date(2026, 11, 10))  # fmt: skip
    assert go(staff, session, run).state is RunState.FAILED
    assert "检查之后已有人登记" in run.message
    assert len(activities(session)) == 1


def test_nothing_of_a_large_file_stays_when_a_later_part_fails(staff, session, monkeypatch):
    monkeypatch.setattr("crm.exchange.jobs.write.IN_ONE_GO", 1)
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", 1)
    first = make_lead(session, staff.user, OTHER, next_step="老的")
    lead = make_lead(session, staff.user, FIRM)
    run = upload(
        staff, session, row("", OTHER, "2026-11-10", "", "谈", "", "", "新的"), row("", FIRM)
    )
    lead.state = LeadState.DROPPED
    session.flush()
    assert go(staff, session, run).state is RunState.FAILED
    assert activities(session) == []
    assert (first.last_followed_on, first.next_step) == (None, "老的")


def test_a_lead_that_is_given_up_meanwhile_stops_the_whole_run(staff, session):
    lead = make_lead(session, staff.user, FIRM)
    run = upload(staff, session, row("", FIRM))
    lead.state = LeadState.CONVERTED
    session.flush()
    assert go(staff, session, run).state is RunState.FAILED
    assert "不能再登记跟进" in run.message


def test_what_was_corrected_since_is_not_undone(staff, session):
    make_lead(session, staff.user, FIRM)
    run = go(staff, session, upload(staff, session, row("", FIRM)))
    (one,) = activities(session)
    one.summary = "更正过"
    session.flush()
    assert go(staff, session, run, "undo").state is RunState.DONE
    assert "不能整体撤销" in run.message


def test_wrong_cells_are_told(staff, session):
    make_lead(session, staff.user, FIRM)
    bad = row("线索", FIRM, "2027-01-01", "打麻将", "", "", "", "", "2026-12-01")
    run = upload(staff, session, bad, row("", "", ""), row("线索", FIRM, "2027-01-01"))
    first, second, third = reasons(session, run)
    for words in ("没有“打麻将”这个方式，可以填：电话微信、外出拜访", "内容：这一项必填"):
        assert words in first
    for words in ("对象：这一项必填", "日期：这一项必填"):
        assert words in second
    assert "不能晚于今天" in third


def test_managers_bring_in_what_their_people_did(staff, manager, session, cast):
    make_lead(session, cast.staff, FIRM)
    heads = [*HEADS, "登记人"]
    rows = [*row("", FIRM), cast.colleague.name]
    assert upload(staff, session, rows, heads=heads).counts == {"wrong": 1}
    go(manager, session, upload(manager, session, rows, heads=heads))
    assert activities(session)[0].owner_id == cast.colleague.id


def test_an_export_can_be_brought_in_again(staff, session):
    lead = make_lead(session, staff.user, FIRM)
    make_activity(session, lead, staff.user, summary="谈过")
    file = staff.get("/activities/export.xlsx", 200).data
    staff.post("/imports/new", sent(file, kind="activities"), 302)
    session.expire_all()
    run = session.scalars(select(ImportRun)).one()
    assert set(run.mapping.values()) >= {
        "subject",
        "happened_on",
        "summary",
        "subject_kind",
        "owner",
    }
