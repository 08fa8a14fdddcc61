"""Figures as lines, the path between them, and what an uploaded sheet would change."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.plans.rules import (
    Figure,
    FigureLine,
    Known,
    Step,
    judge,
    path,
    read_figure,
    read_lines,
    write_lines,
    year_fault,
)

KNOWN = {
    "sales": Known("sales", "销售总值", "亿元", Decimal(400), "统计快报"),
    "firms": Known("firms", "企业数", "家"),
}
lines = st.builds(
    FigureLine,
    st.integers(1990, 2100),
    st.sampled_from(["baseline", "target", "actual"]),
    st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(["", "第三章 表 3-1", "四（三）；注"]),
)


def row(code, value, source="", year=2025):
    return (code, "", "", "", "", year, value, source)


@given(st.lists(lines, max_size=8, unique_by=lambda line: line.key))
def test_lines_come_back_as_they_were_written(given_lines):
    assert read_lines(write_lines(given_lines)) == given_lines


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025 目标", "请写成"),
        ("1825 目标 3", "年份须在"),
        ("2025 目标 -3", "0 到一万亿"),
        ("2025 目标 很多", "请只填数字"),
        ("2025 目标 3\n2025 目标 4", "第 2 行"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_lines(text)


def test_a_line_may_be_written_loosely():
    assert read_lines("2025年目标 1,000以上; 第三章\n\n") == [
        FigureLine(2025, "target", Decimal(1000), True, "第三章")
    ]


def test_the_path_rises_evenly_between_what_the_plan_writes():
    planned = [Figure(2020, Decimal(100)), Figure(2022, Decimal(200), True)]
    years = path(planned, {2021: Decimal(140), 2023: Decimal(210)})
    assert [(one.year, one.path, one.written) for one in years] == [
        (2020, 100, True), (2021, 150, False), (2022, 200, True), (2023, None, False),
    ]  # fmt: skip
    assert [one.gap for one in years] == [None, -10, None, None]
    assert path([], {}) == []


@given(
    st.dictionaries(st.integers(2000, 2040), st.integers(0, 1000), min_size=1),
    st.dictionaries(st.integers(2000, 2040), st.integers(0, 1000)),
)
def test_the_path_goes_through_every_written_figure(planned, actuals):
    figures = [Figure(year, Decimal(value)) for year, value in planned.items()]
    years = {one.year: one for one in path(figures, actuals)}
    assert all(years[year].path == value for year, value in planned.items())
    assert all(years[year].actual == value for year, value in actuals.items())
    lowest, highest = min(planned.values()), max(planned.values())
    assert all(lowest <= one.path <= highest for one in years.values() if one.path is not None)


def test_each_row_of_a_sheet_is_judged():
    cells = [
        row("sales", 420, "统计公报"), row("firms", "1,200", "企业库"), row("firms", 3, "x"),
        row("other", 1, "x"), row("", ""), row("sales", ""),
    ]  # fmt: skip
    found = judge(cells, KNOWN, 2025)
    assert [one.step for one in found] == [
        Step.CHANGED, Step.NEW, Step.WRONG, Step.WRONG, Step.WRONG,
    ]  # fmt: skip
    assert (found[0].before, found[0].value, found[1].value) == (400, 420, 1200)
    assert [one.line for one in found] == [2, 3, 4, 5, 7]


@pytest.mark.parametrize(
    ("cells", "step", "fault"),
    [
        (row("sales", 400.0, "统计快报"), Step.SAME, ""),
        (row("sales", 400.0), Step.SAME, ""),
        (row("sales", None), Step.EMPTY, ""),
        (row("firms", "约三百", "企业库"), Step.WRONG, "请只填数字"),
        (row("firms", 5), Step.WRONG, "请填写出处"),
        (row("firms", 5, "企业库", 2024), Step.WRONG, "2024 年"),
        (row("firms", 0.12345, "企业库"), Step.WRONG, "最多 4 位"),
        (row("firms", 5, "长" * 201), Step.WRONG, "最多 200"),
    ],
)
def test_a_row_says_what_is_wrong(cells, step, fault):
    (found,) = judge([cells], KNOWN, 2025)
    assert found.step is step
    assert fault in found.fault


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(typed):
    with suppress(ValueError):
        assert read_figure(typed) >= 0


def test_actuals_are_of_years_that_have_begun():
    assert year_fault(2026, 2026) is None
    assert "2026" in (year_fault(2027, 2026) or "")
    assert year_fault(None, 2026)
