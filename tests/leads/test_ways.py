"""How the list is found: every way gives the same leads, and SQLite passes over one index."""

import re
from dataclasses import fields
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from crm.core import finding
from crm.core.db import db
from crm.core.lists import turned_to
from crm.leads.models import LISTED, Lead
from crm.leads.queries import lists
from crm.leads.queries.lists import LeadFilter, narrowed, order_of, page_of
from crm.leads.rules import Due, LeadSort, LeadState
from crm.plans.rules import Channel
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_node
from tests.factories.leads import TODAY, make_lead
from tests.turning import there_and_back

# Each field of the filter at least once.
ASKED = (
    {},
    {"q": "光伏"},
    {"state": LeadState.OPEN},
    {"state": LeadState.DROPPED, "channel": Channel.FUND},
    {"node": "node"},
    {"chain": "pv"},
    {"owner": "owner"},
    {"unit": "unit"},
    {"due": Due.OVER},
    {"due": Due.SOON},
    {"due": Due.STEP, "least": 300},
    {"tag": 1},
)


@pytest.fixture
def asked(session, cast):
    """Makes a filter; twelve leads, of which some fulfil it."""
    node = make_node(session, make_chain(session, code="pv"))
    for number in range(12):
        make_lead(
            session, cast.staff if number % 2 else cast.outpost,
            node_id=node.id if number % 3 else None,
            state=LeadState.DROPPED if number % 4 == 0 else LeadState.OPEN,
            channel=Channel.FUND if number % 3 == 0 else None,
            amount_minor=number % 5 * 100 or None,
            falls_on=TODAY + timedelta(days=number - 3),
            next_step_on=TODAY + timedelta(days=number - 6) if number % 2 else None,
            confidential=number == 7,
        )  # fmt: skip
    numbers = {"node": node.id, "unit": cast.manager.unit_id, "owner": cast.staff.id}
    return lambda given: LeadFilter(
        **{name: numbers.get(value, value) for name, value in given.items()}
    )


def test_every_field_is_tried():
    assert {name for given in ASKED for name in given} == {one.name for one in fields(LeadFilter)}


@pytest.mark.parametrize("person", ["leader", "manager", "staff", "colleague"])
def test_every_filter_and_order_finds_the_same(session, cast, asked, person):
    viewer = viewer_of(session, getattr(cast, person))
    for wanted in map(asked, ASKED):
        plain = select(Lead.id).where(*narrowed(session, viewer, wanted, TODAY))
        for sort in LeadSort:
            order = order_of(viewer, sort, wanted.due)
            sides = [one.desc() if order.descending else one for one in (order.key, Lead.id)]
            expected = session.scalars(plain.order_by(*sides)).all()
            found = page_of(session, viewer, wanted, TODAY, sort)
            assert [row.id for row in found.rows] == expected
            assert not expected or found.total == len(expected)


@pytest.mark.parametrize("walked", [(12, 12), (3, 12), (1, 2)])
@pytest.mark.parametrize("person", ["leader", "manager", "staff", "colleague"])
def test_words_that_many_have_find_the_same(
    session, cast, asked, person, walked, few_are_many, count_queries, monkeypatch
):
    monkeypatch.setattr(finding, "WALKED", walked)
    monkeypatch.setattr(lists, "turned_to", partial(turned_to, size=2))
    viewer, wanted = viewer_of(session, getattr(cast, person)), asked({"q": "光伏"})
    plain = select(Lead.id).where(*narrowed(session, viewer, wanted, TODAY))
    for sort in LeadSort:
        order = order_of(viewer, sort)
        sides = [one.desc() if order.descending else one for one in (order.key, Lead.id)]
        expected = session.scalars(plain.order_by(*sides)).all()
        with count_queries() as sent:
            there, back = there_and_back(
                lambda cursor, sort=sort: page_of(session, viewer, wanted, TODAY, sort, cursor)
            )
        assert there == expected
        assert back == expected[: len(back)]
        assert len(back) >= len(expected) - 2
        assert sum("OFFSET 0" in one for one in sent) >= len(expected) // 2


@pytest.mark.parametrize(
    "asked_for",
    ["channel=fund&sort=amount", "chain=pv&sort=next_step_on", "state=open&sort=falls_on",
     "least=1&unit=1", "due=soon&sort=amount", "due=step"],
)  # fmt: skip
def test_rows_are_fetched_only_to_be_shown(leader, count_queries, asked_for):
    with count_queries() as sent:
        leader.get(f"/leads?{asked_for}")
    statement = next(one for one in sent if "AS sort_key" in one)
    if db.engine.dialect.name == "postgresql":  # goes by what it has counted
        assert "INDEXED BY" not in statement
        return
    with db.engine.connect() as connection:
        given = (1,) * statement.count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
    read = [row.detail for row in plan if re.match(r"(SCAN|SEARCH) leads", row.detail)]
    passes = [one for one in read if LISTED in one]
    assert len(passes) == 2  # one to count, one to sort
    assert all("PRIMARY KEY" in one for one in read if one not in passes)


def test_an_order_that_an_index_has_is_not_made(leader, count_queries):
    for asked_for in ("view=all", "state=open", "due=over&sort=falls_on"):
        with count_queries() as sent:
            leader.get(f"/leads?{asked_for}")
        assert LISTED not in next(one for one in sent if "AS sort_key" in one)
