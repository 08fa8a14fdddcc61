"""What workers keep of every subject is as the last commit left it, and so are sums over them."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from crm.accounts.models import OrgUnit, User
from crm.companies.models import Company
from crm.core import gathered, kept
from crm.core.bulk import FEW, add_rows, take_keys
from crm.core.db import db
from crm.core.gathered import Gathered, Summed
from crm.projects.models import Milestone, Project
from tests.factories.accounts import make_cast
from tests.factories.chains import make_node
from tests.factories.projects import make_project


class Names:
    """The names of all projects with their milestones, and how often which were read."""

    def __init__(self):
        self.read = []
        self.gathered = Gathered(self._load, {Project: "id", Milestone: "project_id"})
        self.letters = Summed(self.gathered)
        self.added = []

    def _load(self, session, numbers):
        self.read.append(None if numbers is None else sorted(numbers))
        wanted = select(Project.id, Project.name)
        if numbers is not None:
            wanted = wanted.where(Project.id.in_(numbers))
        days = {}
        for row in session.execute(select(Milestone.project_id, Milestone.occurred_on)):
            days.setdefault(row.project_id, []).append(row.occurred_on)
        return {row.id: (row.name, *days.get(row.id, ())) for row in session.execute(wanted)}

    def now(self):
        with db.reading() as session:
            return dict(self.gathered.at(session).things)

    def sums(self):
        """How many projects have each name."""

        def add(things):
            self.added.append(len(things))
            found = {}
            for name, *_days in things.values():
                found[name] = (found.get(name, (0,))[0] + 1,)
            return found

        with db.reading() as session:
            return dict(self.letters.to(session, ("names",), add))


@pytest.fixture
def names(own_app):
    with own_app.app_context():
        found = Names()
        yield found
        kept._all.remove(found.gathered)
        kept._all.remove(found.letters)


@pytest.fixture
def projects(names):
    with db.transaction() as session:
        staff = make_cast(session).staff
        node = make_node(session)
        made = [make_project(session, staff, node, name=f"项目{n}") for n in range(3)]
        return [one.id for one in made]


def test_only_what_has_changed_is_read_again(names, projects):
    first, second, third = projects
    before = names.now()
    with db.transaction() as session:
        session.get_one(Project, second).name = "改名"
    after = names.now()
    assert names.read == [None, [second]]
    assert after[second][0] == "改名"
    assert {n: after[n] for n in (first, third)} == {n: before[n] for n in (first, third)}


def test_a_change_of_what_belongs_to_it_counts_as_its_own(names, projects):
    names.now()
    with db.transaction() as session:
        milestone = session.scalars(select(Milestone).where(Milestone.project_id == projects[0]))
        milestone.one().occurred_on = date(2026, 2, 3)
    assert names.now()[projects[0]][1:] == (date(2026, 2, 3),)
    assert names.read == [None, [projects[0]]]


def test_new_ones_come_and_deleted_ones_go(names, projects):
    names.now()
    with db.transaction() as session:
        session.execute(delete(Milestone).where(Milestone.project_id == projects[0]))
        session.execute(delete(Project).where(Project.id == projects[0]))
        staff = session.scalars(select(User).where(User.username == "staff")).one()
        new = make_project(session, staff, make_node(session), name="新项目").id
    assert set(names.now()) == {*projects[1:], new}
    assert names.read == [None, [projects[0], new]]


def test_a_statement_for_many_tells_whose_rows_it_changes(names, projects):
    names.now()
    with db.transaction() as session:
        session.execute(update(Project).where(Project.id != projects[0]).values(name="批量"))
    assert [names.now()[n][0] for n in projects] == ["项目0", "批量", "批量"]
    assert names.read == [None, projects[1:]]


@pytest.mark.parametrize("count", [3, FEW + 1])
def test_rows_written_past_the_session_tell_whose_they_are(names, projects, count):
    names.now()
    with db.transaction() as session:
        first = session.get_one(Project, projects[0])
        numbers = take_keys(session, Project, count)
        alike = ("company_id", "node_id", "owner_id", "unit_id", "kind", "stage", "last_moved_on")
        row = {name: getattr(first, name) for name in alike} | {"name": "导入", "version": 1}
        add_rows(session, Project, [row | {"id": number} for number in numbers])
    after = names.now()
    assert {after[number][0] for number in numbers} == {"导入"}
    assert names.read == [None, numbers]


def test_what_was_rolled_back_is_not_kept(names, projects):
    names.now()
    with db.open(writes=True) as session:
        session.get_one(Project, projects[0]).name = "没有保存"
        session.flush()
        assert names.gathered.at(session).things[projects[0]][0] == "没有保存"
        session.rollback()
        assert names.gathered.at(session).things[projects[0]][0] == "项目0"
    assert names.now()[projects[0]][0] == "项目0"


def test_a_savepoint_taken_back_leaves_the_change_before_it(names, projects):
    names.now()
    with db.transaction() as session:
        session.get_one(Project, projects[0]).name = "留下"
        session.flush()
        with session.begin_nested() as savepoint:
            session.get_one(Project, projects[1]).name = "收回"
            session.flush()
            savepoint.rollback()
    assert [names.now()[n][0] for n in projects] == ["留下", "项目1", "项目2"]


def test_other_records_leave_it_alone(names, projects):
    before = names.now()
    with db.transaction() as session:
        session.scalars(select(OrgUnit)).first().name = "改名的单位"
        session.scalars(select(Company)).first().description = "改了说明"
    assert names.now() == before
    assert names.read == [None]


def test_too_many_changes_are_told_as_all(names, projects, monkeypatch):
    monkeypatch.setattr(gathered, "MOST", 1)
    names.now()
    with db.transaction() as session:
        for number in projects:
            session.get_one(Project, number).name = "都改"
    assert {one[0] for one in names.now().values()} == {"都改"}
    assert names.read == [None, None]


def test_what_has_changed_is_put_in_its_place_when_it_is_much(names, projects, monkeypatch):
    monkeypatch.setattr(gathered, "MOST", 1)
    names.now()
    left = []
    for number in projects:
        with db.transaction() as session:
            session.get_one(Project, number).name = "同名"
        with db.reading() as session:
            left.append(set(names.gathered.at(session).things.fresh))
    assert left == [{projects[0]}, set(), {projects[2]}]
    assert names.read == [None, *([number] for number in projects)]
    assert names.sums() == {"同名": (3,)}
    assert names.added == [3, 1, 1], "all as they were read, and what has changed since"


def test_sums_are_made_once_and_then_brought_up_to_date(names, projects):
    assert names.sums() == {"项目0": (1,), "项目1": (1,), "项目2": (1,)}
    for place, number in enumerate(projects):
        with db.transaction() as session:
            session.get_one(Project, number).name = "同名"
        assert names.sums()["同名"] == (place + 1,)
    assert names.sums() == {"同名": (3,)}, "what comes to nothing is left out"
    assert names.added == [3, 1, 1, 1, 1, 1, 1]


def test_sums_that_lag_behind_catch_up_over_several_changes(names, projects):
    names.sums()
    for word in ("一", "二", "三"):
        with db.transaction() as session:
            session.get_one(Project, projects[0]).name = word
        names.now()
    assert names.sums() == {"三": (1,), "项目1": (1,), "项目2": (1,)}
    assert names.added == [3, 1, 1]


def test_a_session_that_has_changed_something_adds_up_anew_and_keeps_nothing(names, projects):
    names.sums()
    with db.open(writes=True) as session:
        session.get_one(Project, projects[0]).name = "没有保存"
        session.flush()
        found = names.letters.to(session, ("names",), lambda things: {"数": (len(things),)})
        assert found == {"数": (3,)}
        session.rollback()
    assert set(names.sums()) == {"项目0", "项目1", "项目2"}
