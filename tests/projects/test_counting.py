"""What counts in SQL is what counts by the rule, on data made up at random."""

from datetime import date
from itertools import product
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from crm.lib.regions import COUNTRIES, REGIONS, RegionGroup, in_group
from crm.plans.rules import STAGES, Agreement, ProjectKind
from crm.projects.models import Milestone, Project
from crm.projects.queries import counting_conditions, in_region_group, net_condition
from crm.projects.rules import ProjectState
from crm.projects.rules.counting import counts
from tests.factories.projects import make_investor, make_milestone, make_project

LEFT_OUT = ([], ["real_estate"], [kind.value for kind in list(ProjectKind)[2:]])


@pytest.fixture
def some(session, cast, node):
    """Sixty milestones of projects of every kind; the seed is fixed."""
    random = Random(2026)
    company = make_investor(session, cast.staff).id
    for number in range(60):
        abroad = random.random() < 0.4
        project = make_project(
            session, cast.staff, node, name=str(number), company_id=company,
            kind=random.choice(list(ProjectKind)), state=random.choice(list(ProjectState)),
            country=random.choice(list(COUNTRIES)) if abroad else "CN",
            region_code=None if abroad else random.choice(list(REGIONS)),
        )  # fmt: skip
        stage = random.choice(STAGES[1:])
        agreement = random.choice([None, *Agreement])
        make_milestone(session, project, stage, date(2026, 5, 1), agreement=agreement)
    return session.execute(select(Milestone, Project).join(Project)).all()


def test_conditions_leave_in_what_the_rule_counts(session, some):
    for framework, left_out in product((False, True), LEFT_OUT):
        definition = SimpleNamespace(framework_counts=framework, kinds_left_out=left_out)
        wanted = select(Milestone.id).join(Project).where(*counting_conditions(definition))
        expected = {
            milestone.id
            for milestone, project in some
            if counts(milestone.agreement, project.kind, definition)
        }
        assert set(session.scalars(wanted)) == expected, definition


def test_net_leaves_out_what_was_dropped(session, some):
    kept = set(session.scalars(select(Project.id).where(net_condition())))
    assert kept == {project.id for _m, project in some if project.state != "dropped"}


def test_groups_of_origin_are_those_of_the_library(session, some):
    for group in RegionGroup:
        found = set(session.scalars(select(Project.id).where(in_region_group(group))))
        assert found == {
            project.id
            for _milestone, project in some
            if in_group(project.region_code, project.country, group)
        }, group
