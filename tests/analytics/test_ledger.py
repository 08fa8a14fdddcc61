"""Figures that are brought up to date by what has changed are those of counting everything anew."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from crm.accounts.models import Clearance, User
from crm.accounts.queries import viewer_for
from crm.accounts.rules import Scope
from crm.analytics.queries.counting import tallies
from crm.analytics.queries.funnel import cells, places
from crm.analytics.queries.gathering import entries
from crm.analytics.queries.landings import landings, ongoing, pipeline
from crm.analytics.queries.ledger import seen
from crm.analytics.rules.columns import Entries
from crm.analytics.rules.entries import Entry
from crm.chains.models import ChainNode
from crm.chains.queries import labels
from crm.core.db import db
from crm.lib.periods import Period
from crm.plans.models import Definition
from crm.plans.rules import Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.queries import known_to, visible_to
from crm.projects.rules import MilestoneState, ProjectState
from tests.analytics.world import make_terms, make_world
from tests.factories.accounts import make_user

SCOPES = (Scope.ZONE, Scope.BELOW, Scope.UNIT, Scope.OWN)
SPANS = [Period.years(2021, 2023), Period.year(2026)]


@pytest.fixture
def zone(own_app):
    """A world with confidential projects, four people who see less and less of it, and quotas."""
    random = Random(11)
    with own_app.app_context():
        with db.transaction() as session:
            world = make_world(session, random, projects=120)
            people = [
                make_user(session, unit=world.units[place], username=f"p{place}", scope=scope)
                for place, scope in enumerate(SCOPES)
            ]
            for project in world.projects[::4]:
                project.confidential, project.code_name = True, "代号"
                project.owner_id = random.choice(people).id
                known = random.choice(people)
                session.add(Clearance(kind="project", subject_id=project.id, user_id=known.id))
            session.flush()
            quotas = [make_terms(random, world, number) for number in range(60)]
            found = world.definition.id, [one.id for one in people], quotas, random
        yield found


def figures(session, viewer, definition, quotas):
    """Everything that is counted for a person."""
    words = labels(session)
    where = places(words)
    paths = {node.id: node.path for node in words.taxonomy.nodes.values()}
    landed = landings(session, viewer, definition, SPANS, paths)
    return (
        {
            number: one.figures
            for number, one in tallies(session, viewer, quotas, definition).items()
        },
        {span: sorted(map(repr, some)) for span, some in landed.items()},
        sorted(map(repr, pipeline(session, viewer, definition, paths))),
        sorted(map(repr, cells(session, viewer, where, at=where.nodes, units=True))),
        dict(ongoing(session, viewer)),
    )


def change(session, random):
    """Something that happens to projects."""
    project = random.choice(list(session.scalars(select(Project).order_by(Project.id))))
    own = select(Milestone).where(Milestone.project_id == project.id)
    milestones = list(session.scalars(own.order_by(Milestone.id)))
    match random.randrange(9):
        case 0:
            project.state = random.choice(list(ProjectState))
        case 1:
            project.node_id = random.choice(list(session.scalars(select(ChainNode.id))))
        case 2:
            project.investment_fen = random.choice((None, 10**11, 10**15))
        case 3:
            project.owner_id = random.choice(list(session.scalars(select(User.id))))
        case 4 if milestones:
            milestones[0].state = random.choice(list(MilestoneState))
        case 5:
            session.add(
                PaidIn(
                    project_id=project.id, month=date(2026, 6, 1), cents=random.randrange(1, 9**9)
                )
            )
        case 6:
            parts = select(ProjectNode).where(ProjectNode.project_id == project.id)
            for part in session.scalars(parts):
                session.delete(part)
        case 7:
            listed = select(Clearance).where(Clearance.subject_id == project.id)
            for clearance in session.scalars(listed):
                session.delete(clearance)
        case _:
            for one in session.scalars(
                select(ProjectCapacity).where(ProjectCapacity.project_id == project.id)
            ):
                one.value += 1
            project.unit_id = random.choice(list(session.scalars(select(Project.unit_id))))


def test_sums_brought_up_to_date_are_those_of_counting_anew(zone):
    number, people, quotas, random = zone
    for _round in range(12):
        with db.transaction() as session:
            for _time in range(random.choice((1, 1, 3))):
                change(session, random)
        with db.reading() as session:
            definition = session.get_one(Definition, number)
            viewers = [None, *(viewer_for(session, one) for one in people)]
            kept_ones = [figures(session, one, definition, quotas) for one in viewers]
            session.info["touched"] = {0}  # reads and adds up anew, and keeps nothing
            anew = [figures(session, one, definition, quotas) for one in viewers]
        assert kept_ones == anew


def test_each_person_is_counted_what_he_may_see(zone):
    _number, people, _quotas, _random = zone
    with db.reading() as session:
        for viewer in (viewer_for(session, one) for one in people):
            mine = visible_to(viewer).with_only_columns(Project.id)
            shown = [one for part in seen(session, viewer) for one in part]
            assert {one.id for one in shown} == set(session.scalars(mine))
            known = set(session.scalars(mine.where(known_to(viewer))))
            assert {one.id for one in shown if not one.unknown} == known
            for one in shown:
                if one.unknown:
                    assert one.investment_fen is None
                    assert all(deed.unknown and not deed.amount_fen for deed in one.milestones)


def in_order(entry: Entry) -> Entry:
    """Neither question says in which order a project's rows come."""
    told = ("milestones", "money", "capacities", "parts")
    rows = {name: tuple(sorted(getattr(entry, name), key=repr)) for name in told}
    return entry._replace(**rows, masked=entry.masked and in_order(entry.masked))


def test_columns_give_back_what_was_read(zone):
    with db.reading() as session:
        every = entries(session, None)
        one_by_one = entries(session, list(every))
        assert {one: in_order(every[one]) for one in every} == {
            one: in_order(entry) for one, entry in one_by_one.items()
        }
        assert Entries.of(one_by_one) == one_by_one
        assert list(every) == sorted(one_by_one)
        assert any(one.masked for one in one_by_one.values())
        assert any(one.parts for one in one_by_one.values())
        assert max(every) + 1 not in every


def test_a_definition_that_is_edited_counts_anew(zone):
    number, _people, quotas, _random = zone
    with db.transaction() as session:
        definition = session.get_one(Definition, number)
        plain = [one for one in quotas if one.milestone is Stage.SIGNED]
        before = tallies(session, None, plain, definition)
        definition.framework_counts = True
    with db.reading() as session:
        definition = session.get_one(Definition, number)
        after = tallies(session, None, plain, definition)
    assert sum(one.gross for one in after.values()) > sum(one.gross for one in before.values())
