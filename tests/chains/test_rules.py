"""Codes, marks and the lines of key technologies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.chains.rules import (
    Mark,
    Technology,
    code_fault,
    is_code,
    propose_mark,
    read_technologies,
    write_technologies,
)

words = st.text("芯片射频AI碳化硅 5G/（）", min_size=1, max_size=20).map(str.strip).filter(bool)


@pytest.mark.parametrize("code", ["ic", "packaging-test", "a1", "x" * 40])
def test_a_code_of_small_letters_digits_and_hyphens_is_fine(code):
    assert code_fault(code) is None


@pytest.mark.parametrize("code", ["", "IC", "封测", "a b", "-a", "a--b", "a/b", "x" * 41, "a\n"])
def test_anything_else_is_refused_with_an_example(code):
    assert "packaging-test" in code_fault(code)


def test_a_word_of_the_addresses_cannot_be_a_code():
    assert is_code("new")
    assert "保留" in code_fault("new")


@pytest.mark.parametrize(
    ("companies", "leaders", "mark"),
    [(0, 0, Mark.FILL), (3, 1, Mark.STRENGTHEN), (3, 0, Mark.EXTEND)],
)
def test_a_mark_follows_from_who_is_there(companies, leaders, mark):
    assert propose_mark(companies, leaders) is mark


def test_lines_name_a_direction_and_its_technologies():
    text = "专用芯片：射频芯片、AI 芯片\n先进晶圆封装"
    assert read_technologies(text) == [
        Technology("专用芯片", "射频芯片"),
        Technology("专用芯片", "AI 芯片"),
        Technology("", "先进晶圆封装"),
    ]


def test_a_half_width_colon_will_do_and_nothing_stands_twice():
    assert read_technologies("芯片: 射频、射频\n射频\n\n") == [Technology("芯片", "射频")]


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="太长"):
        read_technologies("长" * 121)


@given(st.dictionaries(words, words, max_size=8))
def test_lines_that_are_written_read_the_same(named):
    technologies = [Technology(direction, name) for name, direction in named.items()]
    again = read_technologies(write_technologies(technologies))
    assert sorted(again, key=repr) == sorted(technologies, key=repr)
