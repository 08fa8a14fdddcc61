"""Workbooks for people to take away: one sheet, plain values, nothing that calculates."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from crm.lib.labelled import Labelled

ZONE = ZoneInfo("Asia/Shanghai")
LONGEST_TEXT = 32_767
LONGEST_TITLE = 31
# A workbook keeps numbers as doubles: beyond 15 digits it would change them silently.
MOST_DIGITS = 15

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")

Value = None | bool | int | float | Decimal | str | date | datetime


@dataclass(frozen=True)
class Column:
    """A column's head, its width in characters, and a number format for numbers or dates."""

    title: str
    width: float = 16
    number_format: str | None = None


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """An .xlsx of one sheet with a bold, frozen head row.

    Text is always text, whatever it begins with; numbers and dates are real ones; enumerations
    show their labels; an instant is written in the office's zone. Numbers of more than 15 digits
    become text, so that a phone or licence number never loses its end.
    """
    return workbook_of([(title, columns, rows)])


def workbook_of(
    sheets: Iterable[tuple[str, Sequence[Column], Iterable[Sequence[Value]]]],
) -> bytes:
    """An .xlsx of several sheets, each as `workbook` makes it."""
    book = Workbook(write_only=True)
    for title, columns, rows in sheets:
        _fill(book.create_sheet(_title(title)), columns, rows)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(
    sheet: WriteOnlyWorksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    try:
        sheet.append([_head(sheet, column) for column in columns])
        for row in rows:
            pairs = zip(columns, row, strict=True)
            sheet.append([_cell(sheet, column, value) for column, value in pairs])
    except BaseException:
        sheet.close()
        raise


def _title(title: str) -> str:
    plain = _CONTROL.sub("", _TITLE_FORBIDDEN.sub(" ", title)).strip(" '")
    return plain[:LONGEST_TITLE].rstrip(" '") or "Sheet1"


def _head(sheet: WriteOnlyWorksheet, column: Column) -> Cell:
    cell = _text(sheet, column.title)
    cell.font = _BOLD
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: Value) -> Cell | None:
    match value:
        case None:
            return None
        case Labelled():
            return _text(sheet, value.label)
        case str():
            return _text(sheet, value)
        case bool():
            return _text(sheet, "是" if value else "否")
        case datetime():
            local = value.astimezone(ZONE).replace(tzinfo=None) if value.tzinfo else value
            return _formatted(sheet, local, column.number_format or "yyyy-mm-dd hh:mm")
        case date():
            return _formatted(sheet, value, column.number_format or "yyyy-mm-dd")
        case int() | float() | Decimal():
            return _number(sheet, column, value)
    raise TypeError(f"a sheet cannot hold {type(value).__name__}")


def _number(sheet: WriteOnlyWorksheet, column: Column, value: int | float | Decimal) -> Cell:
    if not math.isfinite(value) or _digits(value) > MOST_DIGITS:
        return _text(sheet, str(value))
    return _formatted(sheet, value, column.number_format or "General")


def _digits(value: float | Decimal) -> int:
    if isinstance(value, float):
        return 0
    return len(Decimal(value).normalize().as_tuple().digits)


def _formatted(sheet: WriteOnlyWorksheet, value: Value, number_format: str) -> Cell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = number_format
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_TEXT]
    cell = WriteOnlyCell(sheet, value=plain)
    # Left to itself, openpyxl takes “=…” for a formula and “#N/A” for an error.
    cell.data_type = "s"
    if "\n" in plain:
        cell.alignment = _WRAPPED
    return cell
