"""The made-up history: the same each time, and no sentence of the product denies it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from crm.cli import SEEDS
from crm.companies.models import CompanyHonour
from crm.core.errors import Refused
from crm.exchange.demo.fill import fill
from crm.exchange.seeds.load import load
from crm.leads.models import Activity, Lead
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
        transaction.rollback()
    session.expire_all()
    return names, days, paid


def test_the_same_seed_makes_the_same(seeded):
    assert _made(seeded, 1) == _made(seeded, 1)
    assert _made(seeded, 1) != _made(seeded, 2)


def test_it_has_something_of_everything(seeded):
    fill(seeded, SCALE, 1, DAY, lambda *_told: None)
    for model in (Lead, Activity, Milestone, CompanyHonour, TaskReport, PaidIn):
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
