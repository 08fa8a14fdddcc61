"""Readers of cells: what is written out is read back; what cannot be read is said in words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.cells import (
    EARLIEST,
    LATEST,
    CellError,
    is_empty,
    read_day,
    read_hundredths,
    read_line,
    read_money,
    read_note,
    read_share,
    read_yes,
    text_of,
)
from crm.lib.currencies import AmountUnit
from crm.lib.money import LARGEST

TODAY = date(2026, 11, 20)
DAYS = st.dates(EARLIEST, LATEST)
UNITS = [unit for unit in AmountUnit if unit.power in (4, 8)]
BLANKS = st.text(" \u3000\u00a0\t", max_size=3)

WAYS = (
    "{0.year}-{0.month:02}-{0.day:02}", "{0.year}-{0.month}-{0.day}", "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日",
    "{0.year}年{0.month}月{0.day}号",
    "{0.year}{0.month:02}{0.day:02}", "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0.year}-{0.month}-{0.day} 09:30", "{0.year}-{0.month}-{0.day} 00:00:00",
)  # fmt: skip


@given(DAYS, st.sampled_from(WAYS), BLANKS)
def test_a_day_is_read_back_however_it_is_written(day, way, blank):
    assert read_day(blank + way.format(day) + blank, TODAY).on == day


@given(DAYS)
def test_a_day_of_a_workbook_is_taken_as_it_is(day):
    assert read_day(day, TODAY).on == day
    assert read_day(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), TODAY).on == day


@given(st.dates(date(1950, 1, 1), date(2100, 12, 30)))
def test_excels_number_of_a_day_is_read_with_a_note(day):
    number = (day - date(1899, 12, 30)).days
    found = read_day(number, TODAY)
    assert found.on == day
    assert "序号" in found.note


def test_a_day_without_a_year_is_of_this_year_and_says_so():
    found = read_day("3月5日", TODAY)
    assert found.on == date(2026, 3, 5)
    assert "按 2026 年" in found.note
    assert read_day("３月５日", TODAY).on == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026年3月", "不是可识别的日期"),
        ("明天", "不是可识别的日期"),
        ("2026-2-30", "不是一个存在的日期"),
        ("2026-13-1", "不是一个存在的日期"),
        ("1900-01-01", "1949 至 2100"),
        ("26.3.5", "不是可识别的日期"),
        (True, "不是可识别的日期"),
        (99, "不是可识别的日期"),
    ],
)
def test_what_is_no_day_is_refused(text, words):
    with pytest.raises(CellError, match=words):
        read_day(text, TODAY)


@given(st.integers(0, LARGEST), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_an_amount_with_its_unit_is_read_back(minor, unit, default):
    found = read_money(unit.exact(minor) + unit.label, default)
    assert (found.minor, found.unit.currency) == (minor, unit.currency)
    assert found.note == ""


@given(st.integers(0, LARGEST), st.sampled_from(UNITS))
def test_a_bare_number_stands_in_the_unit_at_hand(minor, unit):
    found = read_money(unit.exact(minor), unit)
    assert (found.minor, found.unit) == (minor, unit)


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_a_number_of_a_workbook_loses_nothing(whole, places):
    value = float(Decimal(whole).scaleb(-places))
    found = read_money(value, AmountUnit.WAN)
    assert found.minor == Decimal(whole).scaleb(-places) * AmountUnit.WAN.minor


@pytest.mark.parametrize(
    ("text", "minor", "unit", "note"),
    [
        ("1.2亿", 12 * 10**9, AmountUnit.WAN, ""),
        ("3000万", 3 * 10**9, AmountUnit.WAN, ""),
        ("约5亿美元", 5 * 10**10, AmountUnit.YI_USD, "“约5亿美元”按 5亿美元 读取"),
        ("３，０００", 3 * 10**9, AmountUnit.WAN, ""),
        (" 1,200 ", 12 * 10**8, AmountUnit.WAN, ""),
        ("500美元", 50_000, AmountUnit.WAN_USD, ""),
        ("总投资3亿元", 3 * 10**10, AmountUnit.WAN, ""),
    ],
)
def test_amounts_as_people_write_them(text, minor, unit, note):
    found = read_money(text, AmountUnit.WAN)
    assert (found.minor, found.unit, found.note) == (minor, unit, note)


@pytest.mark.parametrize("text", ["1.5-2亿", "3~5亿元", "10—20", "1.5至2亿", "3到5亿"])
def test_a_range_of_amounts_is_refused(text):
    with pytest.raises(CellError, match="范围"):
        read_money(text, AmountUnit.WAN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("面议", "不是可识别的金额"), ("-5", "不能是负数"), ("0.0000001", "小数位过多"),
        ("99999999999亿", "超过金额上限"), (True, "不是金额"), (date(2026, 1, 1), "不是金额"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text, words):
    with pytest.raises(CellError, match=words):
        read_money(text, AmountUnit.WAN)


@pytest.mark.parametrize("text", ["是", " 有", "√", "Yes", "1", True, 1])
def test_yes(text):
    assert read_yes(text) is True


@pytest.mark.parametrize("text", ["否", "无", "NO", "0", False, 0, "—", ""])
def test_no(text):
    assert read_yes(text) is False


def test_perhaps_is_refused():
    with pytest.raises(CellError, match="是"):
        read_yes("也许")


@given(st.integers(1, 10_000))
def test_a_share_is_read_back(share):
    text = f"{Decimal(share) / 100:f}%"
    assert read_share(text) == share


def test_a_share_as_a_fraction_or_a_number():
    assert (read_share(0.3), read_share("30"), read_share("３０％")) == (3000, 3000, 3000)


@pytest.mark.parametrize("text", ["三成", "120%", "0", "33.333%"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(CellError):
        read_share(text)


@given(st.integers(0, 1_000_000))
def test_hundredths_are_read_back(number):
    assert read_hundredths(f"{Decimal(number) / 100:f}", 1_000_000) == number


def test_hundredths_keep_to_their_bounds():
    assert read_hundredths("120.5亩", 10**6) == 12_050
    for text in ("1.234", "99999", "很大"):
        with pytest.raises(CellError):
            read_hundredths(text, 10**6)


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=40), BLANKS)
def test_stray_blanks_are_dropped(text, blank):
    assert read_line(blank + text + blank, 100) == text
    assert read_note(blank + text + blank, 100) == text.strip()


def test_a_text_too_long_is_refused_with_its_length():
    with pytest.raises(CellError, match="最多 3 个字，现在是 4 个字"):
        read_line("一二三四", 3)


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000", "—", "/", "无", "待定", "N/A"])
def test_marks_for_nothing_are_empty(value):
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "零", timedelta(0)])
def test_a_nought_is_something(value):
    assert not is_empty(value)


def test_numbers_read_as_text_as_they_are_typed():
    assert text_of(13800001111) == "13800001111"
    assert text_of(0.1 + 0.2) == "0.3"
    assert text_of(1e21) == "1000000000000000000000"
    assert text_of(True) == "是"
