"""Where a Chinese line may break: atoms and the gaps between them.

Pure text, no widths. An atom is one hanzi, one mark, one run of Latin and digits, or one run of
spaces; joined again, the atoms are the text, character for character.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto

CLOSERS = frozenset("，。、；：？！）》」』】〕〉〗”’．")  # ink in the left half of the em
OPENERS = frozenset("（《「『【〔〈〖“‘")  # ink in the right half
NO_START = CLOSERS | frozenset("—…·～％‰℃°々ー～,.;:?!)]}%'’”/")
NO_END = OPENERS | frozenset("([{￥¥＄$№")
UNITS = frozenset("万亿元年月日号个家项亩户人次条期章节页时分秒美欧港吨米％%‰℃°")
# A figure stays with 亿元 and 百分点; bodies allow the break only where the line would gape.
UNIT_WORDS = ("亿元", "万元", "亿美元", "万美元", "万亩", "个百分点", "平方米", "平方公里")


class Gap(IntEnum):
    """How a line may end between two atoms."""

    FREE = 0
    SOFT = 1  # only where the line would otherwise be too loose
    NEVER = 2


class Kind(Enum):
    """What an atom is; decides squeezing, stretching and the space beside Latin."""

    HANZI = auto()
    CLOSER = auto()
    OPENER = auto()
    MARK = auto()  # — … · and the like: fills its em
    WORD = auto()  # Latin, digits
    SPACE = auto()
    BREAK = auto()  # a line break that the author typed


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece that is never cut, and what may happen after it. `start` counts characters."""

    text: str
    start: int
    kind: Kind
    after: Gap


def is_mute(char: str) -> bool:
    """Whether a character draws nothing by its nature: joiners, direction marks, selectors."""
    code = ord(char)
    return (
        unicodedata.category(char) == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    )


_LATIN = r"!-~\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u024f\u2212\u2010\u2011\u2013"
_MUTE = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff" + (
    r"\U000e0100-\U000e01ef"
)
_JOINED = _MUTE + r"\u0300-\u036f\u20d0-\u20ff"
_ATOM = re.compile(rf"\r\n|\n|[ \t\u00a0]+|[{_LATIN}][{_LATIN}{_JOINED}]*|.[{_JOINED}]*", re.DOTALL)


def clean(text: str) -> str:
    """The text as it can be stored in a PDF: lone surrogates become U+FFFD."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def kind_of(text: str) -> Kind:
    """The kind of an atom, told by its first character."""
    first = text[0]
    if first in "\r\n":
        return Kind.BREAK
    if first in " \t\u00a0":
        return Kind.SPACE
    if first in CLOSERS:
        return Kind.CLOSER
    if first in OPENERS:
        return Kind.OPENER
    if re.match(f"[{_LATIN}]", first):
        return Kind.WORD
    return Kind.MARK if first in NO_START else Kind.HANZI


def atoms(
    text: str, cuts: Iterable[int] = (), keep: Iterable[str] = (), hard: bool = False
) -> list[Atom]:
    """Cut a text into atoms with the gap after each.

    `cuts`: positions where the style changes; an atom ends there but a word stays unbroken.
    `keep`: words that are never parted. `hard`: figures are never parted from their unit.
    """
    pieces = _pieces(text, set(cuts))
    kept = _inside(text, keep)
    units = _inside(text, UNIT_WORDS)
    found: list[Atom] = []
    for number, (start, piece) in enumerate(pieces):
        end = start + len(piece)
        gap = Gap.FREE
        if number + 1 < len(pieces):
            gap = Gap.NEVER if end in kept else _gap(text, start, end)
            if gap is Gap.FREE and end in units:
                gap = Gap.SOFT
        if hard and gap is Gap.SOFT:
            gap = Gap.NEVER
        found.append(Atom(piece, start, kind_of(piece), gap))
    return found


def _pieces(text: str, cuts: set[int]) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    for match in _ATOM.finditer(text):
        start = match.start()
        inner = sorted(cut for cut in cuts if start < cut < match.end()) if cuts else []
        for end in (*inner, match.end()):
            pieces.append((start, text[start:end]))
            start = end
    return pieces


def _inside(text: str, words: Iterable[str]) -> set[int]:
    """Positions strictly inside an occurrence of one of the words."""
    positions: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0 and len(word) > 1:
            positions.update(range(at + 1, at + len(word)))
            at = text.find(word, at + 1)
    return positions


def _gap(text: str, start: int, end: int) -> Gap:
    """The gap at `end`, after the atom that begins at `start`."""
    right = text[end]
    if text[start] in "\r\n":
        return Gap.FREE
    if right in " \t\u00a0\r\n":
        return Gap.NEVER  # blanks hang at the end of the line before
    left = text[:end].rstrip(" \t\u00a0")[-1:] if text[start] in " \t\u00a0" else text[end - 1]
    if left and is_mute(left):
        left = next((c for c in reversed(text[start:end]) if not is_mute(c)), left)
    if right in NO_START or left in NO_END or is_mute(right):
        return Gap.NEVER
    if text[start] in " \t\u00a0":
        return Gap.FREE
    if kind_of(right) is Kind.WORD and kind_of(left or "　") is Kind.WORD:
        return Gap.NEVER  # one word in two styles
    if (left.isdigit() or left in "%％") and right in UNITS:
        return Gap.SOFT
    if left == "第" and right.isdigit():
        return Gap.SOFT
    return Gap.FREE
