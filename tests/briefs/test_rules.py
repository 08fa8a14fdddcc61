"""Who drafts, edits and issues, and what becomes of a brief."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.audit.models import AuditEntry
from crm.audit.operations import seal
from crm.briefs.models import BriefState
from crm.briefs.operations import draft, edit, issue, refresh
from crm.briefs.queries import briefs, get_for, may_prepare, units_to_prepare
from crm.briefs.rules import words
from crm.briefs.rules.snapshot import Snapshot
from crm.briefs.rules.tables import quota_bars
from crm.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.briefs.conftest import OCTOBER
from tests.factories.accounts import viewer_of
from tests.factories.briefs import make_brief, quota
from tests.factories.projects import make_milestone

TODAY = date(2026, 11, 20)


@pytest.fixture
def chief(session, cast):
    return viewer_of(session, cast.leader)


@pytest.fixture
def head(session, cast):
    return viewer_of(session, cast.manager)


def test_a_draft_has_its_numbers_and_figures(session, cast, world, chief):
    first = draft(session, chief, cast.zone, date(2026, 9, 1), TODAY)
    second = draft(session, chief, cast.zone, date(2026, 10, 17), TODAY)
    assert (first.year_number, first.total_number) == (1, 1)
    assert (second.year_number, second.total_number, second.month) == (2, 2, OCTOBER)
    assert second.state is BriefState.DRAFT
    assert Snapshot.from_json(second.snapshot).headlines[0].month.count == 2
    assert second.title == "关于2026年10月全区\n产业链招商工作情况的通报"


def test_numbers_begin_anew_with_the_year(session, cast, world, chief):
    make_brief(session, cast.zone, 12, year_number=12, total_number=36, month=date(2025, 12, 1))
    brief = draft(session, chief, cast.zone, date(2026, 1, 1), TODAY)
    assert (brief.year_number, brief.total_number) == (1, 37)


def test_each_unit_has_numbers_of_its_own(session, cast, world, chief, head):
    make_brief(session, cast.zone)
    brief = draft(session, head, cast.park_a, OCTOBER, TODAY)
    assert (brief.year_number, brief.total_number) == (1, 1)


def test_a_month_has_one_brief(session, cast, world, chief):
    draft(session, chief, cast.zone, OCTOBER, TODAY)
    with pytest.raises(Refused, match="已经编制"):
        draft(session, chief, cast.zone, OCTOBER, TODAY)


def test_a_month_to_come_is_refused(session, cast, world, chief):
    with pytest.raises(Refused, match="还没有开始"):
        draft(session, chief, cast.zone, date(2026, 12, 1), TODAY)


def test_managers_prepare_for_their_unit_and_below_only(session, cast, head):
    assert [unit.name for unit in units_to_prepare(session, head)] == [
        "新能源汽车产业园",
        "深圳驻点",
    ]
    with pytest.raises(Forbidden):
        draft(session, head, cast.zone, OCTOBER, TODAY)
    with pytest.raises(Forbidden):
        draft(session, head, cast.park_b, OCTOBER, TODAY)


@pytest.mark.parametrize("name", ["staff", "admin", "auditor", "security"])
def test_others_prepare_nothing(session, cast, name):
    viewer = viewer_of(session, getattr(cast, name))
    assert not may_prepare(viewer, cast.park_a)
    assert units_to_prepare(session, viewer) == []


def test_refreshing_takes_the_figures_anew(session, cast, world, chief):
    brief = draft(session, chief, cast.zone, OCTOBER, TODAY)
    edit(session, chief, brief, title="另一个标题", opening="手工写的导语。")
    make_milestone(session, world.plain, "started", date(2026, 10, 25))
    refresh(session, chief, brief, date(2026, 11, 21))
    assert Snapshot.from_json(brief.snapshot).headlines[2].month.count == 1
    assert (brief.title, brief.opening) == ("另一个标题", "手工写的导语。")
    assert brief.dated_on == date(2026, 11, 21)


def test_an_opening_as_composed_stays_composed(session, cast, chief):
    brief = make_brief(session, cast.zone)
    composed = words.opening(Snapshot.from_json(brief.snapshot))
    edit(session, chief, brief, title=brief.title, opening=composed)
    assert brief.opening == ""


def test_saving_over_an_unseen_change_is_refused(session, cast, chief):
    brief = make_brief(session, cast.zone)
    with pytest.raises(Conflict):
        edit(session, chief, brief, title="甲", opening="", seen_version=brief.version + 1)
    with pytest.raises(Conflict):
        issue(session, chief, brief, TODAY, seen_version=brief.version + 1)


def test_an_issued_brief_never_changes(session, cast, world, chief):
    brief = draft(session, chief, cast.zone, OCTOBER, TODAY)
    issue(session, chief, brief, TODAY, brief.version)
    assert (brief.state, brief.issued_by_id) == (BriefState.ISSUED, chief.id)
    kept = dict(brief.snapshot)
    for act in (
        lambda: edit(session, chief, brief, title="改", opening=""),
        lambda: refresh(session, chief, brief, TODAY),
        lambda: issue(session, chief, brief, TODAY),
    ):
        with pytest.raises(Refused, match="已经签发"):
            act()
    assert brief.snapshot == kept


def test_managers_do_not_issue(session, cast, head):
    brief = make_brief(session, cast.park_a)
    with pytest.raises(Forbidden, match="领导签发"):
        issue(session, head, brief, TODAY)


def test_everything_is_kept_in_the_log(session, cast, world, chief):
    brief = draft(session, chief, cast.zone, OCTOBER, TODAY)
    edit(session, chief, brief, title="改过的标题", opening="")
    issue(session, chief, brief, TODAY)
    seal(session)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.kind == "brief")).all()
    assert [entry.action for entry in entries] == ["created", "updated", "issued"]
    assert {entry.title for entry in entries} == {"盐城经济技术开发区2026年10月月报"}
    assert entries[1].changes["标题"][1] == "改过的标题"


def test_briefs_are_seen_within_the_scope(session, cast, head, chief):
    whole = make_brief(session, cast.zone)
    park = make_brief(session, cast.park_a, state=BriefState.ISSUED)
    own_draft = make_brief(session, cast.park_a, 9)
    other = make_brief(session, cast.park_b, state=BriefState.ISSUED)
    assert {one.id for one in briefs(session, head)} == {park.id, own_draft.id}
    assert {one.id for one in briefs(session, chief)} == {
        whole.id,
        park.id,
        own_draft.id,
        other.id,
    }
    staff = viewer_of(session, cast.staff)
    assert [one.id for one in briefs(session, staff)] == [park.id]
    for hidden in (whole, own_draft, other):
        with pytest.raises(NotFound):
            get_for(session, staff, hidden.id)


def test_one_brief_per_unit_and_month_is_the_databases_law(session, cast):
    make_brief(session, cast.zone)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_brief(session, cast.zone)


def test_a_target_too_small_for_its_unit_still_has_its_bar():
    line = quota(target=Decimal("0.00"), verified=Decimal("0.00"), reported=Decimal("0.00"))
    (bar,) = quota_bars([line], "全区").rows
    assert (bar.verified, bar.reported) == (0.78, 0.0)
