"""Tables that people hand in: .xlsx, .xls or CSV, row by row, as plain values.

Workbooks are read by calamine, which keeps a sheet in compact form and hands out one row after
the other; CSV is decoded as it is read. What merged cells show stands in each of their cells.
"""

import csv
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crm.lib.media import MediaError, sniff_file
from crm.lib.zips import MOST_UNPACKED, ZipRefused

MOST_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_CELL = 32_767  # what a cell of a workbook can hold
SUFFIXES = ("xlsx", "xls", "csv")
CHUNK = 1 << 20
_MOST_NAMED = 5
# A formula whose value nobody has computed: nothing, or an empty value, stands behind it.
_UNCOMPUTED = re.compile(
    rb'<c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_BROKEN = "这个文件打不开，可能已损坏，请在 Excel 或 WPS 中另存一份后再上传。"

Row = list[Any]


class TableRefused(ValueError):
    """The file is not taken; the message is a sentence that says why."""


@dataclass(frozen=True)
class TableFile:
    """A file that was looked at and may be read; `sheets` are empty for CSV."""

    path: Path
    suffix: str
    encoding: str
    delimiter: str
    sheets: tuple[str, ...]

    def rows(self, sheet: str = "") -> Iterator[tuple[int, Row]]:
        """Every row with the number that people see at its left, empty ones left out.

        Raises TableRefused on the way for too many rows or columns, or cells too long.
        """
        found = self._csv_rows() if self.suffix == "csv" else self._sheet_rows(sheet)
        for number, row in found:
            if number > MOST_ROWS + 100:
                raise TableRefused(f"表里超过 {MOST_ROWS:,} 行，请分成几个文件导入。")
            cells = [_plain(value, number) for value in row]
            while cells and cells[-1] in (None, ""):
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise TableRefused(f"第 {number} 行超过 {MOST_COLUMNS} 列，请只保留要导入的列。")
            if any(cell not in (None, "") for cell in cells):
                yield number, cells

    def count(self, sheet: str = "") -> int:
        """About how many rows there are, for a bar."""
        if self.suffix == "csv":
            with self.path.open("rb") as file:
                return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
        try:
            with CalamineWorkbook.from_path(self.path) as book:
                return book.get_sheet_by_name(sheet or self.sheets[0]).total_height
        except (CalamineError, OSError) as error:
            raise TableRefused(_BROKEN) from error

    def _csv_rows(self) -> Iterator[tuple[int, Row]]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                for row in reader:
                    yield reader.line_num, row
            except (csv.Error, UnicodeDecodeError) as error:
                raise TableRefused(
                    f"CSV 第 {reader.line_num + 1} 行附近读不下去：文字编码或引号有误，"
                    "请另存为 .xlsx 后再上传。"
                ) from error

    def _sheet_rows(self, name: str) -> Iterator[tuple[int, Row]]:
        try:
            with CalamineWorkbook.from_path(self.path) as book:
                sheet = book.get_sheet_by_name(name or self.sheets[0])
                if sheet.total_height > MOST_ROWS + 100:
                    raise TableRefused(f"表里超过 {MOST_ROWS:,} 行，请分成几个文件导入。")
                yield from _filled(sheet)
        except (CalamineError, OSError) as error:
            raise TableRefused(_BROKEN) from error


def open_table(path: Path, name: str) -> TableFile:
    """Look into a file without reading its rows. Raises TableRefused with a sentence."""
    suffix = _suffix_of(path, name)
    if suffix == "csv":
        encoding = _encoding(path)
        return TableFile(path, suffix, encoding, _delimiter(path, encoding), ())
    if suffix == "xlsx":
        _check_formulas(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = tuple(
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and sheet.visible == SheetVisibleEnum.Visible
            )
    except (CalamineError, OSError) as error:
        raise TableRefused(_BROKEN) from error
    if not sheets:
        raise TableRefused("这个工作簿里没有可见的工作表。")
    return TableFile(path, suffix, "", "", sheets)


def _suffix_of(path: Path, name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        raise TableRefused("请上传 Excel 工作簿（.xlsx、.xls）或 CSV 文件。")
    try:
        with path.open("rb") as file:
            sniff_file(file, name)
    except (MediaError, ZipRefused) as error:
        raise TableRefused(f"{error}。") from error
    return suffix


def _check_formulas(path: Path) -> None:
    """Formulas count by the value that they last gave; one that has none cannot be read."""
    named: list[str] = []
    count = unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
            for part in parts[:1]:
                with archive.open(part) as file:
                    kept = b""
                    while chunk := file.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > MOST_UNPACKED:  # a directory that lies about its size
                            raise TableRefused("工作簿解开后过大，请分成几个文件导入。")
                        text = kept + chunk
                        found = [one[1].decode() for one in _UNCOMPUTED.finditer(text)]
                        count += len(found)
                        named += found[: _MOST_NAMED - len(named)]
                        kept = text[text.rfind(b"<c ") :] if b"<f" in text[-4096:] else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise TableRefused(_BROKEN) from error
    if count:
        more = f"等 {count} 个" if count > len(named) else ""
        raise TableRefused(
            f"单元格 {'、'.join(named)}{more}是没有结果的公式。请在 Excel 或 WPS 中打开、保存一次，"
            "或把公式“选择性粘贴”为数值后再上传。"
        )


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, Row]]:
    """The rows; a cell within a merged range has the value of the range's first cell."""
    spans = sorted(sheet.merged_cell_ranges or ())
    waiting = iter(spans)
    following = next(waiting, None)
    open_spans: list[tuple[int, int, int, Any]] = []  # last row, columns, value
    for place, row in enumerate(sheet.iter_rows()):
        while following is not None and following[0][0] == place:
            (_top, left), (bottom, right) = following
            if left < len(row):
                open_spans.append((bottom, left, right, row[left]))
            following = next(waiting, None)
        for bottom, left, right, value in open_spans:
            if place <= bottom:
                for column in range(left, min(right + 1, len(row))):
                    row[column] = value
        open_spans = [span for span in open_spans if span[0] > place]
        yield place + 1, row


def _plain(value: Any, number: int) -> Any:
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise TableRefused(
                f"第 {number} 行有一格超过 {LONGEST_CELL:,} 个字，请检查文件是否损坏。"
            )
        return value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, timedelta | time):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    return value


def _encoding(path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise GB18030 as Chinese Excel writes."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise TableRefused("CSV 的文字编码认不出来，请另存为 UTF-8 编码的 CSV 或 .xlsx 后再上传。")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Comma, tab or semicolon: whichever stands most often in the first lines."""
    with path.open(encoding=encoding, newline="") as file:
        text = "".join(itertools.islice(file, 10))
    if not text.strip():
        raise TableRefused("这个文件里没有内容。")
    return max((",", "\t", ";"), key=text.count)
