import base64
import contextlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.paging import BadCursor, decode_cursor, encode_cursor, ranked_page

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    TEXTS,
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_cursor_is_read_back_with_the_kinds_of_its_values(values):
    cursor = encode_cursor(*values)
    found = decode_cursor(cursor)
    assert found == tuple(values)
    assert [type(value) for value in found] == [type(value) for value in values]
    assert all(char.isalnum() or char in "-_" for char in cursor)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda raw: _b64(raw))))
def test_garbage_is_a_bad_cursor_and_nothing_worse(text):
    with contextlib.suppress(BadCursor):
        assert isinstance(decode_cursor(text), tuple)


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "packed",
    [
        [],
        {},
        [["i", 2**63]],
        [["i", 1.5]],
        [["f", "nan"]],
        [["f", "0x1p99999"]],
        [["d", "NaN"]],
        [["d", "x"]],
        [["a", "0001-01-01"]],
        [["t", "9999-12-31T23:59:59-23:00"]],
        [["s", "\0"]],
        [["s", "\ud800"]],
        [["z", 1]],
        [[]],
        [1],
        "text",
    ],
)
def test_a_forged_cursor_is_bad(packed):
    with pytest.raises(BadCursor):
        decode_cursor(_b64(json.dumps(packed).encode()))


@pytest.mark.parametrize("text", ["", "=", "a" * 5000, "é", _b64(b"[" * 1400)])
def test_a_text_of_no_form_is_bad(text):
    with pytest.raises(BadCursor):
        decode_cursor(text)


def test_kinds_are_held_when_asked_for():
    cursor = encode_cursor(date(2026, 1, 2), 7)
    assert decode_cursor(cursor, date, int) == (date(2026, 1, 2), 7)
    for kinds in [(int, int), (date,), (datetime, int), (date, int, int), (date, bool)]:
        with pytest.raises(BadCursor):
            decode_cursor(cursor, *kinds)
    assert decode_cursor(encode_cursor(None, 7), Decimal, int) == (None, 7)


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_the_pages_by_number_make_the_whole(things, size):
    found, url = [], "1"
    while url:
        shown, pages = ranked_page(things, int(url), size, str)
        found += shown
        assert len(shown) <= size
        assert (pages["last"] - pages["first"] + 1 if shown else 0) == len(shown)
        url = pages["next_url"]
    assert found == things
    assert ranked_page(things, 999, size, str)[0] == shown
