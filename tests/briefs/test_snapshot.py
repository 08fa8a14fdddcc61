"""What is frozen comes back the same."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.briefs.rules.snapshot import Snapshot, Sum
from tests.factories.briefs import empty_snapshot, full_snapshot, quota


def through_json(brief: Snapshot) -> Snapshot:
    return Snapshot.from_json(json.loads(json.dumps(brief.to_json())))


@pytest.mark.parametrize("brief", [full_snapshot(), empty_snapshot()], ids=["full", "empty"])
def test_a_snapshot_goes_to_json_and_back(brief):
    assert through_json(brief) == brief


@given(
    fen=st.integers(-(2**62), 2**62),
    gap=st.decimals(-1000, 1000, places=1),
    name=st.text(),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_any_figure_and_text_comes_back(fen, gap, name, at):
    line = quota(title=name, gap=gap)
    stages = tuple(replace(one, sum=Sum(fen=fen)) for one in full_snapshot().stages)
    brief = full_snapshot(quotas=(line,), stages=stages, taken_at=at)
    assert through_json(brief) == brief


def test_an_older_snapshot_lacks_what_was_added_since():
    kept = empty_snapshot().to_json()
    del kept["kinds"], kept["paused"]
    kept["of_a_later_version"] = 1
    assert Snapshot.from_json(kept) == empty_snapshot()


def test_figures_keep_their_kind():
    brief = through_json(full_snapshot())
    assert isinstance(brief.quotas[0].gap, Decimal)
    assert isinstance(brief.taken_at, datetime)
    assert brief.quotas[2].each_month is None
