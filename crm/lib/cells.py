"""What people write into a cell, read as what they mean: days, amounts, yes and no, shares.

Pure functions on the plain values that `table_files` gives. What can be read in one way only is
read; what was guessed is said in a note; everything else is refused with a sentence.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.lib.currencies import AmountUnit
from crm.lib.money import LARGEST, interpret_amount
from crm.lib.text import TextError, clean_line, clean_note

EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
# Days as Excel counts them: 1 is 1900-01-01, and 1900 is taken for a leap year.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(18_264, 73_415)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[ T]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?$")
_RANGE = re.compile(r"\d\s*(?:[-~～—–至到])\s*\d")
_YES = frozenset(("是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔", "☑", "涉密"))
_NO = frozenset(("否", "无", "不是", "n", "no", "false", "0", "×", "✗", "☐", "不涉密", "非涉密"))
_NOTHING = frozenset(
    ("", "-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "未定", "n/a", "#n/a")
)
_LONGEST_NOTHING = max(map(len, _NOTHING))


class CellError(ValueError):
    """The cell cannot be read; the message is a sentence that says what to write."""


@dataclass(frozen=True)
class Money:
    """An amount in minor units of its unit's currency, and what was guessed about it."""

    minor: int
    unit: AmountUnit
    note: str = ""


@dataclass(frozen=True)
class Day:
    """A day, and what was guessed about it."""

    on: date
    note: str = ""


def text_of(value: Any) -> str:
    """What stands in a cell, as one line without stray blanks; numbers as they are typed."""
    if isinstance(value, str):
        return " ".join(value.split())  # blanks of all widths
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')).normalize():f}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def is_empty(value: Any) -> bool:
    """Whether a cell says nothing: empty, blanks, or a mark for nothing such as — or /."""
    if value is None:
        return True
    if not isinstance(value, str) or len(value.strip()) > _LONGEST_NOTHING:
        return False
    return text_of(value).lower() in _NOTHING


def read_line(value: Any, limit: int) -> str:
    """One line of text within its limit."""
    return _within(clean_line, text_of(value), limit)


def read_note(value: Any, limit: int) -> str:
    """Several lines of text within their limit."""
    text = value.replace("\u3000", " ") if isinstance(value, str) else text_of(value)
    return _within(clean_note, text, limit)


def _within(clean: Any, text: str, limit: int) -> str:
    try:
        return clean(text, limit)
    except TextError as error:
        raise CellError(f"{error}。") from error


def read_yes(value: Any) -> bool:
    """是 or 否, as they are written: √, 有, yes, 1."""
    text = text_of(value).lower()
    if text in _YES or value is True:
        return True
    if text in _NO or value is False or text in _NOTHING:
        return False
    raise CellError(f"“{text}”请写成“是”或“否”。")


def read_share(value: Any) -> int:
    """A share in hundredths of a per cent: 30%, 30 and 0.3 all are 3000."""
    text = _folded(value)
    number = _decimal(text.removesuffix("%"))
    if number is None:
        raise CellError(f"“{text_of(value)}”不是比例，请写成 30% 这样的格式。")
    share = number * 100 if text.endswith("%") or number > 1 else number * 10_000
    if share != int(share) or not 0 < share <= 10_000:
        raise CellError(f"“{text_of(value)}”应大于 0%、不超过 100%，最多两位小数。")
    return int(share)


def read_hundredths(value: Any, most: int) -> int:
    """A number with at most two places, as whole hundredths."""
    number = _decimal(_folded(value).removesuffix("亩"))
    if number is None or number * 100 != int(number * 100):
        raise CellError(f"“{text_of(value)}”请写成数字，最多两位小数，如 120.5。")
    if not 0 <= number * 100 <= most:
        raise CellError(f"请填写 0 到 {most // 100:,} 之间的数。")
    return int(number * 100)


def read_money(value: Any, default: AmountUnit) -> Money:
    """An amount; a bare number stands in the unit `default`.

    “约5亿美元” is read with a note; a range such as “1.5-2亿” is refused.
    """
    if isinstance(value, bool | date):
        raise CellError(f"“{text_of(value)}”不是金额。")
    text = text_of(value)
    if _RANGE.search(_folded(value)):
        raise CellError(f"“{text}”是一个范围，请填一个数（通常取较低的）；范围写进“投资意向”。")
    number = _decimal(_folded(value))
    if number is not None:
        return _money(number * default.minor, default, text)
    understood = interpret_amount(text, default)
    if understood is None:
        raise CellError(f"“{text}”不是可识别的金额，请写成 30000、3亿元 或 1200万美元。")
    unit = default if understood.currency is default.currency else understood.unit
    note = ""
    if understood.approximate:
        note = f"“{text}”按 {understood.within(understood.unit)}{understood.unit.label} 读取"
    return _money(Decimal(understood.minor), unit, text, note)


def _money(minor: Decimal, unit: AmountUnit, text: str, note: str = "") -> Money:
    if minor < 0:
        raise CellError("金额不能是负数。")
    if minor != int(minor):
        raise CellError(f"“{text}”的小数位过多，金额最多精确到分。")
    if minor > LARGEST:
        raise CellError(f"“{text}”超过金额上限，请核对数字和单位（{unit.label}）。")
    if unit.power not in (4, 8):  # the units in which forms take amounts
        unit = AmountUnit.of(unit.currency)[1]
    return Money(int(minor), unit, note)


def read_day(value: Any, today: date) -> Day:
    """A day: 2026-3-5, 2026.3.5, 2026年3月5日, 20260305, 3月5日 (this year), Excel's numbers."""
    if isinstance(value, datetime):
        return _day(value.year, value.month, value.day, value)
    if isinstance(value, date):
        return _day(value.year, value.month, value.day, value)
    text = _TIME.sub("", unicodedata.normalize("NFKC", text_of(value)))
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _day(*map(int, match.groups()), text)
    if text.isascii() and text.isdigit() and int(text) in _SERIALS:
        on = _SERIAL_ZERO + timedelta(days=int(text))
        return Day(on, f"“{text}”按 Excel 日期序号读作 {on.isoformat()}")
    short = _SHORT.fullmatch(text)
    if short:
        found = _day(today.year, int(short[1]), int(short[2]), text)
        return Day(found.on, f"“{text}”没有年份，按 {today.year} 年读取")
    raise CellError(f"“{text}”不是可识别的日期，请写成 2026-03-05。")


def _day(year: int, month: int, day: int, typed: Any) -> Day:
    try:
        on = date(year, month, day)
    except ValueError:
        raise CellError(f"“{text_of(typed)}”不是一个存在的日期，请检查月和日。") from None
    if not EARLIEST <= on <= LATEST:
        raise CellError(f"“{text_of(typed)}”的年份应在 1949 至 2100 之间。")
    return Day(on)


def _folded(value: Any) -> str:
    return unicodedata.normalize("NFKC", text_of(value)).replace(" ", "")


def _decimal(text: str) -> Decimal | None:
    """Digits with or without thousands separators and decimals; None for anything else."""
    if not re.fullmatch(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?", text) or len(text) > 24:
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
