"""Workbooks that people hand in."""

import io

import pytest
from openpyxl import Workbook

from crm.lib.sheet_rows import MOST_ROWS, SheetRefused, read_rows
from crm.lib.sheets import Column, workbook


def test_what_was_taken_away_is_read_again():
    content = workbook("表", [Column("代码"), Column("值")], [("=a", 1.5), ("b", None)])
    rows = read_rows(io.BytesIO(content), "表.xlsx")
    assert rows == [("代码", "值"), ("=a", 1.5), ("b",)]


def test_an_empty_workbook_has_no_rows_of_text():
    target = io.BytesIO()
    Workbook().save(target)
    assert [cell for row in read_rows(target, "表.xlsx") for cell in row if cell] == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "表.xlsx"),
        (b"a,b", "表.csv"),
        (b"PK\x03\x04 nothing", "表.xlsx"),
        (workbook("表", [Column("a")], [])[:-40], "表.xlsx"),
        (b"\x00" * (6 * 1024 * 1024), "表.xlsx"),
    ],
)
def test_other_files_are_refused_with_a_sentence(content, name):
    with pytest.raises(SheetRefused, match=r"。$"):
        read_rows(io.BytesIO(content), name)


def test_too_many_rows_are_refused():
    content = workbook("表", [Column("a")], ((number,) for number in range(MOST_ROWS + 1)))
    with pytest.raises(SheetRefused, match="分开导入"):
        read_rows(io.BytesIO(content), "表.xlsx")
