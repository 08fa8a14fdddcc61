import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from crm.lib.currencies import Currency
from crm.lib.sheets import Column, workbook


def written(*values, number_format=None) -> Worksheet:
    columns = [Column(f"列{n}", number_format=number_format) for n in range(len(values))]
    data = workbook("线索", columns, [values])
    return openpyxl.load_workbook(io.BytesIO(data)).active


def cell(value, **options):
    return written(value, **options)["A2"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-1",
        "@x",
        "#N/A",
        "#REF!",
        "=cmd|' /C calc'!A0",
        "007",
        "1e5",
        "TRUE",
        "2026-01-01",
    ],
)
def test_text_stays_text_whatever_it_begins_with(text):
    assert cell(text).value == text
    assert cell(text).data_type == "s"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_text_is_read_back(text):
    expected = text.replace("\ufffe", "").replace("\uffff", "")
    assert (cell(text).value or "") == expected


def test_rare_characters_are_read_back():
    assert cell("𠮷𪜀𮯰豈👨‍👩‍👧").value == "𠮷𪜀𮯰豈👨‍👩‍👧"


def test_control_characters_are_left_out():
    assert cell("甲\0\x0b乙\r\n丙\ud800").value == "甲乙\n丙"


@pytest.mark.parametrize("number", [0, -5, 12345, 999_999_999_999_999, 1.5])
def test_numbers_are_numbers_with_their_format(number):
    found = cell(number, number_format="#,##0.00")
    assert (found.value, found.data_type, found.number_format) == (number, "n", "#,##0.00")


def test_decimals_keep_their_value():
    assert cell(Decimal("1234.56")).value == 1234.56


@pytest.mark.parametrize("number", [10**15 + 1, Decimal("1234567890123456.78"), float("nan")])
def test_numbers_that_a_sheet_would_change_become_text(number):
    assert (cell(number).value, cell(number).data_type) == (str(number), "s")


def test_dates_are_dates_and_instants_are_local():
    assert cell(date(2026, 1, 2)).value == datetime(2026, 1, 2)  # noqa: DTZ001
    assert cell(date(2026, 1, 2)).number_format == "yyyy-mm-dd"
    late = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
    assert cell(late).value == datetime(2026, 2, 1, 0, 30)  # noqa: DTZ001


def test_enumerations_yes_and_no_and_nothing():
    sheet = written(Currency.CNY, True, False, None)
    assert [found.value for found in sheet[2]] == ["人民币", "是", "否", None]


def test_the_head_is_bold_and_frozen_and_columns_have_their_width():
    data = workbook("a:b/[c]?" + "长" * 40, [Column("=x", width=33)], [])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].font.bold) == ("=x", "s", True)
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 33
    assert len(sheet.title) <= 31


def test_a_workbook_holds_no_formula():
    data = workbook("x", [Column("a")], [["=1+1"], ["=HYPERLINK(1)"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_row_of_the_wrong_length_is_a_mistake():
    with pytest.raises(ValueError):
        workbook("x", [Column("a")], [[1, 2]])


def test_an_empty_title_gets_a_name():
    data = workbook("''", [Column("a")], [])
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Sheet1"]
