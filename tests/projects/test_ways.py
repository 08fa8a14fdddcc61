"""How the list is found: every way gives the same rows, and SQLite passes over one index."""

import re
from dataclasses import fields
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select

from crm.accounts.queries import scope
from crm.chains.models import Chain
from crm.core import finding
from crm.core.db import db
from crm.core.lists import Listing, Order, turned_to
from crm.lib.regions import RegionGroup
from crm.plans.queries import definition_for
from crm.plans.rules import Channel, ProjectKind, Stage
from crm.projects.models import Project
from crm.projects.models.records import LISTED
from crm.projects.queries import listing
from crm.projects.queries.filters import ProjectFilter, narrowed
from crm.projects.queries.listing import SORTS, project_page
from crm.projects.rules import MilestoneState, ProjectState
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_node
from tests.factories.projects import TODAY, YI, make_milestone, make_project
from tests.turning import there_and_back

PEOPLE = ("leader", "manager", "staff")
SIGNED = {"milestone": Stage.SIGNED, "status": MilestoneState.REPORTED}
# Each field of the filter at least once.
ASKED = (
    {},
    {"q": "项目"},
    {"stage": Stage.SIGNED},
    {"stage": Stage.NEGOTIATING, "state": ProjectState.ACTIVE},
    {"before": Stage.STARTED},
    {"state": ProjectState.PAUSED},
    {"node": "node"},
    {"chain": "ic"},
    {"unit": "unit"},
    {"owner": "owner"},
    {"tag": 1},
    {"company": 1},
    {"kind": ProjectKind.NEW, "foreign": True},
    {"channel": Channel.FUND},
    {"group": RegionGroup.BAY},
    {"least": 4 * YI},
    {"most": 4 * YI},
    {"product": "组件"},
    {"measure": "GW"},
    {"paid": True},
    {**SIGNED, "start": TODAY, "end": TODAY, "counted": True, "net": True},
    {"pending": True},
)


@pytest.fixture
def asked(session, cast, node):
    """Makes a filter; twelve projects, of which some fulfil it."""
    chain = session.get_one(Chain, node.chain_id)
    for number in range(12):
        below = make_node(session, chain, parent=node) if number % 5 == 0 else node
        one = make_project(
            session, cast.staff if number % 2 else cast.outpost, below,
            stage=Stage.SIGNED if number % 3 else Stage.NEGOTIATING,
            state=ProjectState.PAUSED if number % 4 == 0 else ProjectState.ACTIVE,
            investment_fen=number % 7 * YI or None,
            is_foreign=number % 2 == 0, country="HK" if number % 2 == 0 else "CN",
            region_code=None if number % 2 == 0 else "440300",
            channel=Channel.FUND if number % 3 == 0 else None,
            confidential=number == 7, code_name="代号" if number == 7 else "",
        )  # fmt: skip
        if number % 3:
            make_milestone(session, one, Stage.SIGNED, TODAY, state=MilestoneState.REPORTED)
    numbers = {"node": node.id, "unit": cast.manager.unit_id, "owner": cast.staff.id}
    return lambda given: ProjectFilter(
        **{name: numbers.get(value, value) for name, value in given.items()}
    )


