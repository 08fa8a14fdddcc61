"""What workers keep is never older than the last commit, and never what was rolled back."""

from sqlalchemy import update

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import directory
from crm.core import kept
from crm.core.db import db
from tests.factories.accounts import make_cast
from tests.factories.companies import make_company


def name_of(unit_id: int) -> str:
    with db.reading() as session:
        return directory(session).unit(unit_id)


def a_unit() -> int:
    with db.transaction() as session:
        return make_cast(session).park_a.id


def test_a_change_is_seen_after_its_commit_and_not_before(own_app):
    with own_app.app_context():
        unit_id = a_unit()
        before = name_of(unit_id)
        with db.open(writes=True) as session:
            session.get_one(OrgUnit, unit_id).name = "改名后的园区"
            session.flush()
            assert directory(session).unit(unit_id) == "改名后的园区"
            assert name_of(unit_id) == before
            session.commit()
        assert name_of(unit_id) == "改名后的园区"


def test_what_was_rolled_back_was_never_kept(own_app):
    with own_app.app_context():
        unit_id = a_unit()
        before = name_of(unit_id)
        with db.open(writes=True) as session:
            session.get_one(OrgUnit, unit_id).name = "没有保存的名称"
            session.flush()
            directory(session)
            session.rollback()
            assert directory(session).unit(unit_id) == before
        assert name_of(unit_id) == before


def test_a_statement_for_many_rows_is_noticed(own_app):
    with own_app.app_context():
        unit_id = a_unit()
        name_of(unit_id)
        with db.transaction() as session:
            session.execute(update(OrgUnit).where(OrgUnit.id == unit_id).values(name="批量改名"))
        assert name_of(unit_id) == "批量改名"


def test_nothing_is_read_twice(own_app):
    with own_app.app_context():
        unit_id = a_unit()
        with db.reading() as session:
            assert directory(session) is directory(session)
        kept.forget()
        with db.reading() as session:
            assert directory(session).unit(unit_id)


def test_other_records_leave_it_alone(own_app):
    with own_app.app_context():
        with db.transaction() as session:
            staff = make_cast(session).staff
        with db.reading() as session:
            first = directory(session)
        with db.transaction() as session:
            make_company(session, session.get_one(User, staff.id))
        with db.reading() as session:
            assert directory(session) is first
