"""The gaps of a tree of nodes: nothing is counted twice, nothing is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Gap, Landing, beside, gaps, outermost, urgency, whole
from crm.chains.rules import NodeRef
from crm.plans.rules import Stage
from crm.projects.rules import ProjectState

# Three levels: two roots, of which the first has two branches with leaves.
PATHS = ["/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/5/", "/1/5/6/", "/7/", "/7/8/"]
WEIGHTS = {"negotiating": 20, "signed": 60}
TWENTIETH = Decimal("0.05")

places = st.sampled_from(PATHS)
landings = st.lists(
    st.builds(Landing, places, st.booleans(), st.booleans(), st.integers(1, 4)), max_size=12
)
cells = st.lists(
    st.builds(
        Cell,
        st.just(ProjectState.ACTIVE),
        st.sampled_from([Stage.NEGOTIATING, Stage.SIGNED]),
        places,
        st.just(""),
        st.integers(1, 4),
    ),
    max_size=12,
)
targets = st.dictionaries(places, st.integers(0, 20).map(Decimal), max_size=6)


def node(path: str, chain: int = 1) -> NodeRef:
    return NodeRef(int(path.split("/")[-2]), chain, "链", path, path)


@given(targets, landings, cells)
def test_landed_and_uncovered_reach_every_target(wanted, landed, coming):
    for gap in gaps(PATHS, wanted, landed, coming, WEIGHTS).values():
        if gap.target is not None:
            assert gap.landed + gap.open >= gap.target
            assert gap.landed + gap.expected + gap.uncovered >= gap.target - TWENTIETH
            assert 0 <= gap.uncovered <= gap.target


@given(targets, landings, cells)
def test_nodes_below_roll_up_and_count_each_project_once(wanted, landed, coming):
    found = gaps(PATHS, wanted, landed, coming, WEIGHTS)
    counted = sum(one.count for one in landed if one.verified and not one.dropped)
    total = whole(found)
    assert total.landed == counted == found["/1/"].landed + found["/7/"].landed
    assert total.coming == sum(one.count for one in coming)
    own = sum(one.count for one in coming if one.node_path == "/1/2/")
    assert found["/1/2/"].coming == own + found["/1/2/3/"].coming + found["/1/2/4/"].coming


@given(targets, landings, cells, places, places)
def test_a_project_that_moves_changes_no_total(wanted, landed, coming, old, new):
    one = Cell(ProjectState.ACTIVE, Stage.SIGNED, old, "")
    moved = Cell(ProjectState.ACTIVE, Stage.SIGNED, new, "")
    there = [Landing(old, verified=True, dropped=False)]
    then = [Landing(new, verified=True, dropped=False)]
    before = gaps(PATHS, wanted, landed + there, [*coming, one], WEIGHTS)
    after = gaps(PATHS, wanted, landed + then, [*coming, moved], WEIGHTS)
    sums = [(x.landed, x.coming, x.expected, x.target) for x in (whole(before), whole(after))]
    assert sums[0] == sums[1]
    changed = {path for path in PATHS if before[path] != after[path]}
    lines = {path for path in PATHS if old.startswith(path) != new.startswith(path)}
    assert changed == lines


@given(targets, landings, cells)
def test_a_chain_lacks_what_its_nodes_lack_unless_it_has_a_target_of_its_own(
    wanted, landed, coming
):
    found = gaps(PATHS, wanted, landed, coming, WEIGHTS)
    total, parts = whole(found), [found["/1/"], found["/7/"]]
    lacking = [gap.uncovered for gap in parts if gap.uncovered is not None]
    assert total.uncovered == (sum(lacking) if lacking else None)
    own = whole(found, Decimal(30))
    assert own.landed + own.expected + own.uncovered >= Decimal(30) - TWENTIETH


def test_what_one_node_has_too_many_does_not_make_up_for_another():
    landed = [Landing("/1/", True, False, 9)]
    found = gaps(["/1/", "/7/"], {"/1/": Decimal(5), "/7/": Decimal(4)}, landed, [], WEIGHTS)
    total = whole(found)
    assert (total.target, total.landed, total.uncovered) == (9, 9, 4)
    assert total.level == 2


def test_the_outermost_nodes_hold_the_others():
    assert sorted(outermost(PATHS)) == ["/1/", "/7/"]
    assert sorted(outermost(["/1/2/", "/1/2/3/", "/1/5/6/"])) == ["/1/2/", "/1/5/6/"]


def test_neighbours_are_those_before_and_after_in_the_same_row_of_the_same_chain():
    nodes = [node("/1/"), node("/1/2/"), node("/1/5/"), node("/7/"), node("/9/", chain=2)]
    found = beside(nodes)
    assert found["/1/"] == ["/7/"]
    assert found["/1/2/"] == ["/1/5/"]
    assert found["/9/"] == []


def test_most_uncovered_comes_first_and_no_target_last():
    rows = [Gap(), Gap(Decimal(3)), Gap(Decimal(9)), Gap(pipeline={Stage.SIGNED: 2})]
    assert [gap.target for gap in sorted(rows, key=urgency)] == [9, 3, None, None]
    assert sorted(rows, key=urgency)[2].coming == 2


def test_beside_a_node_stand_the_one_before_and_the_one_after_it():
    row = [node(f"/1/{number}/") for number in (2, 5, 3, 4)]
    assert beside(row) == {
        "/1/2/": ["/1/5/"],
        "/1/5/": ["/1/2/", "/1/3/"],
        "/1/3/": ["/1/5/", "/1/4/"],
        "/1/4/": ["/1/3/"],
    }


@pytest.mark.parametrize(
    ("landed", "level"), [(12, 0), (8, 0), (7, 1), (6, 1), (5, 2), (4, 2), (3, 3), (2, 3), (1, 4)]
)
def test_a_darker_shade_begins_above_each_quarter(landed, level):
    assert Gap(target=Decimal(8), landed=landed).level == level
    assert Gap(landed=landed).level is None
    assert Gap(target=Decimal(0)).level == 0
