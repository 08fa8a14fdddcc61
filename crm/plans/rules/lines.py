"""The figures of an indicator as lines that people edit. Pure functions.

2020 现状 156.6；第三章 表 3-1
2025 目标 1000以上
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from crm.plans.rules.actuals import FIRST_YEAR, LAST_YEAR, LONGEST_SOURCE, read_figure
from crm.plans.rules.figures import Figure
from crm.plans.rules.terms import VALUE_KINDS

_LINE = re.compile(r"(\d{4})年?\s*(现状|目标|实际)\s*([^；;]+?)\s*(?:[；;]\s*(.*))?")
_MARK = re.compile(r"\s*(以上|不少于)$")
_KINDS = {word: kind for kind, word in VALUE_KINDS.items()}
MOST_LINES = 120


@dataclass(frozen=True)
class FigureLine:
    """A figure of an indicator: year, kind, value, and its own source where it has one."""

    year: int
    kind: str
    value: Decimal
    at_least: bool = False
    source: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        """By what figures of one indicator differ."""
        return self.year, self.kind, self.source


def read_lines(text: str) -> list[FigureLine]:
    """The figures that lines mean; ValueError with a sentence that names the line at fault."""
    found: dict[tuple[int, str, str], FigureLine] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValueError(f"一个指标最多 {MOST_LINES} 个数。")
    for number, line in enumerate(lines, start=1):
        try:
            one = _read(line)
        except ValueError as error:
            raise ValueError(f"第 {number} 行“{line[:30]}”：{error}") from None
        if one.key in found:
            raise ValueError(
                f"第 {number} 行“{line[:30]}”：同一年、同一种已有一个数，"
                "两个都要留时请写明各自的出处。"
            )
        found[one.key] = one
    return list(found.values())


def _read(line: str) -> FigureLine:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("请写成“2025 目标 1000以上；第三章 表3-1”这样的格式。")
    year, number, source = int(match[1]), match[3], (match[4] or "").strip()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年份须在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
    if len(source) > LONGEST_SOURCE:
        raise ValueError(f"出处最多 {LONGEST_SOURCE} 个字。")
    marked = _MARK.search(number)
    value = read_figure(_MARK.sub("", number))
    return FigureLine(year, _KINDS[match[2]], value, marked is not None, source)


def write_line(line: FigureLine) -> str:
    """A figure as a line."""
    text = Figure(line.year, line.value, line.at_least).text.replace(" ", "")
    said = f"{line.year} {VALUE_KINDS[line.kind]} {text}"
    return f"{said}；{line.source}" if line.source else said


def write_lines(lines: Iterable[FigureLine]) -> str:
    """Figures as lines."""
    return "\n".join(map(write_line, lines))
