"""The made-up history: the same each time, and no sentence of the product denies it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import find_user
from crm.companies.models import CompanyHonour, CompanyLink, NodeTarget
from crm.core.errors import Refused
from crm.exchange.demo.fill import Filled, fill
from crm.leads.models import Activity, Event, EventCompany, Lead, Todo
from crm.leads.rules import LeadState
from crm.lists.models import SavedView, Tag, Tagging
from crm.plans.models import TaskReport
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.rules import MilestoneState
from tests.stores import NOW

DAY, SCALE = date(2026, 11, 20), 150


@dataclass
class Made:
    """What was filled in, and what of it can be compared."""

    filled: Filled
    seen: tuple[Any, ...]


@dataclass
class Demo:
    """A database with a history, and others that were made in its place and taken back."""

    session: Session
    made: Made
    again: Made
    other: Made
    large: Made


def make(session: Session, seed: int, scale: int = SCALE) -> Made:
    filled = fill(session, scale, seed, DAY, lambda *_told: None)
    names = list(session.scalars(select(Project.name).order_by(Project.id)))
    days = list(session.scalars(select(Milestone.occurred_on).order_by(Milestone.id)))
    paid = list(session.scalars(select(PaidIn.cents).order_by(PaidIn.id)))
    met = list(session.scalars(select(EventCompany.company_name).order_by(EventCompany.id)))
    tagged = session.scalar(select(func.count(Tagging.id)))
    return Made(filled, (names, days, paid, met, tagged))


def try_out(session: Session, *how: int) -> Made:
    """Make one and take it back."""
    with session.begin_nested() as transaction:
        made = make(session, *how)
        transaction.rollback()
    session.expire_all()
    return made


@pytest.fixture(scope="module")
def demo(app, installed) -> Iterator[Demo]:
    """Filled once for all tests of the file: these only look."""
    with time_machine.travel(NOW, tick=False), installed.seeded.rolled_back(app) as session:
        tries = [try_out(session, *how) for how in ((1,), (2,), (1, 2 * SCALE))]
        yield Demo(session, make(session, 1), *tries)
    installed.empty.enter()


@pytest.fixture
def session(demo: Demo) -> Session:
    return demo.session


def test_the_same_seed_makes_the_same(demo):
    assert demo.again.seen == demo.made.seen
    assert demo.other.seen != demo.made.seen


def test_it_has_something_of_everything(session):
    every = (Lead, Activity, Milestone, CompanyHonour, TaskReport, PaidIn, Event, EventCompany,
             NodeTarget, CompanyLink, Tag, Tagging, SavedView)  # fmt: skip
    for model in every:
        assert session.scalar(select(func.count(model.id))), model.__tablename__
    with pytest.raises(Refused, match="已有演示数据"):
        fill(session, SCALE, 1, DAY, lambda *_told: None)


def test_what_is_verified_was_decided_and_nothing_lies_ahead(session):
    for model, day in ((Milestone, Milestone.occurred_on), (PaidIn, PaidIn.month)):
        undecided = (model.state == MilestoneState.VERIFIED, model.decided_by_id.is_(None))
        made_up = model.reported_by_id.is_not(None)
        assert not session.scalar(select(func.count(model.id)).where(made_up, *undecided))
        assert not session.scalar(select(func.count(model.id)).where(day > DAY))


def test_everybody_in_the_cast_has_something_on_each_page(session):
    staff, manager = (find_user(session, name) for name in ("staff", "manager"))
    for owned in (NodeTarget.owner_id, Event.owner_id, Todo.owner_id):
        assert session.scalar(select(func.count()).where(owned == staff.id)), owned
    for condition in (Todo.repeats.is_not(None), Todo.assigned_by_id == manager.id,
                      SavedView.owner_id == manager.id):  # fmt: skip
        assert session.scalar(select(func.count()).where(condition)), condition
    nodes = select(func.count(NodeTarget.node_id.distinct()))
    assert session.scalar(nodes) > 3


def test_leads_came_after_the_event_where_their_company_was_met(session):
    wanted = select(Event.starts_on, Event.unit_id, Lead).select_from(EventCompany)
    wanted = wanted.join(Event, Event.id == EventCompany.event_id)
    rows = session.execute(wanted.join(Lead, Lead.id == EventCompany.lead_id)).all()
    assert {lead.state for _day, _unit, lead in rows} >= {LeadState.OPEN, LeadState.CONVERTED}
    for day, unit, lead in rows:
        assert (lead.reported_on > day, lead.unit_id) == (True, unit)


def test_what_stands_beside_the_pipeline_grows_with_the_scale(demo):
    small, large = demo.made.filled.counts, demo.large.filled.counts
    for table in ("node_targets", "taggings", "company_links"):
        assert 1.5 < large[table] / small[table] < 2.5, table
