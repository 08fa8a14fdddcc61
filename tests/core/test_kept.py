"""What workers keep is never older than the last commit, and never what was rolled back."""

from sqlalchemy import func, select, update

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import directory
from crm.companies.models import Company
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


ANSWERS = kept.Answers(Company, most=2)


def how_many(session, asked=("companies",)):
    """How many companies there are, and how often that was really counted."""
    counts = session.info.setdefault("counts", [])

    def count():
        counts.append(1)
        return session.scalar(select(func.count(Company.id)))

    return ANSWERS.to(session, asked, count), len(counts)


def a_company(owner, name="江苏华芯半导体有限公司"):
    with db.transaction() as session:
        return make_company(session, session.get_one(User, owner), name).id


def an_owner():
    with db.transaction() as session:
        return make_cast(session).staff.id


def test_a_figure_is_counted_once_until_something_changes(own_app):
    with own_app.app_context():
        owner = an_owner()
        with db.reading() as session:
            assert how_many(session) == (0, 1)
        with db.reading() as session:
            assert how_many(session) == (0, 0)
        number = a_company(owner)
        with db.reading() as session:
            assert how_many(session) == (1, 1)
        with db.transaction() as session:
            session.get_one(Company, number).description = "改了说明"
        with db.reading() as session:
            assert how_many(session) == (1, 1)


def test_what_was_counted_before_a_rollback_is_not_kept(own_app):
    with own_app.app_context():
        owner = an_owner()
        with db.open(writes=True) as session:
            make_company(session, session.get_one(User, owner), "没有保存的企业")
            assert how_many(session) == (1, 1)
            assert how_many(session) == (1, 2), "a session that has changed something asks anew"
            session.rollback()
        with db.reading() as session:
            assert how_many(session) == (0, 1)


def test_a_savepoint_taken_back_leaves_the_change_before_it(own_app):
    with own_app.app_context():
        owner = an_owner()
        with db.reading() as session:
            how_many(session)
        with db.transaction() as session:
            user = session.get_one(User, owner)
            make_company(session, user, "留下的企业")
            with session.begin_nested() as savepoint:
                make_company(session, user, "收回的企业")
                savepoint.rollback()
        with db.reading() as session:
            assert how_many(session) == (1, 1)


def test_a_reader_from_before_keeps_nothing_for_those_after(own_app):
    with own_app.app_context():
        owner = an_owner()
        with db.reading() as early:
            early.scalar(select(func.count(Company.id)))
            a_company(owner)
            assert how_many(early)[0] in (0, 1)  # as its engine isolates it
            with db.reading() as late:
                assert how_many(late)[0] == 1


def test_only_the_latest_answers_are_held(own_app):
    with own_app.app_context(), db.reading() as session:
        for place in range(3):
            how_many(session, ("companies", place))
        assert how_many(session, ("companies", 2))[1] == 3
        assert how_many(session, ("companies", 0))[1] == 4
