"""The rules of milestones: order of days, what may follow what, evidence, counting, shares."""

from datetime import date, timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.currencies import AmountUnit
from crm.plans.rules import STAGES, Agreement, ProjectKind, Stage
from crm.projects.rules import DateBasis, MilestoneState, ProjectState
from crm.projects.rules.counting import counted_amount, counts
from crm.projects.rules.evidence import Evidence, Requirement, checked, missing, requirement
from crm.projects.rules.faces import face
from crm.projects.rules.money import (
    MOST_CAPACITY,
    MOST_CENTS,
    CapacityValues,
    PaidInValues,
    capacity_fault,
    paid_in_fault,
)
from crm.projects.rules.order import (
    Fact,
    future_fault,
    next_stages,
    order_fault,
    rank,
    stage_of,
    twice_fault,
    verification_fault,
)
from crm.projects.rules.shares import WHOLE, share_fault, split
from crm.projects.rules.states import (
    MILESTONE_MOVES,
    PROJECT_MOVES,
    milestone_fault,
    project_fault,
    reporting_fault,
)
from crm.projects.rules.strip import Reached, strip
from tests.factories.projects import EVIDENCE, credit_code

DAY = date(2026, 3, 1)
FOUR = [Stage.NEGOTIATING, Stage.SIGNED, Stage.REGISTERED, Stage.STARTED]
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
states = st.sampled_from(list(MilestoneState))
facts = st.lists(st.builds(Fact, st.sampled_from(STAGES), days, states), max_size=8)


@given(facts)
def test_the_stage_is_the_latest_that_is_verified(given_facts):
    verified = [rank(one.stage) for one in given_facts if one.state is MilestoneState.VERIFIED]
    assert rank(stage_of(given_facts)) == max(verified, default=0)


@given(facts, st.sampled_from(STAGES), days)
def test_what_was_returned_or_revoked_forbids_nothing(given_facts, stage, on):
    standing = [
        one for one in given_facts
        if one.state in (MilestoneState.REPORTED, MilestoneState.VERIFIED)
    ]  # fmt: skip
    assert order_fault(given_facts, stage, on) == order_fault(standing, stage, on)
    assert (twice_fault(given_facts, stage) is None) == (twice_fault(standing, stage) is None)


@pytest.mark.parametrize("places", list(permutations(range(4))))
def test_of_all_orders_of_days_only_the_rising_one_is_taken(places):
    """J4: whatever order the days come in, and whatever order they are reported in."""
    on = {stage: DAY + timedelta(days=place) for stage, place in zip(FOUR, places, strict=True)}
    taken: list[Fact] = []
    for stage in FOUR:
        if order_fault(taken, stage, on[stage]) is None:
            taken.append(Fact(stage, on[stage]))
    assert (len(taken) == 4) == (list(places) == [0, 1, 2, 3])


@given(st.permutations(FOUR), st.lists(days, min_size=4, max_size=4, unique=True))
def test_days_that_were_taken_never_fall(order, some):
    """Exceptions aside: reported in any order, what stands rises along the stages."""
    taken: list[Fact] = []
    for stage, on in zip(order, some, strict=True):
        fault = order_fault(taken, stage, on)
        if fault is None or "还没有" in fault.sentence:
            taken.append(Fact(stage, on, MilestoneState.REPORTED))
    by_stage = sorted(taken, key=lambda one: rank(one.stage))
    assert [one.on for one in by_stage] == sorted(one.on for one in taken)


def test_the_same_day_is_in_order():
    assert order_fault([Fact(Stage.NEGOTIATING, DAY)], Stage.SIGNED, DAY) is None
    assert order_fault([Fact(Stage.SIGNED, DAY)], Stage.NEGOTIATING, DAY) is None


def test_a_wrong_order_says_between_which_two_and_what_to_do():
    start, signed = Fact(Stage.NEGOTIATING, DAY), Fact(Stage.SIGNED, DAY)
    early = DAY - timedelta(days=1)
    fault = order_fault([start], Stage.SIGNED, early)
    assert "签约日期 2026-02-28 早于在谈日期 2026-03-01" in fault.sentence
    assert "编辑页更正" in fault.sentence
    assert "编辑页更正" not in order_fault([signed], Stage.REGISTERED, early).sentence


