"""The sentences of a brief say what the figures say."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.briefs.rules import words
from crm.briefs.rules.numerals import amount, compared, growth, percent, rounded, signed
from crm.briefs.rules.snapshot import ChainLine, Headline, Sum
from tests.factories.briefs import YI, empty_snapshot, full_snapshot, quota


@given(st.fractions(-1000, 1000))
def test_rounding_is_to_the_nearest_tenth(value):
    assert abs(Fraction(rounded(value)) - value) <= Fraction(1, 20)
    assert rounded(-value) == -rounded(value)


def test_halves_are_rounded_away_from_zero():
    assert rounded(Fraction(833, 1000) * 100 + Fraction(5, 100)) == Decimal("83.4")
    assert rounded(Decimal("-0.25")) == Decimal("-0.3")


def test_a_share_of_nothing_is_nothing():
    assert percent(0, 0) == Decimal("0.0")
    assert percent(1, 3) == Decimal("33.3")


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (12, 10, "同比增长20.0%"),
        (9, 10, "同比下降10.0%"),
        (10, 10, "与上年同期持平"),
        (10, 0, ""),
        (10, None, ""),
    ],
)
def test_growth_is_said_where_there_is_something_to_compare(now, before, text):
    assert compared(now, before) == text


def test_differences_carry_a_true_sign():
    assert [signed(one) for one in (Decimal("5.4"), Decimal("-5.4"), Decimal("0.0"), None)] == [
        "+5.4",
        "−5.4",
        "0.0",
        "—",
    ]
    assert growth(5, 0) is None


def test_amounts_say_what_is_not_in_them():
    assert amount(Sum(count=1, fen=45 * YI)) == "投资额45.00亿元"
    assert amount(Sum(count=3, fen=1_234 * YI, unknown=2)) == (
        "投资额1,234.00亿元（涉密项目2个的金额未计入）"
    )


def test_a_month_that_is_over_is_called_by_its_name():
    assert words.month_words(empty_snapshot()) == "10月"
    assert words.year_words(empty_snapshot()) == "1—10月"


def test_a_month_that_goes_on_is_called_by_its_days():
    brief = empty_snapshot(month=date(2026, 11, 1), as_of=date(2026, 11, 20))
    assert words.month_words(brief) == "11月1日至20日"
    assert words.year_words(brief) == "今年至11月20日"


def test_the_opening_names_what_was_reached():
    assert words.opening(full_snapshot()) == (
        "2026年10月，全区新签约项目12个、注册项目8个、开工项目5个。现将产业链招商工作情况通报如下。"
    )


def test_the_month_is_told_with_growth_and_amount():
    told = words.month_overall(full_snapshot())
    assert "新签约项目12个，同比增长20.0%，投资额45.60亿元（涉密项目1个的金额未计入）" in told
    assert "新注册项目8个，与上年同期持平，投资额21.00亿元" in told
    assert told.endswith("新开工项目5个，投资额17.00亿元。")


def test_january_has_no_year_beside_the_month():
    brief = full_snapshot(month=date(2026, 1, 1), as_of=date(2026, 1, 31))
    assert words.year_overall(brief) == ""


def test_a_kind_that_fell_to_nothing_is_told():
    line = Headline(
        stage="签约", month=Sum(), year=Sum(), month_before=Sum(), year_before=Sum(count=4)
    )
    assert "累计签约项目0个，同比下降100.0%" in words.year_overall(
        empty_snapshot(headlines=(line,))
    )


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        ("-13.3", "比序时进度（83.3%）低13.3个百分点"),
        ("5.4", "比序时进度（83.3%）高5.4个百分点"),
        ("0.0", "与序时进度（83.3%）持平"),
    ],
)
def test_the_pace_is_told_in_points(gap, text):
    assert words.pace(quota(gap=Decimal(gap))) == text


def test_a_quota_says_what_is_missing_and_what_each_month_must_bring():
    assert words.quota_before_pace(quota()) == (
        "“新签约链上项目”目标100个，已认定78个，完成率78.0%"
    )
    assert words.quota_after_pace(quota()) == ("另有待认定3个，尚缺22个，余下2个月平均每月需11.0个")


def test_amount_quotas_are_told_in_yi():
    line = quota(
        amount=True, at_least=True, target=Decimal(300), verified=Decimal("78.5"),
        reported=Decimal(0), remaining=Decimal("221.5"), each_month=Decimal("110.75"),
    )  # fmt: skip
    assert "目标300.00亿元以上，已认定78.50亿元" in words.quota_before_pace(line)
    assert words.quota_after_pace(line) == "尚缺221.50亿元，余下2个月平均每月需110.75亿元"


def test_a_quota_without_target_has_no_pace():
    line = quota(target=Decimal(0), completion=None, gap=None, progress="", word="")
    assert words.pace(line) == ""
    assert "完成率" not in words.quota_before_pace(line)


def test_units_behind_are_named_the_furthest_first():
    told = words.units_overall([one for one in full_snapshot().quotas if not one.own])
    assert told.startswith("各单位的招引目标共12项：超序时3项、滞后3项、严重滞后6项。")
    assert "招商一局“新开工项目”（低33.2个百分点）" in told


def test_sources_are_named_by_the_numbers_of_the_table():
    lines = [quota(source="甲"), quota(source=""), quota(source="乙"), quota(source="甲")]
    assert words.sources(lines) == "目标出处：第1、4项见甲；第3项见乙。"
    assert words.sources([quota(source="")]) == ""


def test_ended_targets_are_called_so():
    brief = full_snapshot(quotas_ended=True)
    assert words.quotas_overall(brief).startswith("最近到期，全区的招引目标共3项")


def test_the_largest_gaps_are_named():
    told = words.chain(full_snapshot().chains[0])
    assert told.startswith("集成电路产业链6个环节2026年目标59家，已落地40家，占67.8%")
    assert told.endswith(
        "净缺口较大的环节是专用装备（3.8家）、关键材料（3.4家）、晶圆制造（2.5家）。"
    )


def test_a_chain_without_gaps_says_so():
    chain = full_snapshot().chains[0]
    closed = ChainLine(name="光伏产业链", period="2026年", nodes=chain.nodes[-1:])
    assert words.chain(closed).startswith("光伏产业链1个环节")
    assert words.chain(closed).endswith("各环节都没有净缺口。")


def test_milestones_are_counted_whole_where_only_some_are_listed():
    brief = full_snapshot()
    assert words.milestones(brief) == "10月经认定的节点共25项：签约12项、注册8项、开工5项。"
    part = full_snapshot(milestones=brief.milestones[:20])
    assert words.milestones(part).endswith("投资额较大的20项见下表。")


def test_the_data_are_judged():
    told = words.honesty(full_snapshot())
    assert "待认定的节点17项" in told
    assert "312个推进中的项目中，没有登记下一步的41个，占13.1%" in told
    assert "超过60天没有进展的23个，占7.4%" in told


def test_the_rules_of_counting_are_named():
    told = words.counting(full_snapshot(), "2026年11月2日8时05分")
    assert "按“2026年统计口径”（2026年1月1日起施行）统计" in told
    assert told.endswith("数据取自2026年11月2日8时05分。")


def test_a_unit_is_called_by_its_name():
    brief = empty_snapshot(unit="光电产业园", whole_zone=False)
    assert words.title(brief) == "关于2026年10月光电产业园\n产业链招商工作情况的通报"
    assert words.addressee(brief) == "各有关单位："
