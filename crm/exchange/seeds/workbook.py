"""Reads a plan from an .xlsx workbook: the same entries as YAML files give.

Read row by row and no further than the limits: a sheet may claim a million rows.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from crm.exchange.seeds.files import SINGLE, Entry
from crm.exchange.seeds.readers import entry_of
from crm.exchange.seeds.schema import SECTIONS
from crm.exchange.seeds.sheets import GUIDE, SHEETS, Column, Sheet

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 40, 5_000, 60
WHOLE = ("总数", "whole")
PART = ("部分", "part")
YES, NO = ("是", "true", "y", "1"), ("否", "false", "n", "0")
_BETWEEN = re.compile(r"[、；;\n]")
BY_TITLE = {sheet.title: sheet for sheet in SHEETS}


@dataclass
class _Raw:
    """An entry as it is put together from rows."""

    where: str
    sheet: Sheet
    values: dict[str, Any] = field(default_factory=dict)


def read_workbook(file: BinaryIO, name: str, faults: list[str]) -> Iterator[Entry]:
    """The entries of a workbook that are fine; what is wrong goes to `faults`."""
    try:
        rows = _rows(file, name, faults)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        faults.append(f"{name} 已损坏或不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后上传")
        return
    for raw in _entries(name, rows, faults):
        try:
            values = entry_of(SECTIONS[raw.sheet.section], raw.values)
        except ValueError as error:
            faults.append(f"{raw.where}：{_in_heads(str(error), raw.sheet)}")
            continue
        yield Entry(
            raw.where, raw.sheet.section, values, label=raw.sheet.title, heads=raw.sheet.heads
        )


def _rows(
    file: BinaryIO, name: str, faults: list[str]
) -> dict[str, list[tuple[str, dict[tuple[str, ...], Any]]]]:
    """The filled rows of the sheets that are known: (where, cells by their path)."""
    book = load_workbook(file, read_only=True, data_only=True)
    found: dict[str, list[tuple[str, dict[tuple[str, ...], Any]]]] = {}
    try:
        for sheet in islice(book.worksheets, MOST_SHEETS):
            title = sheet.title.strip()
            if title == GUIDE:
                continue
            if title not in BY_TITLE:
                faults.append(f"{name}：不认识的工作表“{title}”，可用：{'、'.join(BY_TITLE)}")
                continue
            cells = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            found[title] = list(_filled(cells, name, BY_TITLE[title], faults))
    finally:
        book.close()
    return found


def _filled(
    cells: Iterator[tuple[Any, ...]], name: str, sheet: Sheet, faults: list[str]
) -> Iterator[tuple[str, dict[tuple[str, ...], Any]]]:
    heads = [str(head).strip() if head is not None else "" for head in next(cells, ())]
    known = {column.head: column for column in sheet.columns}
    for head in heads:
        if head and head not in known:
            faults.append(f"{name}（{sheet.title}）：不认识的列“{head}”，可用：{'、'.join(known)}")
    columns = [known.get(head) for head in heads]
    for number, row in enumerate(cells, start=2):
        if number > MOST_ROWS:
            faults.append(f"{name}（{sheet.title}）超过 {MOST_ROWS:,} 行，请分开上传")
            return
        filled = {
            column.path: _value(column, value)
            for column, value in zip(columns, row, strict=False)
            if column is not None and value is not None and str(value).strip()
        }
        if filled:
            yield f"{name}（{sheet.title} 第 {number} 行）", filled


def _value(column: Column, value: Any) -> Any:
    """A cell as a YAML file would give it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if column.is_list:
        return [word.strip() for word in _BETWEEN.split(str(value)) if word.strip()]
    if column.is_flag and not isinstance(value, bool):
        word = str(value).strip().lower()
        return True if word in YES else False if word in NO else value
    if isinstance(value, str):
        value = value.strip()
        try:
            return date.fromisoformat(value) if len(value) == 10 else value
        except ValueError:
            return value
    return value


def _entries(
    name: str, rows: dict[str, list[tuple[str, dict[tuple[str, ...], Any]]]], faults: list[str]
) -> Iterator[_Raw]:
    """Entries with what other sheets say of them."""
    entries: list[_Raw] = []
    by_owner: dict[tuple[str, Any], _Raw] = {}
    for sheet in SHEETS:
        for where, cells in rows.get(sheet.title, ()):
            values = _nested(cells)
            if sheet.section == "nodes":
                entries.append(_Raw(where, sheet, _branch(sheet, values)))
            elif sheet.owner:
                _put_inside(by_owner, sheet, where, values, faults)
            else:
                raw = _Raw(where, sheet, values)
                for key in ("code", "name"):
                    by_owner.setdefault((f"{sheet.section}.{key}", values.get(key)), raw)
                entries.append(raw)
                if sheet.section in SINGLE and len(rows[sheet.title]) > 1:
                    faults.append(f"{where}：一个工作簿只放一个规划")
                    break
    yield from entries


def _nested(cells: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    """Cells by their path as entries within entries."""
    values: dict[str, Any] = {}
    for path, value in cells.items():
        place = values
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return values


def _branch(sheet: Sheet, values: dict[str, Any]) -> dict[str, Any]:
    """A row about a node or its technologies, as the section `nodes` writes it."""
    home = {key: values.pop(key) for key in ("chain", "parent") if key in values}
    return {**home, sheet.inside: [values]}


def _put_inside(
    owners: dict[tuple[str, Any], _Raw], sheet: Sheet, where: str, values: dict[str, Any],
    faults: list[str],
) -> None:  # fmt: skip
    """A row that belongs to an entry of another sheet."""
    named = values.pop(sheet.owner, None)
    owner = owners.get((f"{sheet.section}.{sheet.owner}", named))
    if owner is None or named is None:
        head = sheet.columns[0].head
        faults.append(f"{where}：{head}“{named or ''}”在工作簿里找不到")
        return
    side = values.pop("side", None)
    if side in WHOLE:
        owner.values["whole"] = values
    elif side in (None, *PART):
        owner.values.setdefault(sheet.inside, []).append(values)
    else:
        faults.append(f"{where}：部分或总数 应填“部分”或“总数”")


def _in_heads(words: str, sheet: Sheet) -> str:
    """A fault with the fields called as the sheets call them."""
    for column in (*sheet.columns, *(c for s in SHEETS if s.owner for c in s.columns)):
        inner = column.path[-1]
        words = words.replace(f"{inner}：", f"{column.head}：").replace(
            f"缺少“{inner}”", f"缺少“{column.head}”"
        )
    return words.replace("values：", "指标数值：").replace("缺少“values”", "缺少“指标数值”")
