"""Who sees what: the one decision, in SQL and for a single record."""

from dataclasses import replace

import pytest
from sqlalchemy import bindparam, select

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import (
    directory,
    given,
    in_scope,
    like,
    may_edit,
    people_of,
    scope,
    units,
)
from crm.accounts.rules import Scope
from tests.factories.accounts import viewer_of


class Owned:
    """Users stand in for records here: each belongs to itself and to its unit."""

    owner_id = User.id
    unit_id = User.unit_id


WORKERS = ("staff", "colleague", "manager", "outpost", "outsider")


def seen(session, viewer):
    query = select(User.username).where(scope(viewer, Owned), User.username.in_(WORKERS))
    return set(session.scalars(query))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("staff", {"staff", "colleague", "manager"}),
        ("outpost", {"outpost"}),
        ("manager", {"staff", "colleague", "manager", "outpost"}),
        ("leader", set(WORKERS)),
        ("admin", set()),
        ("security", set()),
        ("auditor", set()),
    ],
)
def test_scope_reaches_as_far_as_the_account_says(session, cast, who, expected):
    assert seen(session, viewer_of(session, getattr(cast, who))) == expected


@pytest.mark.parametrize("who", ["manager", "outpost"])
def test_units_known_from_memory_decide_as_the_tree_in_the_database(session, cast, who):
    person = getattr(cast, who)
    person.scope = Scope.BELOW
    viewer = viewer_of(session, person)
    known = replace(viewer, units=directory(session, viewer).below(viewer.unit_id))
    assert seen(session, known) == seen(session, viewer)
    assert cast.park_b.id not in known.units


@pytest.mark.parametrize("reach", list(Scope))
@pytest.mark.parametrize("from_memory", [False, True])
def test_a_statement_made_for_all_alike_sees_what_the_viewer_sees(
    session, cast, reach, from_memory
):
    cast.manager.scope = reach
    viewer = viewer_of(session, cast.manager)
    if from_memory:
        viewer = replace(viewer, units=directory(session, viewer).below(viewer.unit_id))
    query = select(User.username).where(
        scope(like(viewer), Owned), User.username.in_(WORKERS), User.id != bindparam("but")
    )
    made_for_all = set(session.scalars(query, given(viewer, but=cast.colleague.id)))
    assert made_for_all == seen(session, viewer) - {"colleague"}
    assert like(viewer) is like(replace(viewer, id=viewer.id + 1, unit_id=cast.office.id))


def test_own_scope_reaches_oneself_only(session, cast):
    cast.staff.scope = Scope.OWN
    assert seen(session, viewer_of(session, cast.staff)) == {"staff"}


@pytest.mark.parametrize("who", ["staff", "manager", "leader", "admin", "outpost"])
def test_one_record_is_decided_like_the_list(session, cast, who):
    viewer = viewer_of(session, getattr(cast, who))
    rows = session.execute(
        select(User, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.username.in_(WORKERS))
    )
    alone = {user.username for user, path in rows if in_scope(viewer, user.id, path, user.unit_id)}
    assert alone == seen(session, viewer)


def test_staff_edit_their_own_and_managers_their_units(session, cast):
    staff, manager = viewer_of(session, cast.staff), viewer_of(session, cast.manager)
    assert may_edit(staff, cast.staff.id, cast.park_a.path)
    assert not may_edit(staff, cast.colleague.id, cast.park_a.path)
    assert may_edit(manager, cast.outpost.id, cast.office.path)
    assert not may_edit(manager, cast.outsider.id, cast.park_b.path)
    assert not may_edit(viewer_of(session, cast.leader), cast.staff.id, cast.park_a.path)


def test_offers_people_and_units_within_reach(session, cast):
    manager = viewer_of(session, cast.manager)
    assert {row.name for row in people_of(session, manager)} == {"张三", "李四", "王五", "赵六"}
    assert [unit.name for unit in units(session, manager)] == ["新能源汽车产业园", "深圳驻点"]
