import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from crm.lib.typeset import Column, Document, GapCell
from crm.lib.typeset.columns import widths
from crm.lib.typeset.page import HEIGHT, WIDTH
from crm.lib.typeset.paragraph import Paragraph
from crm.lib.typeset.tables import PAD, Table

COLUMNS = [Column("序号", "center", 3), Column("企业"), Column("金额", "decimal")]


def rows(count):
    return [[str(i), f"江苏第{i}科技有限公司", Decimal(i * 17) / 10] for i in range(1, count + 1)]


def pages_of(rendered):
    return [page.extract_text() for page in PdfReader(io.BytesIO(rendered.pdf)).pages]


def test_caption_and_head_come_again_on_every_page(fonts):
    document = Document(fonts, title="清单")
    document.table(
        COLUMNS, rows(80), "企业清单（单位：亿元）", total=["", "合计", Decimal("5508.0")]
    )
    first, *rest = pages_of(document.build())
    assert "表1　企业清单（单位：亿元）" in first
    assert "续表" not in first
    assert len(rest) == 2
    for page in rest:
        assert "续表1　企业清单（单位：亿元）" in page
        assert "序号" in page
        assert "金额" in page
    assert "5,508.0" in rest[-1]
    assert "".join([first, *rest]).count("科技有限公司") == 80


def test_a_minus_is_a_minus_and_thousands_are_set_apart(fonts):
    document = Document(fonts, title="清单")
    document.table(COLUMNS, [["1", "甲-乙", "-15.6"], ["2", "丙", 12345]], "差额")
    (text,) = pages_of(document.build())
    assert "−15.6" in text
    assert "12,345" in text
    assert "甲-乙" in text


def test_decimal_points_stand_below_each_other(fonts, ink):
    table = Table([Column("金额", "decimal")], [["102"], ["63.55"], ["−5.8"], ["无"]], "金额", 1)
    table.height(WIDTH, ink)
    (point,) = table._layout.points
    assert WIDTH / 2 - 20 < point < WIDTH / 2 + 20
    aligned = [row.cells[0].style.align for row in table._set]
    assert aligned == ["decimal", "decimal", "decimal", "center"]


@pytest.mark.parametrize("texts", [[["甲"] * 3], [["很长的企业名称" * 9, "1", "2" * 400]], []])
def test_columns_fill_the_type_area(ink, texts):
    found = widths([Column("企业"), Column("数", "decimal"), Column("x" * 40)], texts, WIDTH, ink)
    assert sum(found) == pytest.approx(WIDTH)
    assert min(found) > 10


def test_a_total_never_stands_alone_on_a_page(ink):
    for room in range(80, 300, 7):
        table = Table(COLUMNS, rows(8), "清单", 1, total=["", "合计", 9])
        parts = table.split(WIDTH, room, ink)
        if parts:
            assert len(parts[1]._set) >= 2
            assert parts[0].height(WIDTH, ink) <= room


def test_a_row_taller_than_a_page_is_cut_and_keeps_every_character(ink):
    note = "招商引资工作要点。" * 400
    table = Table([Column("备注"), Column("配套")], [[note, GapCell(5, 2)], ["完", ""]], "备注", 1)
    parts, rest = [], table
    while rest.height(WIDTH, ink) > HEIGHT:
        head, rest = rest.split(WIDTH, HEIGHT, ink)
        assert head.height(WIDTH, ink) <= HEIGHT
        parts.append(head)
    assert len(parts) >= 2
    inner = table._layout.widths[0] - 2 * PAD
    cells = [row.cells[0] for part in (*parts, rest) for row in part._set]
    drawn = "".join(
        line.text
        for cell in cells
        if isinstance(cell, Paragraph)
        for line in cell.lines(inner, ink)
    )
    assert drawn == note + "完"


def test_rows_of_the_wrong_length_and_empty_tables_print(fonts):
    document = Document(fonts, title="清单")
    document.table(COLUMNS, [[], ["1"], ["1", "2", "3", "4"]], "长短不一")
    document.table(COLUMNS, [], "本月无")
    (text,) = pages_of(document.build())
    assert "表2　本月无" in text
