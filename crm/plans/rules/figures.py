"""Planned figures in words, and where they stand. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


def place_of(chapter: str, section: str = "", table: str = "") -> str:
    """Where a figure stands in its plan, as the source mark says it."""
    return " · ".join(part for part in (chapter, section, table) if part)


@dataclass(frozen=True)
class Figure:
    """A figure of an indicator in one year; `at_least` where the plan says 以上 or 超过."""

    year: int
    value: Decimal
    at_least: bool = False

    @property
    def text(self) -> str:
        """The value as it is written: 1,000, 2.28, 60 以上."""
        plain = f"{self.value:,f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return f"{plain} 以上" if self.at_least else plain


def figures_in_words(figures: Sequence[Figure]) -> str:
    """Figures year by year: 2023年 400，2025年 1,000; where all are the same: 每年 30 以上."""
    if not figures:
        return ""
    first, last = figures[0], figures[-1]
    same = {(one.value, one.at_least) for one in figures}
    if len(figures) > 2 and len(same) == 1 and last.year - first.year == len(figures) - 1:
        return f"每年 {first.text}（{first.year}—{last.year}年）"
    return "，".join(f"{one.year}年 {one.text}" for one in figures)
