"""Workbooks for people to fill in: heads with drop-downs, and a sheet that says how."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

# So many rows below the head have drop-downs and text format.
PREPARED = 5_000
LISTS, GUIDE = "选项", "填写说明"
_NEEDED = PatternFill("solid", fgColor="FFF2CC")
_HEAD = PatternFill("solid", fgColor="E8EEF7")
_BOLD = Font(bold=True)
_TOP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Head:
    """A column to be filled in; `options` give a drop-down, `is_text` keeps long digits whole."""

    title: str
    hint: str = ""
    example: str = ""
    needed: bool = False
    options: Sequence[str] = ()
    is_text: bool = False


def template(title: str, heads: Sequence[Head], remarks: Sequence[str]) -> bytes:
    """The workbook: the sheet to fill in first, then how, then the lists of the drop-downs."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    guide, lists = book.create_sheet(GUIDE), book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads, start=1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, head.title)
        cell.font, cell.fill = _BOLD, _NEEDED if head.needed else _HEAD
        sheet.column_dimensions[letter].width = max(14, 2 * len(head.title) + 4)
        if head.is_text:
            sheet.column_dimensions[letter].number_format = "@"
            for row in range(2, 202):
                sheet.cell(row, place).number_format = "@"
        if head.options:
            _drop_down(sheet, lists, letter, head)
    _explain(guide, heads, remarks)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _drop_down(sheet: Worksheet, lists: Worksheet, letter: str, head: Head) -> None:
    column = lists.max_column + (lists.cell(1, 1).value is not None)
    for row, option in enumerate(head.options, start=1):
        lists.cell(row, column, option).data_type = "s"
    where = get_column_letter(column)
    rule = DataValidation(
        type="list",
        formula1=f"'{LISTS}'!${where}$1:${where}${len(head.options)}",
        allow_blank=True,
        showErrorMessage=False,  # other ways to write it are understood too
    )
    rule.add(f"{letter}2:{letter}{PREPARED}")
    sheet.add_data_validation(rule)


def _explain(guide: Worksheet, heads: Sequence[Head], remarks: Sequence[str]) -> None:
    for place, width in enumerate((20, 8, 60, 30), start=1):
        guide.column_dimensions[get_column_letter(place)].width = width
    guide.append(["列", "必填", "怎样填", "例如"])
    for cell in guide[1]:
        cell.font = _BOLD
    for head in heads:
        options = f"可选：{'、'.join(head.options[:12])}" if head.options else ""
        more = "等，见下拉列表" if len(head.options) > 12 else ""
        words = "；".join(part for part in (head.hint, options + more) if part)
        guide.append([head.title, "必填" if head.needed else "", words, head.example])
    guide.append([])
    for remark in remarks:
        guide.append([remark])
    for row in guide.iter_rows(min_row=2, max_row=len(heads) + 1):
        for cell in row:
            cell.alignment = _TOP
            cell.data_type = "s" if cell.value is not None else cell.data_type