def test_every_field_is_tried():
    assert {name for given in ASKED for name in given} == {
        one.name for one in fields(ProjectFilter)
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_every_filter_and_order_finds_the_same(session, cast, asked, person):
    viewer, definition = viewer_of(session, getattr(cast, person)), definition_for(session, TODAY)
    for by in map(asked, ASKED):
        plain = narrowed(
            session, select(Project.id).where(scope(viewer, Project)), viewer, by, definition
        )
        for name, (column, _kind) in SORTS.items():
            for sort, key in ((name, column.asc()), (f"-{name}", column.desc())):
                number = Project.id.desc() if sort.startswith("-") else Project.id
                expected = session.scalars(plain.order_by(key, number)).all()
                found = project_page(session, viewer, by, definition, sort)
                assert [row.id for row in found.rows] == expected
                assert not expected or found.total == len(expected)


@pytest.mark.parametrize("walked", [(12, 12), (3, 12), (1, 2)])
@pytest.mark.parametrize("person", PEOPLE)
def test_words_that_many_have_find_the_same(
    session, cast, asked, person, walked, few_are_many, count_queries, monkeypatch
):
    monkeypatch.setattr(finding, "WALKED", walked)
    monkeypatch.setattr(listing, "turned_to", partial(turned_to, size=2))
    viewer, by = viewer_of(session, getattr(cast, person)), asked({"q": "项目"})
    plain = narrowed(session, select(Project.id).where(scope(viewer, Project)), viewer, by, None)
    for name, (column, _kind) in SORTS.items():
        for sort, key in ((name, column.asc()), (f"-{name}", column.desc())):
            number = Project.id.desc() if sort.startswith("-") else Project.id
            expected = session.scalars(plain.order_by(key, number)).all()
            with count_queries() as sent:
                there, back = there_and_back(
                    lambda cursor, sort=sort: project_page(session, viewer, by, None, sort, cursor)
                )
            assert there == expected
            assert back == expected[: len(back)]
            assert len(back) >= len(expected) - 2
            assert sum("OFFSET 0" in one for one in sent) >= len(expected) // 2


def test_gathered_rows_are_paged_like_others(session, asked):
    order = Order(Project.amount_rank, int)
    keys = select(Project.id)

    def pages(*, gathered: bool, back: bool = False):
        listing = Listing(keys, order, Project.id, keys, gathered=gathered)
        cursor, numbers = "", []
        while True:
            part = turned_to(session, listing, cursor, 5)
            numbers.append([row.id for row in part.rows])
            assert part.total == 12
            if not part.next:
                break
            cursor = part.next
        last = part
        while back and last.previous:
            last = turned_to(session, listing, last.previous, 5)
            numbers.append([row.id for row in last.rows])
        return numbers

    there_and_back = pages(gathered=True, back=True)
    assert [len(one) for one in there_and_back] == [5, 5, 2, 5, 5]
    assert there_and_back == pages(gathered=False, back=True)
    assert all(not set(one) & set(other) for one, other in pairwise(there_and_back))


@pytest.mark.parametrize(
    "asked_for",
    ["kind=new&sort=moved", "chain=ic&sort=-stage", "state=active&sort=amount", "before=started",
     "least=1&most=999&foreign=1", "group=bay&sort=stage", "channel=fund&unit=1&net=1&counted=1"],
)  # fmt: skip
def test_rows_are_fetched_only_to_be_shown(leader, project, count_queries, asked_for):
    with count_queries() as sent:
        leader.get(f"/projects?{asked_for}")
    statement = next(one for one in sent if "AS sort_key" in one)
    if db.engine.dialect.name == "postgresql":  # goes by what it has counted
        assert "INDEXED BY" not in statement
        return
    plan = _plan(statement)
    read = [one for one in plan if re.match(r"(SCAN|SEARCH) projects", one)]
    passes = [one for one in read if LISTED in one]
    assert len(passes) == 2  # one to count, one to sort
    assert all("PRIMARY KEY" in one for one in read if one not in passes)


def _plan(statement: str) -> list[str]:
    with db.engine.connect() as connection:
        given = (1,) * statement.count("?")
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        return [row.detail for row in rows]


def test_an_order_that_an_index_has_is_not_made(leader, project, count_queries):
    for asked_for in ("", "stage=signed", "sort=-amount", "state=active&sort=moved"):
        with count_queries() as sent:
            leader.get(f"/projects?{asked_for}")
        assert LISTED not in next(one for one in sent if "AS sort_key" in one)


def test_words_that_many_have_are_counted_on_the_first_page_only(
    session, cast, asked, few_are_many, count_queries
):
    viewer, by = viewer_of(session, cast.leader), asked({"q": "项目"})
    with count_queries() as sent:
        first = project_page(session, viewer, by, None)
        asked_first = len(sent)
        assert project_page(session, viewer, by, None) == first
    assert len(sent) - asked_first == asked_first - 1
