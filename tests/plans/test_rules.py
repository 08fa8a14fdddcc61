"""What a quota, a definition, a rate and a planned figure may be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.currencies import Currency
from crm.plans.rules import (
    STAGES,
    DefinitionValues,
    Figure,
    Metric,
    QuotaValues,
    Stage,
    StageTerms,
    definition_fault,
    figures_in_words,
    in_fen,
    part_fault,
    place_of,
    quota_fault,
    rate_fault,
)
from crm.plans.rules.quotas import LARGEST_TARGET

QUOTA = QuotaValues(
    title="新签约",
    milestone=Stage.SIGNED,
    metric=Metric.COUNT,
    unit_id=1,
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    target=Decimal(60),
)
DEFINITION = DefinitionValues(
    name="新版",
    effective_from=date(2027, 1, 1),
    landed_stage=Stage.REGISTERED,
    framework_counts=False,
    kinds_left_out=(),
    milestones={stage: StageTerms(stage.label) for stage in STAGES},
    weights=dict.fromkeys(STAGES, 50),
)


def test_a_sound_quota_has_no_fault():
    assert quota_fault(QUOTA) is None
    assert quota_fault(replace(QUOTA, target=Decimal(0))) is None
    assert quota_fault(replace(QUOTA, target=LARGEST_TARGET, ends_on=QUOTA.starts_on)) is None
    limits = {"least_investment_fen": 5, "most_investment_fen": 5}
    assert quota_fault(replace(QUOTA, **limits)) is None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": "  "}, "title", "名称"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on", "早于"),
        ({"ends_on": date(2062, 12, 31)}, "ends_on", "年份"),
        ({"target": Decimal(-1)}, "target", "负数"),
        ({"target": Decimal("1.5")}, "target", "整数"),
        ({"target": Decimal(10**11)}, "target", "过大"),
        ({"milestone": Stage.NEGOTIATING}, "milestone", "签约"),
        ({"metric": Metric.CAPACITY}, "capacity_unit", "产能单位"),
        ({"least_investment_fen": 6, "most_investment_fen": 5}, "most_investment_fen", "低于下限"),
    ],
)
def test_a_quota_that_makes_no_sense_is_refused_at_its_field(change, field, words):
    found = quota_fault(replace(QUOTA, **change))
    assert found[0] == field
    assert words in found[1]


@pytest.mark.parametrize(
    ("metric", "target", "sentence"),
    [
        (Metric.COUNT, 0, ""),
        (Metric.COUNT, -1, "负数"),
        (Metric.COUNT, "1.5", "整数"),
        (Metric.INVESTMENT, "1.5", ""),
        (Metric.INVESTMENT, LARGEST_TARGET, ""),
        (Metric.INVESTMENT, LARGEST_TARGET + 1, "过大"),
    ],
)
def test_a_part_is_judged_as_the_whole(metric, target, sentence):
    found = part_fault(metric, Decimal(target))
    assert sentence in found
    assert bool(found) is bool(sentence)


def test_an_amount_may_have_decimals():
    quota = replace(QUOTA, metric=Metric.INVESTMENT, target=Decimal("1.5"))
    assert quota_fault(quota) is None


def test_a_definition_begins_after_the_last_one():
    assert definition_fault(DEFINITION, date(2021, 1, 1)) is None
    assert definition_fault(DEFINITION, None) is None
    field, words = definition_fault(DEFINITION, date(2027, 1, 1))
    assert field == "effective_from"
    assert "2027-01-01" in words


def test_chances_do_not_fall_along_the_milestones():
    weights = {**DEFINITION.weights, Stage.STARTED: 40}
    field, words = definition_fault(replace(DEFINITION, weights=weights), None)
    assert field == "started_weight"
    assert "开工的落地概率低于注册" in words


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"landed_stage": Stage.NEGOTIATING}, "landed_stage"),
        ({"weights": dict.fromkeys(STAGES, 101)}, "negotiating_weight"),
        ({"milestones": {}}, "negotiating_meaning"),
    ],
)
def test_a_definition_that_cannot_be_is_refused_at_its_field(change, field):
    assert definition_fault(replace(DEFINITION, **change), None)[0] == field


@pytest.mark.parametrize("rate", ["0", "-7.1", "710", "7.1234567"])
def test_a_rate_the_wrong_way_round_is_refused(rate):
    assert rate_fault(Currency.USD, Decimal(rate))[0] == "rate"


def test_yuan_need_no_rate():
    assert rate_fault(Currency.CNY, Decimal(1))[0] == "currency"
    assert rate_fault(Currency.USD, Decimal("7.1")) is None


def test_amounts_become_fen_exactly():
    assert in_fen(100_000_000_00, Currency.USD, Decimal("7.1")) == 710_000_000_00
    assert in_fen(100_000_000, Currency.KRW, Decimal("0.005")) == 500_000_00


@given(st.integers(0, 10**15), st.decimals("0.000001", 100, places=6))
def test_fen_are_the_nearest_to_the_exact_amount(minor, rate):
    assert abs(in_fen(minor, Currency.USD, rate) - minor * rate) <= Decimal("0.5")


def test_figures_of_years_read_as_words():
    figures = [Figure(2023, Decimal(400)), Figure(2025, Decimal(1000), at_least=True)]
    assert figures_in_words(figures) == "2023年 400，2025年 1,000 以上"
    assert figures_in_words([]) == ""


def test_the_same_figure_year_by_year_is_said_once():
    figures = [Figure(year, Decimal("30.0000"), at_least=True) for year in range(2021, 2026)]
    assert figures_in_words(figures) == "每年 30 以上（2021—2025年）"


def test_a_place_names_chapter_section_and_table():
    assert place_of("第三章", "四、发展目标", "表 3-1") == "第三章 · 四、发展目标 · 表 3-1"
    assert place_of("第三章") == "第三章"
