"""The draft that makes itself, and the command that writes a file."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.briefs.jobs import build, draft_month
from crm.briefs.models import Brief, BriefState
from crm.core.db import db
from crm.notifications.models import Notification
from tests.briefs.conftest import OCTOBER
from tests.briefs.reading import words_of
from tests.factories.accounts import make_user, zone
from tests.factories.projects import make_definition

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 8) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_the_first_working_day_brings_the_draft_of_the_month_before(session, cast, world):
    # 1 November 2026 is a Sunday.
    assert draft_month(session, at(11, 1)) == "不在编制日期内"
    assert draft_month(session, at(11, 2)) == "已编制2026年10月月报草稿"
    brief = session.scalars(select(Brief)).one()
    assert (brief.month, brief.unit_id, brief.state) == (OCTOBER, cast.zone.id, BriefState.DRAFT)
    assert brief.dated_on == date(2026, 11, 2)


def test_holidays_are_no_working_days(session, cast, world):
    assert draft_month(session, at(10, 6)) == "不在编制日期内"


def test_the_day_is_that_of_the_zone(session, cast, world):
    late = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # half past seven on Monday in Shanghai
    assert draft_month(session, late).startswith("已编制")


def test_running_it_again_does_nothing(session, cast, world):
    draft_month(session, at(11, 2))
    assert draft_month(session, at(11, 3)) == "2026年10月月报已有"
    assert len(session.scalars(select(Brief)).all()) == 1


def test_days_off_are_made_up_for_until_the_tenth(session, cast, world):
    assert draft_month(session, at(11, 11)) == "不在编制日期内"
    assert draft_month(session, at(11, 10)).startswith("已编制")


def test_leaders_are_told(session, cast, world):
    draft_month(session, at(11, 2))
    brief = session.scalars(select(Brief)).one()
    told = session.scalars(select(Notification)).all()
    assert [(one.user_id, one.url) for one in told] == [(cast.leader.id, f"/briefs/{brief.id}")]
    assert "10月产业链招商月报草稿" in told[0].text


@pytest.fixture
def office(own_app):
    """An installation of its own with a zone and a definition, committed."""
    with own_app.app_context():
        with db.transaction() as session:
            zone(session)
            make_user(session, username="u1")
            make_definition(session)
        yield


def test_a_file_is_written_and_its_draft_kept(office, tmp_path):
    out = tmp_path / "月报.pdf"
    rendered = build(OCTOBER, out, date(2026, 11, 20))
    assert out.read_bytes() == rendered.pdf
    assert "关于2026年10月全区产业链招商工作情况的通报" in words_of(rendered.pdf)
    with db.reading() as session:
        assert session.scalars(select(Brief)).one().month == OCTOBER


def test_an_issued_brief_is_printed_as_it_was(office, tmp_path):
    build(OCTOBER, tmp_path / "1.pdf", date(2026, 11, 20))
    with db.transaction() as session:
        brief = session.scalars(select(Brief)).one()
        brief.state, brief.title = BriefState.ISSUED, "签发了的标题"
        kept = brief.snapshot
    rendered = build(OCTOBER, tmp_path / "2.pdf", date(2026, 12, 20))
    assert "签发了的标题" in words_of(rendered.pdf)
    with db.reading() as session:
        assert session.scalars(select(Brief)).one().snapshot == kept
