"""The made-up history: the same each time, and no sentence of the product denies it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.accounts.queries import find_user
from crm.cli import SEEDS
from crm.companies.models import CompanyHonour, CompanyLink, NodeTarget
from crm.core.errors import Refused
from crm.exchange.demo.fill import fill
from crm.exchange.seeds.load import load
from crm.leads.models import Activity, Event, EventCompany, Lead, Todo
from crm.leads.rules import LeadState
from crm.lists.models import SavedView, Tag, Tagging
from crm.plans.models import TaskReport
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.rules import MilestoneState

DAY, SCALE = date(2026, 11, 20), 150


@pytest.fixture
def seeded(session):
    load(session, SEEDS)
    return session


def _made(session, seed):
    """What a seed makes, and is taken back."""
    with session.begin_nested() as transaction:
        fill(session, SCALE, seed, DAY, lambda *_told: None)
        names = list(session.scalars(select(Project.name).order_by(Project.id)))
        days = list(session.scalars(select(Milestone.occurred_on).order_by(Milestone.id)))
        paid = list(session.scalars(select(PaidIn.cents).order_by(PaidIn.id)))
        met = list(session.scalars(select(EventCompany.company_name).order_by(EventCompany.id)))
        given = session.execute(select(Tagging.kind, Tagging.subject_id).order_by(Tagging.id))
        tagged = [tuple(row) for row in given]
        transaction.rollback()
    session.expire_all()
    return names, days, paid, met, len(tagged)


def test_the_same_seed_makes_the_same(seeded):
    made = _made(seeded, 1)
    assert _made(seeded, 1) == made
    assert _made(seeded, 2) != made


def test_it_has_something_of_everything(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    every = (Lead, Activity, Milestone, CompanyHonour, TaskReport, PaidIn, Event, EventCompany,
             NodeTarget, CompanyLink, Tag, Tagging, SavedView)  # fmt: skip
    for model in every:
        assert seeded.scalar(select(func.count(model.id))), model.__tablename__
    with pytest.raises(Refused, match="已有演示数据"):
        fill(seeded, SCALE, 1, DAY, lambda *_told: None)


def test_what_is_verified_was_decided_and_nothing_lies_ahead(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    for model, day in ((Milestone, Milestone.occurred_on), (PaidIn, PaidIn.month)):
        undecided = (model.state == MilestoneState.VERIFIED, model.decided_by_id.is_(None))
        made_up = model.reported_by_id.is_not(None)
        assert not seeded.scalar(select(func.count(model.id)).where(made_up, *undecided))
        assert not seeded.scalar(select(func.count(model.id)).where(day > DAY))


def test_everybody_in_the_cast_has_something_on_each_page(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    staff, manager = (find_user(seeded, name) for name in ("staff", "manager"))
    for owned in (NodeTarget.owner_id, Event.owner_id, Todo.owner_id):
        assert seeded.scalar(select(func.count()).where(owned == staff.id)), owned
    for condition in (Todo.repeats.is_not(None), Todo.assigned_by_id == manager.id,
                      SavedView.owner_id == manager.id):  # fmt: skip
        assert seeded.scalar(select(func.count()).where(condition)), condition
    nodes = select(func.count(NodeTarget.node_id.distinct()))
    assert seeded.scalar(nodes) > 3


def test_the_last_that_was_done_is_on_the_day_that_records_tell(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    last = (
        select(Activity.kind, Activity.subject_id, func.max(Activity.happened_on).label("on"))
        .group_by(Activity.kind, Activity.subject_id)
        .subquery()
    )
    for kind, model, day in (
        ("lead", Lead, Lead.last_followed_on),
        ("project", Project, Project.last_moved_on),
    ):
        told = select(day, last.c.on).join(
            last, (last.c.kind == kind) & (last.c.subject_id == model.id)
        )
        days = seeded.execute(told).all()
        assert days
        assert [pair for pair in days if pair[0] != pair[1]] == []


def test_leads_came_after_the_event_where_their_company_was_met(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    wanted = select(Event.starts_on, Event.unit_id, Lead).select_from(EventCompany)
    wanted = wanted.join(Event, Event.id == EventCompany.event_id)
    rows = seeded.execute(wanted.join(Lead, Lead.id == EventCompany.lead_id)).all()
    assert {lead.state for _day, _unit, lead in rows} >= {LeadState.OPEN, LeadState.CONVERTED}
    for day, unit, lead in rows:
        assert (lead.reported_on > day, lead.unit_id) == (True, unit)


def test_what_stands_beside_the_pipeline_grows_with_the_scale(seeded):
    with seeded.begin_nested() as transaction:
        small = fill(seeded, SCALE, 1, DAY, lambda *_told: None).counts
        transaction.rollback()
    seeded.expire_all()
    large = fill(seeded, 2 * SCALE, 1, DAY, lambda *_told: None).counts
    for table in ("node_targets", "taggings", "company_links"):
        assert 1.5 < large[table] / small[table] < 2.5, table
