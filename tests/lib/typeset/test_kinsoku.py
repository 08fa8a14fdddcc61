import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.typeset.kinsoku import NO_END, NO_START, Gap, atoms, clean


@given(st.text(max_size=80), st.lists(st.integers(0, 80), max_size=4))
def test_atoms_joined_are_the_text(text, cuts):
    assert "".join(atom.text for atom in atoms(text, cuts)) == text


@given(st.text(alphabet=[*NO_START, *NO_END, *"招商A1 "], max_size=40))
def test_no_gap_beside_a_forbidden_mark_is_open(text):
    found = atoms(text)
    for left, right in itertools.pairwise(found):
        if left.after is Gap.NEVER:
            continue
        assert right.text[0] not in NO_START
        if left.text.strip():
            assert left.text[-1] not in NO_END


def gaps(text, **options):
    """The text with its gaps: | free, ~ soft, - never."""
    found = atoms(text, **options)
    return "".join(atom.text + "|~-"[atom.after] for atom in found)[:-1]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("总投资1286.75亿元", "总|投|资|1286.75~亿~元"),
        ("增长23.6%。", "增|长|23.6%-。"),
        ("2025年6月", "2025~年|6~月"),
        ("第6期", "第~6~期"),
        ("高5.4个百分点", "高|5.4~个~百~分~点"),
        ("OLED、Mini-LED和", "OLED-、|Mini-LED|和"),
        ("——签约……好", "—-—|签|约-…-…|好"),
        ("（见《通知》〔2025〕6号）", "（-见|《-通|知-》|〔-2025-〕|6~号-）"),
        ("BOE 京东方", "BOE- |京|东|方"),
        ("（ 中", "（- -中"),
        ("上\n下", "上-\n|下"),
    ],
)
def test_lines_may_break_where_a_printer_would(text, cut):
    assert gaps(text) == cut


def test_words_to_keep_are_never_parted():
    assert gaps("全市产业链招商", keep=["产业链", "招商"]) == "全|市|产-业-链|招-商"


def test_the_hard_rule_never_parts_a_figure_from_its_unit():
    assert "~" not in gaps("共412.5亿元", hard=True)


def test_a_word_in_two_weights_stays_one_word():
    assert gaps("MicroLED", cuts=[5]) == "Micro-LED"


def test_a_variation_selector_stays_with_its_hanzi():
    assert [atom.text for atom in atoms("葛\U000e0100城")] == ["葛\U000e0100", "城"]


def test_half_a_surrogate_pair_becomes_the_replacement_character():
    assert clean("甲\ud800乙𠮷") == "甲\ufffd乙𠮷"
