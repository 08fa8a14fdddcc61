import itertools
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import pinyin, search_tokens
from crm.lib.search_tokens import QueryToken, fts5_match, index_tokens, query_tokens, tsquery

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(st.one_of(HANZI, st.sampled_from("AbZ019（） -𠮷𮯰")), min_size=1, max_size=12)


def finds(query: str, tokens: list[str]) -> bool:
    """Whether a row of these tokens is found, as both databases decide it."""
    asked = query_tokens(query)
    return bool(asked) and all(
        any(token.startswith(want.text) if want.prefix else token == want.text for token in tokens)
        for want in asked
    )


@given(NAMES)
def test_a_name_is_found_by_every_pair_of_its_characters(name):
    tokens = index_tokens([name])
    for left, right in itertools.pairwise(name):
        if not (left.isascii() or right.isascii()) and (left + right).isalnum():
            assert finds(left + right, tokens)
            assert finds(left, tokens)


@given(NAMES)
def test_a_name_is_found_by_itself_and_its_beginnings(name):
    tokens = index_tokens([name])
    for end in range(1, len(name) + 1):
        if query_tokens(name[:end]):
            assert finds(name[:end], tokens)


@given(st.text(HANZI, min_size=1, max_size=12), st.data())
def test_a_name_is_found_by_every_stretch_of_initials_and_pinyin(name, data):
    tokens = index_tokens([name])
    pieces = pinyin.pieces(name)
    start = data.draw(st.integers(0, max(len(pieces) - 1, 0)))
    end = data.draw(st.integers(start + 1, start + 4))
    for query in (
        "".join(piece.initial for piece in pieces[start:end]),
        "".join(piece.full for piece in pieces[start:end]),
    ):
        assert query == "" or finds(query, tokens)


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=60))
def test_tokens_are_small_ascii_words_each_once(name, code, notes):
    tokens = index_tokens([name], [code], notes)
    assert len(tokens) == len(set(tokens))
    assert all(token.isascii() and token.isalnum() and token == token.lower() for token in tokens)
    assert all(token[0] in "hl" and len(token) > 1 for token in tokens)
    assert all(token.text.isalnum() and token.text.isascii() for token in query_tokens(name))


@pytest.mark.parametrize(
    "query",
    [
        "天合",
        "合光",
        "光能",
        "天",
        "th",
        "THGN",
        "hg",
        "gn",
        "tianhe",
        "guangn",
        "天合gn",
        "天合 常州",
        "lg",
        "91350100M000100Y43",
        "91350100m0",
        "138 0000 1234",
        "13800001234",
        "+86 13800001234",
        "1380000",
        "盐开招",
        "15号",
        "天合光能(常州)",
        "股份 th",
    ],
)
def test_a_row_is_found_by_what_people_type(query):
    tokens = index_tokens(
        ["天合光能（常州）股份", "LG"],
        ["91350100M000100Y43", "138-0000-1234", "盐开招〔2023〕15号"],
    )
    assert finds(query, tokens)


@pytest.mark.parametrize("query", ["天光", "合天", "tg", "hen光", "139", "ianhe", "", "（）", "　"])
def test_a_row_is_not_found_by_what_it_does_not_hold(query):
    assert not finds(query, index_tokens(["天合光能"], ["13800001234"]))


def test_notes_are_found_as_written_but_not_by_pinyin():
    tokens = index_tokens([], notes="下周拜访，ASML 报价")
    assert finds("拜访", tokens)
    assert finds("asm", tokens)
    assert not finds("bf", tokens)
    assert not finds("baifang", tokens)


def test_the_scheme_is_the_documented_one():
    assert index_tokens(["天合"]) == [
        "h5929",
        "h5408",
        "h5929h5408",
        "lth",
        "ltianhe",
        "lh",
        "lhe",
    ]
    assert query_tokens("天合光 Th") == [
        QueryToken("h5929h5408", prefix=False),
        QueryToken("h5408h5149", prefix=False),
        QueryToken("lth", prefix=True, word=1),
    ]
    assert fts5_match(query_tokens("天合 th")) == "h5929h5408 AND lth*"
    assert tsquery(query_tokens("天合 th")) == "h5929h5408 & lth:*"


@given(st.text(max_size=300))
def test_a_query_stays_bounded(query):
    tokens = query_tokens(query)
    assert len(tokens) <= search_tokens.MOST_QUERY_TOKENS
    assert all(len(token.text) <= search_tokens.LONGEST + 1 for token in tokens)


@given(st.lists(NAMES, min_size=1, max_size=6), NAMES)
def test_sqlite_finds_what_the_tokens_say(names, query):
    with sqlite3.connect(":memory:") as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE found USING fts5(tokens, tokenize='unicode61', prefix='2 3 4')"
        )
        indexed = [index_tokens([name]) for name in names]
        connection.executemany(
            "INSERT INTO found(rowid, tokens) VALUES (?, ?)",
            [(row, " ".join(tokens)) for row, tokens in enumerate(indexed)],
        )
        for typed in [*names, query, query[:2]]:
            expected = {row for row, tokens in enumerate(indexed) if finds(typed, tokens)}
            match = fts5_match(query_tokens(typed))
            rows = match and connection.execute(
                "SELECT rowid FROM found WHERE found MATCH ?", [match]
            )
            assert {row for (row,) in rows or ()} == expected
    connection.close()
