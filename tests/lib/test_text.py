import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import text
from crm.lib.text import TextError, clean_filename, clean_line, clean_note, truncate

# Extensions A to I, compatibility hanzi, combining marks, emoji with joiners, right to left.
KEPT = [
    "㐀",
    "𠮷",
    "𪜀",
    "𫝀",
    "𫠠",
    "𬺰",
    "𮯰",
    "豈",
    "é",
    "e\u0301",
    "👨‍👩‍👧",
    "שלום",
    "ก่",
    "❤️",
    "a\u200bb",
]
TEXTS = st.text(max_size=60)


@pytest.mark.parametrize("written", KEPT)
def test_rare_characters_come_back_unchanged(written):
    assert clean_line(written) == written
    assert clean_note(written) == written
    assert clean_filename(f"{written}.pdf") == f"{written}.pdf"


@given(TEXTS)
def test_cleaning_again_changes_nothing(written):
    for clean in (clean_line, clean_note, clean_filename):
        with contextlib.suppress(TextError):
            once = clean(written)
            assert clean(once) == once


@given(TEXTS)
def test_nothing_unseen_is_left(written):
    with contextlib.suppress(TextError):
        line = clean_line(written)
        assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in line)
        assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("written", "line", "note"),
    [
        ("  甲\t乙\r\n丙 ", "甲 乙 丙", "甲\t乙\n丙"),
        ("甲\0乙\x07", "甲乙", "甲乙"),
        ("甲\u202e乙\u2066", "甲乙", "甲乙"),
        ("甲\u2028\u2029乙", "甲 乙", "甲\n\n乙"),
        ("甲  \n  乙\n\n", "甲      乙".replace("      ", "     "), "甲\n  乙"),
        ("\ufeff\uffff甲", "\ufeff甲", "\ufeff甲"),
    ],
)
def test_lines_and_notes_are_tidied(written, line, note):
    assert clean_line(written) == line
    assert clean_note(written) == note


def test_half_characters_are_refused():
    for clean in (clean_line, clean_note):
        with pytest.raises(TextError, match="编码不完整"):
            clean("甲\ud800乙")


def test_too_long_is_refused_with_both_figures():
    with pytest.raises(TextError, match="最多 10 个字，现在是 11 个字"):
        clean_line("一" * 11, 10)
    with pytest.raises(TextError, match="最多 10,000 个字，现在是 10,001 个字"):
        clean_note("一" * 10_001)
    assert clean_line(f"  {'一' * 10}  ", 10) == "一" * 10


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("可行性研究报告.pdf", "可行性研究报告.pdf"),
        ("合同2026(终稿).pdf", "合同2026(终稿).pdf"),
        ("C:\\资料\\合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/../合同.pdf", "合同.pdf"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("COM¹", "_COM¹"),
        ("console.txt", "console.txt"),
        ("..", text.UNNAMED),
        ("", text.UNNAMED),
        ("///", text.UNNAMED),
        (".htaccess", "htaccess"),
        ("报告.pdf. .", "报告.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("发票\u202egpj.exe", "发票gpj.exe"),
        ('a"b?.pdf', "a_b_.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("甲\ud800.pdf", "甲.pdf"),
    ],
)
def test_file_names_lose_only_what_is_dangerous(given_name, kept):
    assert clean_filename(given_name) == kept


@given(st.text(max_size=400))
def test_a_file_name_is_always_one_safe_name(written):
    name = clean_filename(written)
    assert 0 < len(name.encode()) <= text.FILENAME_BYTES
    assert not set(name) & set('/\\<>:"|?*\0\r\n')
    assert name not in (".", "..")


@given(st.integers(80, 300))
def test_a_long_file_name_keeps_its_suffix(length):
    name = clean_filename("报" * length + ".docx")
    assert name.endswith("报.docx")
    assert len(name.encode()) <= text.FILENAME_BYTES


@given(st.text(max_size=30), st.integers(1, 30))
def test_a_cut_text_fits_and_says_that_it_is_cut(written, limit):
    short = truncate(written, limit)
    assert len(short) <= limit
    assert short == written or short.endswith("…")


@pytest.mark.parametrize(
    ("written", "limit", "short"),
    [
        ("天合光能股份", 4, "天合光…"),
        ("天合", 2, "天合"),
        ("ae\u0301bcd", 3, "a…"),
        ("甲👨‍👩‍👧乙丙", 4, "甲…"),
    ],
)
def test_a_cut_parts_no_character_from_its_marks(written, limit, short):
    assert truncate(written, limit) == short
