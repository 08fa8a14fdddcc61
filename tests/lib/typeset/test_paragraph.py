import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.lib.typeset.fonts import Role
from crm.lib.typeset.kinsoku import NO_END, NO_START
from crm.lib.typeset.page import SIZE, WIDTH
from crm.lib.typeset.paragraph import Paragraph, Run, Style

TEXT = (
    "今年以来，全市上下深入实施“产业链招商攻坚年”行动，聚焦8条重点产业链、46个关键缺链环节，坚持“以商招商、基金"
    "招商、场景招商”多措并举（见《通知》〔2025〕6号）：截至6月底，全市在谈亿元以上产业链项目126个，计划总投资"
    "1286.75亿元；其中签约项目38个、总投资505.3亿元，同比增长23.6%……OLED、Mini-LED和MicroLED三个细分"
    "方向——签约额占新型显示产业链的67.3%，比去年高412.5亿元！“怎么办？”大家（含《名录》内企业）都在想。"
)
PIECES = [
    "产业链",
    "招商",
    "，",
    "。",
    "“",
    "”",
    "（",
    "）",
    "《",
    "》",
    "、",
    "——",
    "……",
    "412.5亿元",
]
PIECES += ["23.6%", "OLED", "Mini-LED", " ", "2025年", "第6期", "：", "的", "㛃"]
BODY = Style(first_indent=2)


def lines_of(text, width, ink, style=BODY):
    return Paragraph([Run(text)], style).lines(width, ink)


def assert_well_broken(lines, width):
    for before, after in itertools.pairwise(lines):
        if not before.forced:
            assert after.text.lstrip()[:1] not in NO_START or not after.text.strip()
            assert before.text.rstrip()[-1:] not in NO_END or not before.text.strip()
    for line in lines:
        assert line.width <= width + 0.02 or line.forced


@pytest.mark.parametrize("align", ["justify", "left"])
def test_no_width_gives_a_forbidden_start_or_end(ink, align):
    style = Style(first_indent=2, align=align)
    for width in range(150, 501):
        lines = lines_of(TEXT, width, ink, style)
        assert "".join(line.text for line in lines) == TEXT
        assert not any(line.forced for line in lines)
        assert_well_broken(lines, width)


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.floats(130, 500))
@settings(max_examples=150)
def test_any_text_keeps_the_rules_and_every_character(ink, pieces, width):
    text = "".join(pieces)
    lines = lines_of(text, width, ink)
    assert "".join(line.text for line in lines) == text
    assert_well_broken(lines, width)


@given(st.text(max_size=120), st.floats(20, 120))
@settings(max_examples=150)
def test_even_a_hopeless_measure_loses_nothing(ink, text, width):
    drawn = "".join(line.text for line in lines_of(text, width, ink))
    assert drawn == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def test_a_figure_parts_from_its_unit_only_where_the_line_would_gape(ink):
    parted = lines = hard = 0
    for width in range(150, 501):
        for style in (BODY, Style(first_indent=2, hard=True)):
            found = lines_of(TEXT, width, ink, style)
            pairs = itertools.pairwise(found)
            cuts = sum(
                bool(re.match(r"\d.[万亿元]", a.text[-1] + "|" + b.text[0])) for a, b in pairs
            )
            if style.hard:
                hard += cuts
            else:
                parted, lines = parted + cuts, lines + len(found)
    assert hard == 0
    assert parted < lines * 0.02


def test_full_lines_reach_the_right_edge(ink):
    for line in lines_of(TEXT, WIDTH, ink)[1:-1]:
        assert line.width == pytest.approx(WIDTH)
        right = sum(box.width for box in line.boxes) + sum(line.kerns)
        assert WIDTH - 0.02 <= right <= WIDTH + SIZE / 2  # half a closing mark may stand free


def test_the_first_line_is_indented_by_two_hanzi(ink):
    assert lines_of("招" * 60, WIDTH, ink)[0].text == "招" * 26
    assert lines_of("招" * 60, WIDTH, ink)[1].text == "招" * 28


def test_neighbouring_marks_are_squeezed(ink):
    (line,) = lines_of("甲：“乙”。（《丙》）", WIDTH, ink)
    squeezed = [line.boxes[at].text for at, kern in enumerate(line.kerns) if kern < 0]
    assert squeezed == ["：", "”", "。", "（", "》"]


def test_a_closing_mark_is_pulled_in_rather_than_a_hanzi_sent_down(ink):
    style = Style()
    lines = lines_of("甲，乙，丙，丁戊己庚，" + "辛" * 20, 10.5 * SIZE, ink, style)
    assert lines[0].text == "甲，乙，丙，丁戊己庚，"


def test_split_leaves_two_lines_on_either_side(ink):
    paragraph = Paragraph([Run("招" * 26 + "商" * 28 * 4)], BODY)
    for room, expected in ((1, None), (2, (2, 3)), (3, (3, 2)), (4, (3, 2)), (5, (3, 2))):
        parts = paragraph.split(WIDTH, room * BODY.leading, ink)
        found = parts and tuple(len(part.lines(WIDTH, ink)) for part in parts)
        assert found == expected
    assert Paragraph([Run("招" * 60)], BODY).split(WIDTH, 1000, ink) is None  # three lines


def test_a_split_paragraph_reads_as_before(ink):
    head, tail = Paragraph([Run(TEXT)], BODY).split(WIDTH, 4 * BODY.leading, ink)
    both = [*head.lines(WIDTH, ink), *tail.lines(WIDTH, ink)]
    assert "".join(line.text for line in both) == TEXT
    assert both == lines_of(TEXT, WIDTH, ink)


def test_a_centred_title_is_balanced_and_broken_by_sense(ink):
    title = "关于2025年上半年全区产业链招商工作情况的通报"
    keep = ("产业链", "招商", "工作", "情况", "上半年", "全区", "通报")
    style = Style(Role.TITLE, 22, 36, align="center", balanced=True, hard=True, keep=keep)
    first, second = lines_of(title, WIDTH, ink, style)
    assert (first.text, second.text) == ("关于2025年上半年全区", "产业链招商工作情况的通报")


def test_a_word_longer_than_the_line_is_cut_not_lost(ink):
    url = "https://example.com/" + "a" * 300
    lines = lines_of(url, 200, ink)
    assert "".join(line.text for line in lines) == url
    assert all(line.width <= 200.01 for line in lines)