def test_a_milestone_stands_once():
    fault = twice_fault([Fact(Stage.SIGNED, DAY, MilestoneState.REPORTED)], Stage.SIGNED)
    assert "不能重复填报" in fault.sentence
    assert twice_fault([Fact(Stage.SIGNED, DAY)], Stage.REGISTERED) is None


def test_a_milestone_may_not_be_skipped_but_by_a_manager():
    fault = order_fault([Fact(Stage.NEGOTIATING, DAY)], Stage.STARTED, DAY)
    assert fault.excusable
    assert fault.sentence.startswith("还没有签约、注册，不能直接填报开工。")


def test_a_capital_increase_founds_no_company():
    reached = [Fact(Stage.NEGOTIATING, DAY), Fact(Stage.SIGNED, DAY)]
    assert order_fault(reached, Stage.STARTED, DAY, ProjectKind.EXPANSION) is None
    assert order_fault(reached, Stage.STARTED, DAY) is not None
    assert next_stages(reached) == [Stage.REGISTERED]
    assert next_stages(reached, ProjectKind.EXPANSION) == [Stage.REGISTERED, Stage.STARTED]


def test_what_stands_beyond_a_gap_needs_no_filling():
    """The plan's own projects begin where the plan says that they are."""
    assert order_fault([Fact(Stage.STARTED, DAY)], Stage.PRODUCTION, DAY) is None


def test_a_day_to_come_is_a_plan():
    assert future_fault(Stage.SIGNED, DAY, DAY) is None
    fault = future_fault(Stage.SIGNED, DAY + timedelta(days=1), DAY)
    assert "计划日期" in fault.sentence
    assert not fault.excusable


def test_milestones_are_verified_in_their_order():
    reported = [Fact(Stage.SIGNED, DAY, MilestoneState.REPORTED)]
    fault = verification_fault(reported, Stage.REGISTERED, ProjectKind.NEW)
    assert "先认定签约" in fault.sentence
    assert verification_fault(reported, Stage.SIGNED, ProjectKind.NEW) is None


@given(states, states)
def test_a_milestone_moves_only_as_the_table_says(one, other):
    assert (milestone_fault(one, other) is None) == (other in MILESTONE_MOVES[one])
    assert not MILESTONE_MOVES[MilestoneState.REVOKED]


def test_a_dropped_project_comes_back_only_as_an_active_one():
    assert PROJECT_MOVES[ProjectState.DROPPED] == {ProjectState.ACTIVE}
    assert project_fault(ProjectState.DROPPED, ProjectState.PAUSED)
    assert reporting_fault(ProjectState.ACTIVE) is None
    assert "重新启动" in reporting_fault(ProjectState.DROPPED)


def test_all_missing_evidence_is_named():
    asked = requirement(EVIDENCE, Stage.SIGNED)
    faults = missing(asked, Evidence(parties="甲、乙"), 0)
    assert [one.field for one in faults] == ["agreement", "document_number", "files"]
    assert "投资协议扫描件" in faults[-1].sentence
    assert missing(Requirement(), Evidence(), 0) == []
    assert requirement({}, Stage.CAPACITY) == Requirement()


def test_a_credit_code_is_read_and_checked():
    code = credit_code(7)
    evidence, fault = checked(Evidence(credit_code=f" {code[:8]}-{code[8:].lower()} "))
    assert (evidence.credit_code, fault) == (code, None)
    _evidence, fault = checked(Evidence(credit_code=code[:-1] + ("0" if code[-1] != "0" else "1")))
    assert (fault.field, "校验不通过" in fault.sentence) == ("credit_code", True)


@given(
    st.sampled_from([None, *Agreement]),
    st.sampled_from(ProjectKind),
    st.booleans(),
    st.sets(st.sampled_from(ProjectKind)),
)
def test_what_the_definition_leaves_out_never_counts(agreement, kind, framework, left_out):
    definition = SimpleNamespace(
        framework_counts=framework, kinds_left_out=[one.value for one in left_out]
    )
    expected = kind not in left_out and (agreement is not Agreement.FRAMEWORK or framework)
    assert counts(agreement, kind, definition) is expected


