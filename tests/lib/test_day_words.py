"""Days as people write them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.day_words import find_days, read_day

WEDNESDAY = date(2026, 11, 25)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WEEK = "一二三四五六日"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("下周三上午", date(2026, 12, 2)),
        ("下下周一", date(2026, 12, 7)),
        ("本周五", date(2026, 11, 27)),
        ("周五下午", date(2026, 11, 27)),
        ("星期三", WEDNESDAY),
        ("下周", date(2026, 11, 30)),
        ("周末见", date(2026, 11, 28)),
        ("3月5日上午", date(2027, 3, 5)),
        ("三月五号", date(2027, 3, 5)),
        ("12月20来", date(2026, 12, 20)),
        ("11月18日", date(2026, 11, 18)),
        ("明年3月5日", date(2027, 3, 5)),
        ("2026-12-03", date(2026, 12, 3)),
        ("2026年12月3日", date(2026, 12, 3)),
        ("12/3", date(2026, 12, 3)),
        ("28号", date(2026, 11, 28)),
        ("5号", date(2026, 12, 5)),
        ("下个月5号", date(2026, 12, 5)),
        ("月底前", date(2026, 11, 30)),
        ("下月初", date(2026, 12, 1)),
        ("明天", date(2026, 11, 26)),
        ("后天", date(2026, 11, 27)),
        ("大后天", date(2026, 11, 28)),
        ("三天后", date(2026, 11, 28)),
        ("两周后", date(2026, 12, 9)),
        ("两个月后", date(2027, 1, 25)),
    ],
)
def test_it_reads_what_people_write(text, day):
    assert read_day(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "周一鸣总", "3号楼", "3号线", "二月三十日", "2026-02-30", "年产3月5万",
        "24/7", "上周五", "13月1日", "99天前", "",
    ],
)  # fmt: skip
def test_it_leaves_alone_what_is_no_coming_day(text):
    assert read_day(text, WEDNESDAY) is None


def test_two_days_are_not_one():
    assert read_day("周五或下周一", WEDNESDAY) is None
    assert len(find_days("周五或下周一", WEDNESDAY)) == 2


@given(days, days)
def test_a_day_written_out_is_read_back(day, on):
    for text in (
        f"{day.year}年{day.month}月{day.day}日", f"{day.isoformat()}", f"{day:%Y/%m/%d}",
    ):  # fmt: skip
        assert read_day(text, on) == day


@given(days, st.integers(0, 6))
def test_next_week_is_the_week_after_this_one(on, number):
    monday = on - timedelta(days=on.weekday())
    assert read_day(f"下周{WEEK[number]}", on) == monday + timedelta(days=7 + number)
    assert read_day(f"本周{WEEK[number]}", on) == monday + timedelta(days=number)


@given(days, days)
def test_a_day_without_a_year_is_the_coming_one_or_has_been_lately(day, on):
    found = read_day(f"{day.month}月{day.day}日", on)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert on - timedelta(days=90) <= found


@given(
    st.text(alphabet="0123456789年月日号周下上个天后内前一二三十/-. 万亿元，。中底初", max_size=40),
    days,
)
def test_any_text_is_read_without_overlaps(text, on):
    found = find_days(text, on)
    for one, other in pairwise(found):
        assert one.end <= other.start
