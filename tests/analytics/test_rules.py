"""Counting as pure functions: edges of periods, trees and limits; scores."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.rules import Role, Scope, Viewer
from crm.analytics.rules.quotas import (
    Fact,
    Tally,
    Terms,
    boundaries,
    counts_for,
    limits,
    lineage,
)
from crm.analytics.rules.scores import by_month, covers, score, sees_all
from crm.analytics.rules.tallies import tally
from crm.lib.periods import Period
from crm.lib.regions import RegionGroup
from crm.plans.rules import Channel, Metric, Progress, Stage

YEAR = Period.year(2023)
TERMS = {"quota_id": 1, "milestone": Stage.SIGNED, "period": YEAR, "unit_path": "/1/"}
FACT = {
    "stage": Stage.SIGNED, "day": date(2023, 6, 1), "verified": True, "dropped": False,
    "node_path": "/3/17/", "chain_id": 9, "unit_path": "/1/4/",
}  # fmt: skip


def counts(terms=(), fact=()):
    return counts_for(Terms(**TERMS | dict(terms)), Fact(**FACT | dict(fact)))


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2022, 12, 31), False),
        (date(2023, 1, 1), True),
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_both_ends_of_the_period_count(day, counted):
    assert counts(fact={"day": day}) is counted


@pytest.mark.parametrize(
    ("terms", "fact", "counted"),
    [
        ({"milestone": Stage.STARTED}, {}, False),
        ({"unit_path": "/1/4/"}, {}, True),
        ({"unit_path": "/1/40/"}, {}, False),
        ({"unit_path": "/1/4/"}, {"unit_path": "/1/40/"}, False),
        ({"node_path": "/3/"}, {}, True),
        ({"node_path": "/3/17/2/"}, {}, False),
        ({"chain_id": 9}, {}, True),
        ({"chain_id": 8}, {}, False),
        ({"foreign_only": True}, {}, False),
        ({"foreign_only": True}, {"foreign": True}, True),
        ({"region_group": RegionGroup.KOREA}, {}, False),
        ({"region_group": RegionGroup.KOREA}, {"groups": frozenset({RegionGroup.KOREA})}, True),
        ({"channel": Channel.OFFICE}, {"channel": Channel.CHAIN}, False),
        ({"channel": Channel.OFFICE}, {"channel": Channel.OFFICE}, True),
        ({"least_fen": 10**11}, {"investment_fen": 10**11}, True),
        ({"least_fen": 10**11}, {"investment_fen": 10**11 - 1}, False),
        ({"least_fen": 10**11}, {}, False),
        ({"most_fen": 10**11}, {"investment_fen": 10**11}, True),
        ({"most_fen": 10**11}, {"investment_fen": 10**11 + 1}, False),
        ({"most_fen": 10**11}, {}, False),
        ({"owner_id": 5}, {"owner_id": 5}, True),
        ({"owner_id": 5}, {"owner_id": 6}, False),
        ({"product": "电池"}, {"product": "电池"}, True),
        ({"product": "电池"}, {"product": "组件"}, False),
        ({"measure": "GW"}, {"measure": "万片/年"}, False),
    ],
)
def test_each_condition_narrows(terms, fact, counted):
    assert counts(terms, fact) is counted


@pytest.mark.parametrize(
    ("terms", "narrow"),
    [
        ({}, False),
        ({"chain_id": 9, "node_path": "/3/", "unit_path": "/1/4/"}, False),
        ({"least_fen": 0}, True),
        ({"most_fen": 10**11}, True),
        ({"owner_id": 5}, True),
        ({"foreign_only": True}, True),
        ({"region_group": RegionGroup.KOREA}, True),
        ({"channel": Channel.FUND}, True),
    ],
)
def test_each_condition_that_a_confidential_project_would_answer_is_narrow(terms, narrow):
    assert Terms(**TERMS | terms).is_narrow is narrow


def test_amounts_are_split_where_a_place_in_the_chain_is_asked_for():
    for asked, split in (({}, False), ({"chain_id": 9}, True), ({"node_path": "/3/"}, True)):
        assert Terms(**TERMS | asked).by_node is split


def test_between_limits_no_quota_tells_sizes_apart():
    terms = [Terms(**TERMS | one) for one in ({"least_fen": 10}, {"most_fen": 20}, {})]
    assert limits(terms) == [10, 21]


def test_the_day_is_the_local_one_also_in_a_leap_year():
    assert counts({"period": Period.month(2024, 2)}, {"day": date(2024, 2, 29)})


def test_between_boundaries_no_quota_tells_days_apart():
    terms = [Terms(**TERMS), Terms(**TERMS | {"period": Period.years(2021, 2023)})]
    assert boundaries(terms) == [date(2021, 1, 1), date(2023, 1, 1), date(2024, 1, 1)]


def test_a_path_comes_with_everything_above_it():
    assert lineage("/1/4/9/") == ["/1/", "/1/4/", "/1/4/9/"]
    assert lineage("/") == []


facts = st.builds(
    Fact,
    stage=st.just(Stage.SIGNED),
    day=st.dates(date(2022, 11, 1), date(2024, 2, 1)),
    verified=st.booleans(),
    dropped=st.booleans(),
    node_path=st.sampled_from(["/3/", "/3/17/", "/5/"]),
    chain_id=st.sampled_from([8, 9]),
    unit_path=st.sampled_from(["/1/", "/1/4/", "/1/5/"]),
    amount_fen=st.integers(0, 10**12),
    **{
        name: st.just(value) for name, value in Fact._field_defaults.items() if name != "amount_fen"
    },
)


@given(st.lists(facts, max_size=30))
def test_months_sum_to_the_year_and_units_to_the_zone(some):
    whole = Terms(**TERMS)
    year = tally([whole], some)[1]
    months = tally(by_month(whole), some)
    assert sum(one.net for one in months.values()) == year.net
    assert sum(one.net_fen for one in months.values()) == year.net_fen
    assert 0 <= year.net <= year.gross <= len(some)
    plain = Tally()
    for fact in some:
        if counts_for(whole, fact):
            plain.add(fact)
    assert plain == year


@given(st.lists(facts, max_size=30), st.sampled_from(["/3/", "/5/"]))
def test_moving_a_project_between_nodes_changes_no_total(some, node):
    terms = [
        Terms(**TERMS),
        *(Terms(**TERMS | {"quota_id": n, "node_path": path})
          for n, path in enumerate(("/3/", "/5/"), start=2)),
    ]  # fmt: skip
    moved = [Fact(**{name: getattr(one, name) for name in FACT} | {"node_path": node})
             for one in some]  # fmt: skip
    before, after = tally(terms, some), tally(terms, moved)
    for found in (before, after):
        assert found[2].net + found[3].net == found[1].net
    assert before[1].net == after[1].net


many = st.builds(
    Fact,
    stage=st.sampled_from([Stage.SIGNED, Stage.STARTED, None]),
    day=st.dates(date(2022, 12, 30), date(2024, 3, 1)),
    verified=st.booleans(),
    dropped=st.booleans(),
    node_path=st.sampled_from(["/3/", "/3/17/", "/3/17/2/", "/5/"]),
    chain_id=st.sampled_from([8, 9]),
    unit_path=st.sampled_from(["/1/", "/1/4/", "/1/40/"]),
    foreign=st.booleans(),
    groups=st.sampled_from([frozenset(), frozenset({RegionGroup.KOREA})]),
    channel=st.sampled_from([None, *Channel]),
    investment_fen=st.sampled_from([None, 0, 10**11, 10**11 + 1]),
    owner_id=st.sampled_from([None, 7]),
    product=st.sampled_from(["", "电池"]),
    measure=st.sampled_from(["", "GW"]),
    count=st.just(1),
    amount_fen=st.integers(0, 10**12),
    unknown=st.integers(0, 1),
)
asked = st.builds(
    Terms,
    quota_id=st.just(1),
    milestone=st.sampled_from([Stage.SIGNED, Stage.STARTED]),
    period=st.sampled_from([YEAR, Period.month(2024, 2), Period.years(2023, 2024)]),
    unit_path=st.sampled_from(["/1/", "/1/4/"]),
    metric=st.sampled_from(list(Metric)),
    chain_id=st.sampled_from([None, 9]),
    node_path=st.sampled_from([None, "/3/", "/3/17/"]),
    foreign_only=st.booleans(),
    region_group=st.sampled_from([None, RegionGroup.KOREA]),
    channel=st.sampled_from([None, Channel.OFFICE]),
    least_fen=st.sampled_from([None, 10**11]),
    most_fen=st.sampled_from([None, 10**11]),
    owner_id=st.sampled_from([None, 7]),
    product=st.sampled_from(["", "电池"]),
    measure=st.sampled_from(["", "GW"]),
)


@given(st.lists(asked, max_size=8), st.lists(many, max_size=25))
def test_any_quotas_together_count_what_each_counts_alone(terms, some):
    terms = [replace(one, quota_id=place) for place, one in enumerate(terms)]
    found = tally(terms, some)
    for one in terms:
        plain = Tally()
        for fact in some:
            if counts_for(one, fact):
                plain.add(fact)
        assert found[one.quota_id] == plain
        assert 0 <= plain.net <= plain.gross
        assert plain.net_fen <= plain.gross_fen
        assert plain.net <= plain.net + plain.reported


def test_a_score_is_told_in_the_quotas_own_unit():
    counted = Tally(net=3, net_fen=25_500 * 10**6, reported_fen=10**6)
    amount = score(
        Metric.INVESTMENT, Decimal(20_000), YEAR, counted, date(2023, 6, 30), partial=False
    )
    assert (amount.verified, amount.text(amount.verified)) == (25_500, "2.55")
    assert amount.bar.completion_text == "127.5%"
    assert amount.standing.progress is Progress.AHEAD


def test_a_target_of_nothing_has_no_completion():
    zero = score(Metric.COUNT, Decimal(0), YEAR, Tally(net=3), date(2023, 6, 30), partial=False)
    assert zero.bar.completion_text == "—"
    assert zero.missing == "0"


def manager_of(path, scope):
    return Viewer(
        id=1, username="a", name="甲", unit_name="园区",
        role=Role.MANAGER, scope=scope, unit_id=4, unit_path=path,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "unit_path", "leaf", "whole"),
    [
        (Scope.ZONE, "/1/", False, True),
        (Scope.BELOW, "/1/4/", False, True),
        (Scope.BELOW, "/1/4/7/", False, True),
        (Scope.BELOW, "/1/", False, False),
        (Scope.UNIT, "/1/4/", False, False),
        (Scope.UNIT, "/1/4/", True, True),
        (Scope.OWN, "/1/4/", True, False),
    ],
)
def test_who_sees_everything_that_counts(scope, unit_path, leaf, whole):
    assert covers(manager_of("/1/4/", scope), unit_path, leaf=leaf) is whole
    assert covers(None, unit_path)


@pytest.mark.parametrize(
    ("scope", "own", "everything"),
    [
        (Scope.ZONE, "/1/4/", True),
        (Scope.BELOW, "/1/", True),
        (Scope.BELOW, "/1/4/", False),
        (Scope.UNIT, "/1/", False),
        (Scope.OWN, "/1/", False),
    ],
)
def test_who_sees_all_of_the_zone(scope, own, everything):
    assert sees_all(manager_of(own, scope)) is everything
    assert sees_all(None)
