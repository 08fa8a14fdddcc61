"""The labelled pairs of names: how many of them the rules get right."""

from collections import Counter

import pytest

from crm.companies.rules import SAME, Identity, Likeness, likeness
from tests.companies.names.labelled import pairs, score

HELD_OUT = [pair for pair in pairs() if pair.held_out]
TUNED = [pair for pair in pairs() if not pair.held_out]


def test_there_are_enough_of_every_sort():
    assert len(pairs()) >= 400
    assert len({(pair.one, pair.other) for pair in pairs()}) == len(pairs())
    for half in (HELD_OUT, TUNED):
        labels = Counter(pair.same for pair in half)
        assert min(labels.values()) >= 100, labels
    kinds = Counter((pair.same, pair.kind) for pair in pairs())
    assert len(kinds) >= 15
    assert min(kinds.values()) >= 14, kinds


def test_the_held_out_half_is_told_apart(record_property):
    found = score(HELD_OUT)
    print(f"held out: {found}\ntuned on: {score(TUNED)}")  # noqa: T201  pytest -s shows it
    record_property("names", str(found))
    assert found.precision >= 0.95, str(found)
    assert found.recall >= 0.90, str(found)


def test_no_kind_of_case_is_lost_as_a_whole():
    for same, kind in {(pair.same, pair.kind) for pair in pairs()}:
        some = [pair for pair in pairs() if (pair.same, pair.kind) == (same, kind)]
        right = sum(pair.taken_for_one == same for pair in some)
        assert right >= 0.8 * len(some), f"{kind}: {right} of {len(some)}"


@pytest.mark.parametrize("pair", pairs()[::7], ids=lambda pair: f"{pair.one}|{pair.other}")
def test_it_does_not_matter_which_stands_first(pair):
    one = Identity(name=pair.one, other_names=frozenset(pair.aliases))
    other = Identity(name=pair.other)
    assert likeness(one, other) is likeness(other, one)


def test_subsidiaries_are_shown_as_of_one_group():
    found = Counter(pair.found for pair in pairs() if pair.kind == "subsidiary")
    assert found[Likeness.GROUP] >= 0.8 * found.total()
    assert not found.keys() & SAME
