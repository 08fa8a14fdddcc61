"""How what was said is read: what is written is found again, whatever else stands there."""

import itertools
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.leads.models import Activity
from crm.lib.search_tokens import called_tokens, fts5_match, index_tokens, query_tokens
from crm.search.rules import (
    NOTES_LENGTH,
    POOL,
    Kind,
    Subject,
    notes_document,
    notes_room,
    notes_text,
    room,
)
from tests.client import words
from tests.factories.leads import TODAY, make_lead
from tests.lib.test_search_tokens import finds
from tests.search.test_notes import found

HANZI = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), st.sampled_from("𠮷𮯰䶮㛃")
)
MARKUP = st.sampled_from(
    ["<b>", "</script>", "&nbsp;", "{{ x }}", "'); --", " OR ", "NOT", "*", '"', "（", "）", "；",
     "\n", "\t", "\u3000", "\u200b", "\u202e", "\x07", "\x7f", "🏭", "e\u0301", "ＡＢ", "１２"]
)  # fmt: skip
WRITTEN = st.lists(st.one_of(st.text(HANZI, min_size=1, max_size=6), MARKUP, st.text(max_size=5)))
SAID = WRITTEN.map("".join)


def read(said, names=(), **given):
    subject = Subject(Kind.LEAD, 1, names, note=notes_text("", said), unit_id=7, **given)
    document = notes_document(subject)
    return document.tokens.split(" ") if document else []


def is_hanzi(char):
    return 0x4E00 <= ord(char) <= 0x9FA5 or char in "𠮷𮯰䶮㛃"


@given(st.lists(SAID, max_size=4))
def test_every_two_characters_that_stand_together_find_it(said):
    tokens = read(said)
    kept = notes_text("", said)
    for pair in map("".join, itertools.pairwise(kept)):
        if all(map(is_hanzi, pair)):
            assert finds(pair, tokens), pair


@given(SAID, st.from_regex(r"[A-Za-z][A-Za-z0-9]{1,9}", fullmatch=True), SAID)
def test_a_word_finds_it_by_its_beginning(before, word, after):
    said = f"{before} {word} {after}"
    if len(before) + len(word) + 1 <= NOTES_LENGTH:
        tokens = read([said])
        for end in range(1, len(word) + 1):
            assert finds(word[:end], tokens)


@given(st.lists(SAID, max_size=3), SAID, SAID)
def test_no_text_says_where_a_record_lies_or_breaks_the_index(said, name, contact):
    tokens = read(said, [name, contact], owner_id=3)
    if tokens:
        assert tokens[:3] == [notes_room(Kind.LEAD), "r7", "o3"]
        assert all(token.isascii() and token.isalnum() for token in tokens)
        assert all(token[0] in "hlw" for token in tokens[3:])
        assert len(tokens) == len(set(tokens))


@pytest.mark.parametrize("forged", [room(Kind.LEAD), notes_room(Kind.LEAD), "r8", "o9", POOL])
def test_a_place_that_is_written_is_only_a_word(forged):
    tokens = read([f"记下 {forged}"], [forged])
    assert forged not in tokens[2:]
    assert f"l{forged}" in tokens


@given(st.text(max_size=400))
def test_what_says_nothing_has_no_document_and_long_ones_end(text):
    tokens = read([text])
    assert bool(tokens) == bool(index_tokens([], [], text[:NOTES_LENGTH]))
    assert read([text[:NOTES_LENGTH]]) == tokens or len(text) > NOTES_LENGTH


SHORT = st.text(st.sampled_from("恒曜光电视频会议Ab 1（"), min_size=1, max_size=8)


@given(SHORT, SHORT, st.lists(SHORT, min_size=1, max_size=3))
def test_words_of_both_find_it_only_with_one_that_was_said(name, said, query):
    """As SQLite decides it, which has no phrases in this index, compared with sets."""
    asked = query_tokens(" ".join(query))
    mine, called = index_tokens([], [], said), called_tokens([name])
    if not asked or not mine:
        return

    def has(tokens, of_word, letter=""):
        return all(
            any(
                one.startswith(letter + want.text) if want.prefix else one == letter + want.text
                for one in tokens
            )
            for want in of_word
        )

    by_word = [list(part) for _, part in itertools.groupby(asked, key=lambda one: one.word)]
    ways = [(has(mine, part), has(called, part, "w")) for part in by_word]
    expected = all(map(any, ways)) and any(spoken for spoken, _ in ways)
    with sqlite3.connect(":memory:") as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE found USING fts5(tokens, tokenize='unicode61', prefix='2 3 4', "
            "detail='none', columnsize=0)"
        )
        connection.execute("INSERT INTO found VALUES (?)", [" ".join([*mine, *called])])
        match = [fts5_match(asked, mixed=True)]
        rows = connection.execute("SELECT 1 FROM found WHERE found MATCH ?", match).fetchall()
    connection.close()
    assert bool(rows) == expected


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script>高温蒸汽",
        "高温\x00\x07蒸汽",
        "“高温蒸汽”' OR 1=1 --",
        "高温\u202e蒸汽 AND NOT (",
        "&lt;b&gt;高温蒸汽{{ 7*7 }}",
        "🏭高温蒸汽" + "长" * 3000,
        "高温\r\n蒸汽",
    ],
)
def test_through_the_page_markup_and_control_characters_do_no_harm(staff, cast, session, said):
    lead = make_lead(session, cast.staff)
    sent = {"activity": "call", "happened_on": TODAY.isoformat(), "summary": said}
    staff.post(f"/leads/{lead.id}/activities", sent, 302)
    for query in ("高温", "蒸汽", "温蒸", "高温蒸汽"):
        assert found(staff, query, f"/leads/{lead.id}"), query
    kept = session.scalars(select(Activity.summary)).one()
    assert "\x00" not in kept
    page = staff.get(f"/leads/{lead.id}", 200)
    assert "<script>alert" not in page.text
    assert "49" not in words(page).partition("高温")[2][:20]
