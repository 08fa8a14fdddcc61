"""The parts of a brief as a page shows them: paragraphs, and tables with bars in them.

What is a chart on paper is a table here, whose bars have the same lengths.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from crm.briefs.rules.sections import Part, Section, Text
from crm.briefs.rules.tables import Bars, Cell, Funnel, Grid, Months
from crm.lib.bars import QuotaBar, quota_bar
from crm.lib.typeset import Column, GapCell


@dataclass(frozen=True, slots=True)
class Meter:
    """A plain bar: so many per cent of the width."""

    percent: float
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `heads` are (words, class). A cell is text, a Meter or a QuotaBar."""

    caption: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str | Meter | QuotaBar, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A section: its heading, and paragraphs and tables in their order."""

    heading: str
    parts: tuple[Text | Table, ...]


def on_screen(sections: Iterable[Section]) -> list[Shown]:
    """The sections for a page."""
    return [Shown(one.heading, tuple(_part(part) for part in one.parts)) for one in sections]


def _part(part: Part) -> Text | Table:
    match part:
        case Grid():
            return _grid(part)
        case Funnel():
            return _funnel(part)
        case Bars():
            return _bars(part)
        case Months():
            return _months(part)
    return part


def _grid(grid: Grid) -> Table:
    heads = tuple((column.title, _class(column)) for column in grid.columns)
    return Table(grid.caption, heads, tuple(tuple(_cell(c) for c in row) for row in grid.rows))


def _class(column: Column) -> str:
    if column.align in ("decimal", "right"):
        return "num"
    return "nowrap" if column.width is not None else ""


def _cell(cell: Cell) -> str | Meter:
    if isinstance(cell, GapCell):
        return Meter(_share(cell.landed, cell.target), f"已落地 {cell.landed:g} / {cell.target:g}")
    return str(cell)


def _funnel(part: Funnel) -> Table:
    heads = (
        ("阶段", "nowrap"),
        ("分布", ""),
        ("项目数", "num"),
        ("投资额", "num"),
        ("占比", "num"),
    )
    most = max((step.count for step in part.steps), default=0)
    rows = tuple(
        (
            step.label,
            Meter(_share(step.count, most), step.value),
            step.value,
            step.amount,
            step.note,
        )
        for step in part.steps
    )
    return Table(part.caption, heads, rows)


def _bars(part: Bars) -> Table:
    heads = (("目标", ""), ("进度", ""), ("完成率", "num"), ("比序时", "num"))
    rows = tuple(
        (
            row.label,
            quota_bar(
                _percent(row.verified),
                _percent(row.reported),
                Decimal(100),
                _percent(row.pace or 0),
                _percent(row.verified),
                None,
                unit="%",
                places=1,
            ),
            row.value,
            row.note,
        )
        for row in part.rows
    )
    return Table(part.caption, heads, rows)


def _months(part: Months) -> Table:
    compared = any(bar.before is not None for bar in part.bars)
    heads = [("月份", "nowrap"), ("分布", ""), ("本年", "num")]
    heads += [("上年同期", "num")] if compared else []
    most = max((bar.value for bar in part.bars), default=0)
    rows = tuple(
        (
            bar.label,
            Meter(_share(bar.value, most), bar.text),
            bar.text,
            *([f"{bar.before:,.0f}"] if bar.before is not None else []),
        )
        for bar in part.bars
    )
    return Table(part.caption, tuple(heads), rows)


def _share(value: float, most: float) -> float:
    return round(min(100 * value / most, 100), 1) if most else 0.0


def _percent(share: float) -> Decimal:
    return Decimal(f"{share * 100:.1f}")
