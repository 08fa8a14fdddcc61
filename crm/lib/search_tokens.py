"""What is indexed of a text and what is looked up for a query, alike for both databases.

Every token is one word of small ASCII letters and digits, so SQLite's `unicode61` tokenizer and
PostgreSQL's `tsvector` keep it as it is, rare characters included. Its first letter says which
of two kinds it is, and the kinds cannot meet (`w…`, see `called_tokens`, is either of them once
more):

- `h…`: characters of scripts written without blanks (hanzi, kana, hangul …) by their code points
  in hexadecimal: each alone (天 → `h5929`) and each with its right neighbour (天合 →
  `h5929h5408`). Found whole.
- `l…`: what is typed in Latin letters and digits, cut at LONGEST: words (`lasml`), codes without
  their separators, and for names their pinyin and its initials from every character on
  (天合光能 → `lthgn`, `lhgn`, `lgn`, `ln`, `ltianheguangneng`, `lheguangneng`, …). Found by
  their beginning, so that “th”, “hg”, “tianhe” and “guangn” all lead there.

A row is found when every token of the query is. An FTS5 table for them wants
`tokenize='unicode61', prefix='2 3 4'`; in PostgreSQL use `array_to_tsvector(tokens)` and
`CAST(… AS tsquery)`, so that no dictionary comes between.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from crm.lib.pinyin import Piece, fold, is_word_char, pieces

LONGEST = 32
LONGEST_QUERY = 100
MOST_QUERY_TOKENS = 16
_PHONE = re.compile(r"[\d\s()+./-]+", re.ASCII)
# A word, or letters and digits of other scripts.
_STRETCH = re.compile(r"[A-Za-z0-9]+|[^\W_A-Za-z0-9]+")
_SHORTEST_PHONE = 7
_MOBILE = 11


class QueryToken(NamedTuple):
    """A token to look up: itself, or with `prefix` every token that begins with it; `word` counts
    the words of the query, between which something separates."""

    text: str
    prefix: bool
    word: int = 0


def index_tokens(names: Iterable[str], codes: Iterable[str] = (), notes: str = "") -> list[str]:
    """The tokens under which a row is found, each once.

    Names give characters, pairs, words and pinyin; codes (credit code, phone, document number)
    their words and the whole without separators; notes characters, pairs and words.
    """
    found: list[str] = []
    for name in names:
        found += _written(name)
        found += _spoken(pieces(name))
    for code in codes:
        found += _written(code)
        found += _joined(code)
    found += _written(notes)
    return list(dict.fromkeys(found))


def query_tokens(query: str) -> list[QueryToken]:
    """The tokens that a row must have to be found; empty when the query says nothing.

    Neighbours are asked for as pairs; a blank or a sign between them separates.
    """
    asked = query[:LONGEST_QUERY]
    folded = fold(asked)
    if _PHONE.fullmatch(folded) and len(digits := _digits(folded)) >= _SHORTEST_PHONE:
        return [QueryToken(_latin(_without_country(digits)), True)]
    found: dict[tuple[str, bool], int] = {}
    parts = "".join(char if char.isalnum() else " " for char in folded).split()
    for word, part in enumerate(parts):
        for run in _runs(part):
            if is_word_char(run[0]):
                found.setdefault((_latin(run), True), word)
            else:
                for token in _pairs(run) if len(run) > 1 else [_character(run)]:
                    found.setdefault((token, False), word)
    tokens = [QueryToken(*token, word) for token, word in found.items()]
    return tokens[:MOST_QUERY_TOKENS]


def called_tokens(names: Iterable[str]) -> list[str]:
    """What a text about something is to have besides its own tokens, so that a query finds it by
    words of which some stand in the text and others in these names (see `mixed`).

    Pairs and words only: their own kind of token, `w` before them, for neither pinyin nor what
    asks for the text alone is to meet them.
    """
    written = itertools.chain.from_iterable(map(_written, names))
    found = dict.fromkeys(token for token in written if token[0] == "l" or token.count("h") > 1)
    return [f"w{token}" for token in found]


def fts5_match(tokens: Sequence[QueryToken], *, mixed: bool = False) -> str:
    """The tokens as the right side of MATCH; of letters, digits, AND, OR, () and * only.

    With `mixed` some words may be those of `called_tokens`, but not all.
    """
    if mixed:
        return _mixed(tokens, "*", " AND ", " OR ")
    return " AND ".join(f"{token.text}*" if token.prefix else token.text for token in tokens)


def tsquery(tokens: Sequence[QueryToken], *, mixed: bool = False) -> str:
    """The tokens as text to cast to PostgreSQL's tsquery; `mixed` as for `fts5_match`."""
    if mixed:
        return _mixed(tokens, ":*", " & ", " | ")
    return " & ".join(f"{token.text}:*" if token.prefix else token.text for token in tokens)


def _mixed(tokens: Sequence[QueryToken], star: str, both: str, either: str) -> str:
    said: list[str] = []
    called: list[str] = []
    for _word, of_word in itertools.groupby(tokens, key=lambda token: token.word):
        asked = [token.text + (star if token.prefix else "") for token in of_word]
        said.append(f"({both.join(asked)})")
        called.append(f"({both.join(f'w{one}' for one in asked)})")
    if len(said) == 1:
        return said[0]
    each = [f"({one}{either}{other})" for one, other in zip(said, called, strict=True)]
    return both.join([*each, f"({either.join(said)})"])


def _written(text: str) -> list[str]:
    """Characters, pairs and words of a text as it is written."""
    found: list[str] = []
    for run in _runs(fold(text)):
        if is_word_char(run[0]):
            found.append(_latin(run))
        else:
            characters = [_character(char) for char in run]
            found += characters
            found += _neighbours(characters)
    return found


def _spoken(parts: list[Piece]) -> list[str]:
    """Initials and full pinyin from every piece on."""
    initials = "".join([piece.initial for piece in parts])
    fulls = "".join([piece.full for piece in parts])
    found: list[str] = []
    short = long = 0
    for piece in parts:  # each has a letter at least: no more of them than LONGEST are in a token
        found.append("l" + initials[short : short + LONGEST])
        found.append("l" + fulls[long : long + LONGEST])
        short += len(piece.initial)
        long += len(piece.full)
    return found


def _joined(code: str) -> list[str]:
    whole = "".join(char for char in fold(code) if is_word_char(char))
    return [_latin(whole), _latin(_without_country(whole))] if whole else []


def _runs(folded: str) -> list[str]:
    """Words, and stretches of other letters; those stay neighbours across a bracket or blank."""
    runs: list[str] = []
    after_word = True
    for part in _STRETCH.findall(folded):
        word = is_word_char(part[0])
        if word or after_word:
            runs.append(part)
        else:
            runs[-1] += part
        after_word = word
    return runs


def _pairs(run: str) -> list[str]:
    return _neighbours([_character(char) for char in run])


def _neighbours(characters: list[str]) -> list[str]:
    return [left + right for left, right in itertools.pairwise(characters)]


@lru_cache(maxsize=16_384)
def _character(char: str) -> str:
    return f"h{ord(char):x}"


def _latin(word: str) -> str:
    return "l" + word[:LONGEST]


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _without_country(digits: str) -> str:
    """A mobile number without 86 before it."""
    if digits.isdigit() and len(digits) == _MOBILE + 2 and digits.startswith("861"):
        return digits[2:]
    return digits
