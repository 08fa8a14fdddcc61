"""The head of a table: where it stands, and which of our columns each of its columns is."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.exchange.rules.columns import COLUMNS, Column
from crm.exchange.rules.runs import ImportKind
from crm.lib.cells import text_of
from crm.lib.currencies import AmountUnit

# Above the head may stand a title, the date, who filled the table in.
MOST_ABOVE = 20
# The column in which rows come back with what is wrong; it is not read again.
REASON = "未导入的原因"
SAMPLES = 3
# What stands below a table and is none of its rows.
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "合计数", "总合计"})
_FOOT = re.compile(
    r"^(?:注|备注|说明|填表人?|填报人?|制表人?|审核人?|审批人?|填表日期|填报日期|单位负责人)[:：]"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_STRAY = re.compile(r"[\s*＊:：、.。_\-]+")
_UNITS = {unit.label: unit for unit in AmountUnit}

Row = Sequence[Any]


@dataclass(frozen=True)
class Head:
    """The head of a table: its row, the texts of its columns, and some rows below it."""

    number: int
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]

    @property
    def signature(self) -> str:
        """The same for every table with the same columns in the same order."""
        text = "\x1f".join(plain(title) for title in self.titles)
        return hashlib.sha256(text.encode()).hexdigest()


def find_head(kind: ImportKind, rows: Sequence[tuple[int, Row]]) -> Head | None:
    """The row with the most names that we know among the first ones; None for an empty table.

    Without any, the first row that names several columns.
    """
    best, most = None, 0
    for place, (_number, row) in enumerate(rows[:MOST_ABOVE]):
        known = sum(match(kind, text_of(cell)) is not None for cell in row)
        if known > most:
            best, most = place, known
    if best is None:
        several = [place for place, (_, row) in enumerate(rows[:MOST_ABOVE]) if _filled(row) > 1]
        best = several[0] if several else (0 if rows else None)
    if best is None:
        return None
    number, row = rows[best]
    titles = tuple(text_of(cell)[:80] for cell in row)
    samples = tuple(
        tuple(text_of(cell)[:60] for cell in _padded(found, len(titles)))
        for _number, found in rows[best + 1 : best + 1 + SAMPLES]
    )
    return Head(number, titles, samples)


def is_foot(row: Row) -> bool:
    """Whether a row is a total, or a note below the table: 合计, 填表人：…"""
    first = next((text for cell in row if (text := text_of(cell))), "")
    return plain(first) in _TOTALS or bool(_FOOT.match(first))


def _filled(row: Row) -> int:
    return sum(bool(text_of(cell)) for cell in row)


def _padded(row: Row, width: int) -> list[Any]:
    return [*row[:width], *([None] * (width - len(row)))]


def match(kind: ImportKind, title: str) -> Column | None:
    """The column of that name, or of one of its other names."""
    wanted = plain(title)
    return _names(kind).get(wanted) or _names(kind).get(plain(_BRACKETS.sub("", _wide(title))))


def propose(kind: ImportKind, titles: Sequence[str]) -> dict[int, str]:
    """For each column of the file the key of ours, as far as its name tells; each key once.

    Own names go first, so that 项目名称 is not taken for an intent where both could be meant.
    """
    found: dict[int, str] = {}
    own = {plain(column.label): column.key for column in COLUMNS[kind]}
    for exact in (True, False):
        for place, title in enumerate(titles):
            if place in found or not title:
                continue
            column = match(kind, title)
            key = own.get(plain(title)) if exact else column and column.key
            if key and key not in found.values():
                found[place] = key
    return found


def missing(kind: ImportKind, mapping: dict[int, str]) -> list[str]:
    """The labels of the columns that are needed and not matched."""
    given = set(mapping.values())
    return [column.label for column in COLUMNS[kind] if column.needed and column.key not in given]


def is_plain(kind: ImportKind, titles: Sequence[str], mapping: dict[int, str]) -> bool:
    """Whether nothing has to be asked: every named column is matched, nothing is missing."""
    named = [place for place, title in enumerate(titles) if title and plain(title) != REASON]
    return not missing(kind, mapping) and all(place in mapping for place in named)


def unit_in(title: str) -> AmountUnit | None:
    """The unit that a head names in brackets: 总投资（亿元）."""
    for inside in _BRACKETS.findall(_wide(title)):
        text = inside.replace("单位", "").strip(": ：")
        if text in _UNITS:
            return _UNITS[text]
    return None


def plain(title: str) -> str:
    """A head without width, blanks, stars and the word 必填."""
    return _STRAY.sub("", _wide(title)).replace("(必填)", "").lower()


def _wide(title: str) -> str:
    return unicodedata.normalize("NFKC", title)


_kept: dict[ImportKind, dict[str, Column]] = {}


def _names(kind: ImportKind) -> dict[str, Column]:
    if kind not in _kept:
        names: dict[str, Column] = {}
        for column in COLUMNS[kind]:
            names.setdefault(plain(column.label), column)
        for column in COLUMNS[kind]:
            for other in column.others:
                names.setdefault(plain(other), column)
        _kept[kind] = names
    return _kept[kind]
