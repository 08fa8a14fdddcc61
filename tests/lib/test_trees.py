from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from crm.lib import trees


@dataclass
class Unit:
    path: str


@st.composite
def forests(draw: st.DrawFn) -> list[str]:
    """Paths of up to twenty rows, each below one that came before or a root."""
    paths: list[str] = []
    for number in range(1, draw(st.integers(1, 20)) + 1):
        above = draw(st.sampled_from([None, *paths]))
        paths.append(trees.child_path(above, number))
    return paths


def test_a_path_lists_the_ids_from_the_root_down():
    path = trees.child_path(trees.child_path(trees.child_path(None, 1), 4), 9)
    assert path == "/1/4/9/"
    assert trees.ids(path) == [1, 4, 9]
    assert trees.depth(path) == 3
    assert trees.parent_path(path) == "/1/4/"
    assert trees.parent_path("/1/") is None


def test_an_id_is_not_taken_for_the_beginning_of_another():
    assert trees.is_within("/1/4/", "/1/")
    assert not trees.is_within("/12/", "/1/")
    assert not trees.is_within("/1/", "")


@given(forests())
def test_moving_a_row_below_its_own_is_a_cycle_and_nothing_else_is(paths):
    for path in paths:
        for target in paths:
            inside = trees.ids(path) == trees.ids(target)[: len(trees.ids(path))]
            assert trees.would_cycle(path, target) == inside
        assert not trees.would_cycle(path, None)


@given(forests(), st.randoms())
def test_a_tree_holds_every_row_once_below_its_own_parent(paths, random):
    shown = [path for path in paths if random.random() < 0.8]
    flat = trees.flatten(trees.as_tree([Unit(path) for path in shown]))
    assert sorted(row.path for _, row in flat) == sorted(shown)
    for level, row in flat:
        above = [path for path in shown if path != row.path and trees.is_within(row.path, path)]
        assert level == len(above)


def test_siblings_keep_the_order_given():
    roots = trees.as_tree([Unit("/1/"), Unit("/1/9/"), Unit("/1/2/"), Unit("/3/")])
    assert [branch.row.path for branch in roots] == ["/1/", "/3/"]
    assert [branch.row.path for branch in roots[0].children] == ["/1/9/", "/1/2/"]
