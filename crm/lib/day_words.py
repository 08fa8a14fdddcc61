"""Days as people write them in messages: “下周三”, “3月5日上午”, “月底前”, “后天”, “两周后”.

A tolerant reader, for proposing a day that a person confirms; never for taking one silently.
A day without a year is taken as the coming one, unless it has passed lately.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.lib.periods import add_months, month_end

# So far back a day and a month without a year still mean what has been.
LATELY = timedelta(days=90)
MOST_AHEAD = 400

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CN = r"[零一二两三四五六七八九十]{1,3}"
_NUMBER = rf"(?:\d{{1,2}}|{_CN})"
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")}
_WEEKDAYS |= {"天": 6, "末": 5} | {str(number): number - 1 for number in range(1, 8)}
_NAMED = {
    "今天": 0, "今日": 0, "今晚": 0, "今早": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1,
    "大后天": 3, "后天": 2,
}  # fmt: skip
# After a bare “周三”: what shows that it is a day and not the beginning of a name.
_AFTER_DAY = (
    r"(?=$|[\s，。；、,.;!！?？（）()\d]|[上下中]午|早|晚|前|之前|后|左右"
    r"|去|来|到|见|约|再|开|拜|考|请|要|可|我|他|能|有空|或|和)"
)
_NOT_A_DAY = r"(?!\s*(?:楼|门|线|厂|地块|院|房|车间|仓|路|文|机|桌|馆|展|\d|[万亿元]))"
_MONTH = r"(?:((?:这|本|下下?)个?)|(?<![个份一二三四五六七八九十\d]))月"


@dataclass(frozen=True)
class DayFound:
    """A day that a text names, and where."""

    start: int
    end: int
    day: date


def find_days(text: str, on: date) -> list[DayFound]:
    """The days that a text names, in their order, as seen on a day; no two overlap."""
    found: list[DayFound] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                day = read(match, on)
            except (ValueError, OverflowError):
                continue
            clear = all(match.end() <= one.start or one.end <= match.start() for one in found)
            if day is not None and clear:
                found.append(DayFound(match.start(), match.end(), day))
    return sorted(found, key=lambda one: one.start)


def read_day(text: str, on: date) -> date | None:
    """The one day that a text names; None when it names none or several."""
    days = {one.day for one in find_days(text, on)}
    return days.pop() if len(days) == 1 else None


def _number(text: str) -> int:
    """A small number in Arabic or Chinese figures; ValueError for what is none."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        if len(tens) != 1:
            raise ValueError(text)
        return _DIGITS[tens]
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(text)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _coming(month: int, day: int, on: date) -> date:
    """The day in this year or, when that has long passed, in the next one."""
    this_year = _in_year(on.year, month, day)
    if this_year is not None and this_year >= on - LATELY:
        return this_year
    found = next((one for n in range(1, 9) if (one := _in_year(on.year + n, month, day))), None)
    if found is None:
        raise ValueError
    return found


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(match: re.Match[str], _on: date) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], on: date) -> date:
    month, day = _number(match[2]), _number(match[3])
    if match[1]:
        return date(on.year + ("今明后".index(match[1][0])), month, day)
    return _coming(month, day, on)


def _slashed(match: re.Match[str], on: date) -> date:
    return _coming(int(match[1]), int(match[2]), on)


def _in_month(match: re.Match[str], on: date) -> date:
    first = add_months(on.replace(day=1), (match[1] or "").count("下"))
    part = match[2]
    if part in ("底", "末"):
        return month_end(first)
    if part == "初":
        return first
    if part in ("中", "中旬"):
        return first.replace(day=15)
    return first.replace(day=_number(part.rstrip("日号")))


def _week_day(match: re.Match[str], on: date) -> date:
    monday = on - timedelta(days=on.weekday())
    if match[1]:
        return monday + timedelta(weeks=match[1].count("下"), days=_WEEKDAYS[match[2]])
    ahead = (_WEEKDAYS[match[2]] - on.weekday()) % 7
    return on + timedelta(days=ahead)


def _next_week(match: re.Match[str], on: date) -> date:
    return on + timedelta(days=-on.weekday(), weeks=match[1].count("下"))


def _named(match: re.Match[str], on: date) -> date:
    return on + timedelta(days=_NAMED[match[0]])


def _later(match: re.Match[str], on: date) -> date:
    count, unit = _number(match[1]), match[2]
    if count > MOST_AHEAD:
        raise ValueError
    if "月" in unit:
        return add_months(on, count)
    return on + timedelta(days=count if unit in ("天", "日") else 7 * count)


def _of_month(match: re.Match[str], on: date) -> date | None:
    day = _number(match[1])
    this_month = on.replace(day=1)
    for months in range(3):
        first = add_months(this_month, months)
        if day <= month_end(first).day and first.replace(day=day) >= on:
            return first.replace(day=day)
    return None


Reader = Callable[[re.Match[str], date], date | None]
# The plainest first: what one has read, the others leave alone.
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?<!\d)((?:19|20)\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)[日号]?", _full),
        (rf"(今年|明年|后年)?(?<!\d)({_NUMBER})月({_NUMBER})(?:[日号]|{_NOT_A_DAY})", _month_day),
        (rf"{_MONTH}(底|末|初|中旬|中(?!国|心)|{_NUMBER}[日号])", _in_month),
        (r"((?:这|本|下下?)个?)(?:周|星期|礼拜)([一二三四五六日天末1-7])", _week_day),
        (rf"(?<![上一每])()(?:周|星期|礼拜)([一二三四五六日天末]){_AFTER_DAY}", _week_day),
        (rf"(?<!\d)({_NUMBER}|\d{{3}})(天|日|个?星期|个?礼拜|周|个月)(?:之|以)?[后内]", _later),
        (r"(下下?个?)(?:周|星期|礼拜)", _next_week),
        ("|".join(sorted(_NAMED, key=len, reverse=True)), _named),
        (r"(?<![\d./-])(\d{1,2})/(\d{1,2})(?![\d./%-])", _slashed),
        (rf"(?<![\d月年第.-])(\d{{1,2}})号{_NOT_A_DAY}", _of_month),
    )
)