def test_a_capital_increase_counts_its_increment():
    assert counted_amount(ProjectKind.EXPANSION, 100, 30) == 30
    assert counted_amount(ProjectKind.NEW, 100, 30) == 100
    assert counted_amount(ProjectKind.EXPANSION, 100, None) == 100


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(-10, 12_000)), max_size=4))
def test_shares_always_sum_to_the_whole(others):
    if share_fault(1, others) is None:
        shares = split(1, others)
        assert sum(shares.values()) == WHOLE
        assert all(0 < share <= shares[1] for share in shares.values())


@pytest.mark.parametrize(
    ("others", "sentence"),
    [([], ""), ([(2, WHOLE // 2)], ""), ([(2, WHOLE // 2 + 1)], "不小于其他环节"),
     ([(2, WHOLE)], "小于 100%"), ([(2, 0)], "大于 0%"), ([(1, 1)], "只能填一次"),
     ([(2, 1), (2, 1)], "只能填一次")],
)  # fmt: skip
def test_the_main_node_keeps_the_largest_share(others, sentence):
    fault = share_fault(1, others)
    assert (sentence in fault.sentence) if sentence else fault is None


@given(st.text(), st.text(), st.integers(0, 10**15))
def test_the_face_of_the_unknown_tells_nothing(name, company, fen):
    shown = face(
        known=False, name=f"秘{name}", code_name="代号", company=f"秘{company}",
        minor=fen, unit=AmountUnit.WAN, fen=fen,
    )  # fmt: skip
    assert "秘" not in repr(shown)
    assert shown.amount.endswith(("以下", "亿元", "以上"))


def test_the_strip_tells_done_reported_planned_and_overdue():
    reached = [
        Reached(Stage.NEGOTIATING, DAY, MilestoneState.VERIFIED, DateBasis.NOT_LATER),
        Reached(Stage.SIGNED, DAY, MilestoneState.VERIFIED, exception=True),
        Reached(Stage.REGISTERED, DAY, MilestoneState.REPORTED),
    ]
    planned = {
        Stage.SIGNED: DAY - timedelta(days=5),
        Stage.STARTED: DAY,
        Stage.PRODUCTION: DAY + timedelta(days=90),
    }
    steps = strip(reached, planned, DAY + timedelta(days=1))
    assert [one.state for one in steps] == [
        "done", "exception", "reported", "overdue", "planned", "open",
    ]  # fmt: skip
    assert steps[0].date == "不晚于 2026-03-01"
    assert steps[1].note == "比计划晚 5 天"


@pytest.mark.parametrize(
    ("month", "cents", "files", "field"),
    [
        (DAY, 1, 1, None),
        (DAY, MOST_CENTS, 1, None),
        (DAY + timedelta(days=30), 1, 1, None),  # the month has begun, though not the day
        (DAY + timedelta(days=31), 1, 1, "month"),
        (DAY, 0, 1, "cents"),
        (DAY, MOST_CENTS + 1, 1, "cents"),
        (DAY, 7, 1, "cents"),
        (DAY, 1, 0, "files"),
    ],
)
def test_capital_paid_in_has_begun_is_new_and_has_its_paper(month, cents, files, field):
    fault = paid_in_fault(PaidInValues(month, cents), {(DAY, 7)}, files, DAY)
    assert (fault and fault.field) == field


@pytest.mark.parametrize(
    ("value", "unit", "field"),
    [(None, "", None), (1, "GW", None), (MOST_CAPACITY, "GW", None), (0, "GW", "value"),
     (MOST_CAPACITY + 1, "GW", "value"), (1, "", "unit")],
)  # fmt: skip
def test_a_capacity_is_more_than_nothing_and_says_of_what(value, unit, field):
    fault = capacity_fault(CapacityValues("电池", value, unit))
    assert (fault and fault.field) == field
