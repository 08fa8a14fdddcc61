"""Figures that people enter: how a number is read, and what an uploaded sheet would change.

Pure functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.lib.labelled import Labelled
from crm.lib.text import clean_line

LARGEST = Decimal(10) ** 12
MOST_PLACES = 4
LONGEST_SOURCE = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100
# The columns of the sheet, in their order.
HEADS = ("代码", "指标", "主体", "单位", "目标", "年份", "实际值", "出处")


class Step(Labelled):
    """What saving an uploaded sheet would do with a row."""

    NEW = "new", "新填"
    CHANGED = "changed", "改动"
    SAME = "same", "未变"
    EMPTY = "empty", "未填"
    WRONG = "wrong", "有误"


@dataclass(frozen=True)
class Known:
    """An indicator as a sheet is held against it; the value that stands, with its source."""

    code: str
    name: str
    unit: str
    value: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A row of an uploaded sheet as it was judged; `line` is its line in the file."""

    line: int
    step: Step
    code: str
    name: str = ""
    unit: str = ""
    before: Decimal | None = None
    value: Decimal | None = None
    typed: str = ""
    source: str = ""
    fault: str = ""


def read_figure(typed: Any) -> Decimal:
    """The number that a person means; ValueError with a sentence when it is none.

    Takes thousands separators and full-width digits; 0 and more, at most four decimals.
    """
    text = clean_line(str(typed), 60).replace(",", "").replace("，", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("请只填数字，如 1200.5；单位已在指标里。") from None
    if not number.is_finite() or number < 0 or number > LARGEST:
        raise ValueError("数值须在 0 到一万亿之间。")
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        raise ValueError(f"小数最多 {MOST_PLACES} 位。")
    return number


def year_fault(year: int | None, this_year: int) -> str | None:
    """Why no actual can be entered for a year; None when it can."""
    if year is None or not FIRST_YEAR <= year <= this_year:
        return f"年份请填 {FIRST_YEAR} 到 {this_year} 之间的四位数字；实际值只能填已经开始的年份。"
    return None


def judge(
    rows: Iterable[Sequence[Any]], known: Mapping[str, Known], year: int
) -> tuple[SheetRow, ...]:
    """What each row of a sheet (columns as HEADS, without the head row) would do.

    A row without a code and without a value is passed over; a row without a value leaves what
    stands as it is.
    """
    found: list[SheetRow] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        cells = [_text(cell) for cell in (*row, *("",) * len(HEADS))][: len(HEADS)]
        code, told_year, typed, source = cells[0], cells[5], cells[6], cells[7]
        if not code and not typed:
            continue
        judged = _judged(line, code, typed, source, known.get(code))
        if judged.step is not Step.WRONG and code in seen:
            judged = _wrong(judged, "这个指标在表里出现了两次，请只留一行。")
        elif judged.step is not Step.WRONG and told_year and told_year != str(year):
            judged = _wrong(judged, f"这一行写的是 {told_year[:10]} 年，本次导入的是 {year} 年。")
        seen.add(code)
        found.append(judged)
    return tuple(found)


def _judged(line: int, code: str, typed: str, source: str, known: Known | None) -> SheetRow:
    if known is None:
        shown = code[:60] or "（空）"
        return SheetRow(line, Step.WRONG, shown, typed=typed[:60],
                        fault="本规划没有这个代码的指标，请用下载的表，不要改代码列。")  # fmt: skip
    row = SheetRow(
        line, Step.EMPTY, code, known.name, known.unit, known.value,
        typed=typed[:60], source=source or known.source,
    )  # fmt: skip
    if not typed:
        return row
    try:
        value = read_figure(typed)
    except ValueError as error:
        return _wrong(row, str(error))
    if len(row.source) > LONGEST_SOURCE:
        return _wrong(row, f"出处最多 {LONGEST_SOURCE} 个字。")
    same = known.value is not None and value == known.value and row.source == known.source
    step = Step.SAME if same else Step.NEW if known.value is None else Step.CHANGED
    if step is not Step.SAME and not row.source:
        return _wrong(row, "请填写出处，如“2025年统计快报”。")
    return replace(row, step=step, value=value)


def _wrong(row: SheetRow, fault: str) -> SheetRow:
    return replace(row, step=Step.WRONG, fault=fault, value=None)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        cell = int(cell)
    text = repr(cell) if isinstance(cell, float) else str(cell)
    return clean_line(text, max(len(text), 1))
