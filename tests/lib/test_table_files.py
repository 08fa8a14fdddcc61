"""Files of tables: read as people write them, refused with a sentence when they are none."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crm.lib.sheets import Column, workbook
from crm.lib.table_files import LONGEST_CELL, TableRefused, open_table
from tests.exchange.files import csv_bytes, xlsx

CELL = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs", "Zs", "Cc")),
    min_size=1, max_size=12,
)  # fmt: skip
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


@pytest.fixture
def put(tmp_path):
    def write(content: bytes, name: str):
        path = tmp_path / "stored"
        path.write_bytes(content)
        return open_table(path, name)

    return write


def rows(table, sheet=""):
    return [row for _number, row in table.rows(sheet)]


@given(TABLE)
def test_a_workbook_written_is_read_back(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("book") / "stored"
    path.write_bytes(workbook("表", [Column("a"), Column("b"), Column("c")], table))
    assert rows(open_table(path, "表.xlsx"))[1:] == table


@given(TABLE, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_a_csv_written_is_read_back(tmp_path_factory, table, encoding):
    table = [["企业名称", "投资意向", "下一步"], *table]
    path = tmp_path_factory.mktemp("csv") / "stored"
    path.write_bytes(csv_bytes(table, encoding))
    assert rows(open_table(path, "表.csv")) == table


def test_days_numbers_and_row_numbers_are_what_people_see(put):
    table = put(xlsx(["标题"], [], ["a", "b"], [date(2026, 3, 5), 3000.0]), "表.xlsx")
    assert list(table.rows()) == [
        (1, ["标题"]), (3, ["a", "b"]), (4, [date(2026, 3, 5), 3000])
    ]  # fmt: skip


def test_merged_cells_have_their_value_in_each(put):
    content = xlsx(
        ["甲", "乙"], ["一", 1], [None, 2], ["二", 3], ["横", None], merged=("A2:A3", "A5:B5")
    )
    assert rows(put(content, "表.xlsx")) == [
        ["甲", "乙"], ["一", 1], ["一", 2], ["二", 3], ["横", "横"]
    ]  # fmt: skip


def test_formulas_without_a_value_are_named(put):
    content = xlsx(["甲", "乙"], *[[f"=A{n}+1", "x"] for n in range(2, 10)])
    with pytest.raises(TableRefused, match=r"A2、A3、A4、A5、A6等 8 个是没有结果的公式"):
        put(content, "表.xlsx")


def test_a_formula_counts_by_the_value_it_last_gave(put):
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(["甲"], ["=1+1"]))) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
            new.writestr(name, part)
    assert rows(put(content.getvalue(), "表.xlsx")) == [["甲"], [2]]


def test_a_hidden_sheet_is_left_out(put):
    book = Workbook()
    book.active.append(["看得见"])
    book.create_sheet("藏").sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    assert put(target.getvalue(), "表.xlsx").sheets == ("Sheet",)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7", "表.xlsx", "内容不是 Excel"),
        (b"MZ\x90\x00\x03\0\0\0\xff", "表.xlsx", "程序"),
        (b"MZ\x90\x00\x03\0\0\0\xff", "表.csv", "程序"),
        (b"PK\x03\x04 broken", "表.xlsx", "损坏"),
        (b"a,b", "表.txt", "请上传 Excel"),
        (b"", "表.csv", "空文件"),
        (b"\n\n", "表.csv", "没有内容"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "表.xls", "内容不是"),
    ],
)
def test_what_is_no_table_is_refused(put, content, name, words):
    with pytest.raises(TableRefused, match=words):
        put(content, name)


def test_a_bomb_is_refused(put):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (40 << 20))
    with pytest.raises(TableRefused, match="倍以上"):
        put(target.getvalue(), "表.xlsx")


def test_a_cell_of_a_gigabyte_is_refused(put):
    """Written the way that passes the zip's own ratio: what it unpacks to is limited too."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData><row><c t='inlineStr'><is><t>")
            for _ in range(1024):
                part.write(b"A" * (1 << 20))
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(TableRefused, match="解开后"):
        put(target.getvalue(), "表.xlsx")


def test_a_cell_too_long_is_refused(put):
    table = put(csv_bytes([["甲"], ["x" * (LONGEST_CELL + 1)]]), "表.csv")
    with pytest.raises(TableRefused, match="第 2 行有一格超过"):
        rows(table)


def test_too_many_rows_are_refused(put):
    table = put(b"a\n" + b"x\n" * 1_000_001, "表.csv")
    with pytest.raises(TableRefused, match="超过 200,000 行"):
        for _row in table.rows():
            pass


def test_too_many_columns_are_refused(put):
    with pytest.raises(TableRefused, match="超过 60 列"):
        rows(put((",".join("x" * 61) + "\n").encode(), "表.csv"))


def test_a_workbook_of_excel_97_is_read(put):
    content = (Path(__file__).parents[1] / "exchange" / "old.xls").read_bytes()
    company = "江苏海辰储能科技有限公司"
    assert rows(put(content, "线索.xls")) == [
        ["企业名称", "意向投资额", "下一步", "下一步日期"],
        [company, 3000, "电话", date(2026, 12, 1)],
        [company, "1.2亿", "拜访"],
    ]
