"""Several people at the same instant: one report, one company, no lost change."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from crm.companies.models import Company
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.operations import create_project, report, update_project, verify
from crm.projects.queries.access import get_milestone, get_to_edit
from crm.projects.rules import MilestoneState
from crm.projects.rules.evidence import Evidence
from crm.projects.rules.values import MilestoneValues, ProjectValues
from tests.factories.accounts import make_cast, viewer_of
from tests.factories.chains import make_node
from tests.factories.projects import (
    TODAY,
    credit_code,
    make_definition,
    make_milestone,
    make_project,
)

AT_ONCE = 6


def together(app, act):
    """Run `act(session, number)` in threads of their own; gives what each came to."""
    start, results = threading.Barrier(AT_ONCE), []

    def run(number):
        with app.app_context():
            start.wait()
            try:
                with db.transaction() as session:
                    act(session, number)
                results.append("done")
            except Exception as error:
                results.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.fixture
def world(own_app):
    """A project with 签约 verified; its manager, and its number, in a database of its own."""
    with own_app.app_context(), db.transaction() as session:
        cast = make_cast(session)
        make_definition(session, milestones={})
        project = make_project(session, cast.staff, make_node(session))
        make_milestone(session, project, Stage.SIGNED, project.last_moved_on)
        return viewer_of(session, cast.manager), project.id


def test_a_milestone_is_reported_once(own_app, world):
    viewer, number = world

    def act(session, _number):
        project = get_to_edit(session, viewer, number, lock=True)
        values = MilestoneValues(Stage.REGISTERED, date(2026, 11, 1))
        report(session, viewer, project, values, today=TODAY)

    results = together(own_app, act)
    assert results.count("done") == 1
    assert set(results) <= {"done", Refused.__name__}
    with own_app.app_context(), db.reading() as session:
        wanted = select(func.count(Milestone.id)).where(Milestone.stage == Stage.REGISTERED)
        assert session.scalar(wanted) == 1


def test_of_several_decisions_one_stands(own_app, world):
    viewer, number = world
    with own_app.app_context(), db.transaction() as session:
        project = get_to_edit(session, viewer, number)
        evidence = Evidence(company_name="盐城华芯有限公司", credit_code=credit_code())
        values = MilestoneValues(Stage.REGISTERED, date(2026, 11, 1), evidence)
        milestone_id = report(session, viewer, project, values, today=TODAY).id

    def act(session, _number):
        project = get_to_edit(session, viewer, number, lock=True)
        verify(session, viewer, project, get_milestone(session, project, milestone_id))

    assert together(own_app, act).count("done") == 1
    with own_app.app_context(), db.reading() as session:
        assert session.get_one(Milestone, milestone_id).state is MilestoneState.VERIFIED
        assert session.get_one(Project, number).stage is Stage.REGISTERED
        made = select(func.count(Company.id)).where(Company.credit_code == credit_code())
        assert session.scalar(made) == 1


def test_no_change_is_lost(own_app, world):
    viewer, number = world
    with own_app.app_context(), db.reading() as session:
        seen = session.get_one(Project, number)
        version, company_id, node_id = seen.version, seen.company_id, seen.node_id

    def act(session, place):
        project = get_to_edit(session, viewer, number, lock=True)
        values = ProjectValues(
            name=f"第{place}个", node_id=node_id, company_id=company_id, next_step=str(place)
        )
        update_project(session, viewer, project, values, version, today=TODAY)

    results = together(own_app, act)
    assert results == sorted(["done"] + [Conflict.__name__] * (AT_ONCE - 1))


def test_one_credit_code_makes_one_company(own_app, world):
    viewer, _number = world
    with own_app.app_context(), db.reading() as session:
        node_id = session.scalars(select(Project.node_id)).first()

    def act(session, place):
        values = ProjectValues(
            name="同一项目", node_id=node_id, company_name="江苏新芯有限公司",
            credit_code=credit_code(9),
        )  # fmt: skip
        create_project(session, viewer, values, today=TODAY)

    assert together(own_app, act).count("done") == 1
    with own_app.app_context(), db.reading() as session:
        made = select(func.count(Company.id)).where(Company.credit_code == credit_code(9))
        assert session.scalar(made) == 1
