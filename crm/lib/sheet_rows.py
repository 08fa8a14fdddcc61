"""Workbooks that people hand in: the cells of the first sheet, as plain values."""

from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from crm.lib.media import MediaError, sniff_file
from crm.lib.zips import ZipRefused

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60


class SheetRefused(ValueError):
    """The file is not taken; the message is a sentence that says why."""


def read_rows(file: BinaryIO, name: str) -> list[tuple[Any, ...]]:
    """The rows of the first sheet, the head row included; formulas as what they last gave. Empty
    cells at the end of a row may be left out.

    Raises SheetRefused for what is no .xlsx, is too large, or cannot be read.
    """
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise SheetRefused(f"文件超过 {LARGEST_FILE // 1024**2} MB，请只保留要导入的那张表。")
    file.seek(0)
    try:
        kind = sniff_file(file, name)
    except (MediaError, ZipRefused) as error:
        raise SheetRefused(f"{error}。") from error
    if kind.suffix != "xlsx":
        raise SheetRefused("请上传 .xlsx 格式的 Excel 表。")
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True)
        found = [tuple(row[:MOST_COLUMNS]) for row in rows]
    except (InvalidFileException, BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetRefused("这个 Excel 文件打不开，可能已损坏，请另存一份后再上传。") from error
    if len(found) > MOST_ROWS:
        raise SheetRefused(f"表里超过 {MOST_ROWS:,} 行，请分开导入。")
    return found
