import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from crm.lib.typeset import Document, Masthead, Rendered, Role, Run
from crm.lib.typeset.kinsoku import NO_START
from crm.lib.typeset.page import LEFT, WIDTH
from tests.lib.typeset.reading import spans
from tests.lib.typeset.sample import PLACES, TARGETS, sample

ROOT = Path(__file__).parents[3]
FIGURES = [
    "126",
    "1286.75亿元",
    "38",
    "505.3亿元",
    "23.6%",
    "55.3%",
    "67.3%",
    "912",
    "84.2%",
    "5.4",
]


@pytest.fixture(scope="module")
def brief(fonts) -> Rendered:
    return sample(fonts)


@pytest.fixture(scope="module")
def reader(brief) -> PdfReader:
    return PdfReader(io.BytesIO(brief.pdf))


@pytest.fixture(scope="module")
def text(reader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_same_brief_has_the_same_bytes_in_every_process(brief):
    command = [sys.executable, "-m", "tests.lib.typeset.sample"]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, check=True) for _ in range(2)]
    digests = {run.stdout.decode() for run in runs}
    assert digests == {hashlib.sha256(brief.pdf).hexdigest()}


def fonts_in(reader):
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            found[font["/BaseFont"]] = font
    return found


def test_every_font_is_embedded_and_a_subset(reader):
    found = fonts_in(reader)
    assert len(found) >= 7
    for name, font in found.items():
        assert name[7] == "+", name
        assert font["/FontDescriptor"]["/FontFile2"].get_data()
        assert "/ToUnicode" in font


def test_every_figure_and_name_can_be_read_back(text):
    flat = "".join(text.split())
    for figure in (*FIGURES, *(place[0] for place in PLACES), *TARGETS):
        assert "".join(figure.split()) in flat


def test_no_line_of_the_text_begins_with_a_forbidden_mark(text):
    assert not [line for line in text.splitlines() if line[:1] in NO_START and line[:1] != "—"]


def test_it_says_what_it_is(reader):
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.metadata.title == "关于2025年上半年全区产业链招商工作情况的通报"
    assert reader.metadata.author == "区招商办"
    assert reader.metadata.creator == "链招"
    assert reader.metadata["/CreationDate"] == "D:20250703000000+00'00'"


def test_headings_are_the_outline(reader):
    first, inner, *rest = reader.outline
    assert first.title == "一、总体情况"
    assert [entry.title for entry in inner] == ["（一）项目漏斗", "（二）逐月签约"]
    assert rest[-1].title == "四、下一步工作"


def test_page_numbers_stand_outside_with_one_hanzi_free(reader, ink):
    for number, page in enumerate(reader.pages, start=1):
        data = page.get_contents().get_data()
        # The number is the last thing drawn on its page.
        x, y = map(float, re.findall(rb"1 0 0 1 ([\d.]+) ([\d.]+) Tm", data)[-3])
        wide = ink.width(f"— {number} —", Role.SONG, 14)
        expected = LEFT + WIDTH - 14 - wide if number % 2 else LEFT + 14
        assert x == pytest.approx(expected, abs=0.1)
        assert 35 * mm - 7 * mm - 14 < y < 35 * mm - 7 * mm


def test_the_imprint_stands_on_the_last_page_only(reader):
    pages = [page.extract_text() for page in reader.pages]
    assert "2025年7月3日印发" in pages[-1]
    assert "（共印60份）" in pages[-1]
    assert not any("印发" in page for page in pages[:-1])


@pytest.mark.parametrize("lines", range(14, 24))
def test_the_imprint_never_stands_alone(fonts, lines):
    document = Document(fonts, title="通报")
    document.heading1("一、情况")
    document.paragraph("招" * 28 * lines)
    document.imprint(["报：区领导。", "送：各园区。"], "区招商办", "2025年7月3日印发")
    pages = PdfReader(io.BytesIO(document.build().pdf)).pages
    last = pages[-1].extract_text()
    assert "印发" in last
    assert last.count("招") > 20  # one is in the imprint
    assert sum(page.extract_text().count("招") for page in pages) == 28 * lines + 1


def test_a_rare_name_is_drawn_or_listed_and_keeps_its_code_points(fonts):
    document = Document(fonts, title="企业")
    document.paragraph("㛃峰、堃锐、𫖯仰、𠮷野与😀")
    rendered = document.build()
    assert rendered.missing == ["𠮷", "😀"]
    assert "㛃峰、堃锐、𫖯仰、𠮷野与😀" in spans(rendered)
    page = PdfReader(io.BytesIO(rendered.pdf)).pages[0]
    assert "㛃峰、堃锐、𫖯仰、〓野与〓" in page.extract_text()


def test_the_character_map_is_right_beyond_the_basic_plane(fonts):
    document = Document(fonts, title="企业")
    document.paragraph("𫖯")
    found = fonts_in(PdfReader(io.BytesIO(document.build().pdf)))
    (font,) = (font for name, font in found.items() if "NotoSerifSC-Regular" in name)
    utf16 = "𫖯".encode("utf-16-be").hex().upper()
    assert f"<{utf16}>" in font["/ToUnicode"].get_data().decode()


def test_bold_words_take_the_bold_face(fonts):
    document = Document(fonts, title="")
    document.paragraph("完成率", Run("55.4%", bold=True))
    names = "".join(fonts_in(PdfReader(io.BytesIO(document.build().pdf))))
    assert "Tinos-Bold" in names


def test_a_long_red_name_stays_within_the_type_area(fonts):
    long = "江苏盐城经济技术开发区新一代电子信息产业链招商引资工作月报"
    document = Document(
        fonts, title="标题", masthead=Masthead(long, "第1期", long * 3, "2025年7月3日")
    )
    text = PdfReader(io.BytesIO(document.build().pdf)).pages[0].extract_text()
    assert long in text
