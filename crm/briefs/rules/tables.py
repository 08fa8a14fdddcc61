"""The tables and charts of a brief, from its figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.briefs.rules import words
from crm.briefs.rules.numerals import NONE, counted, growth, percent, signed, yi
from crm.briefs.rules.snapshot import (
    PROJECTS,
    Headline,
    NodeLine,
    QuotaLine,
    Snapshot,
    Sum,
)
from crm.lib.periods import month_end, zh_date
from crm.lib.typeset import Column, FunnelStep, GapCell, MonthBar, QuotaBar
from crm.plans.rules import Progress

BEHIND = (Progress.BEHIND, Progress.FAR_BEHIND)
ARROWS = {
    Progress.AHEAD: "▲ ",
    Progress.EVEN: "● ",
    Progress.BEHIND: "▼ ",
    Progress.FAR_BEHIND: "▼ ",
}
Cell = str | int | Decimal | GapCell


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; figures are ready text. `key` explains on paper what its bars are drawn with."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages of what is in hand."""

    caption: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Targets with the line of time progress."""

    caption: str
    rows: tuple[QuotaBar, ...]


@dataclass(frozen=True, slots=True)
class Months:
    """A figure month by month, beside the year before."""

    caption: str
    bars: tuple[MonthBar, ...]


def headlines(brief: Snapshot) -> Grid:
    """Milestones of the month and of the year."""
    columns = (
        Column("节点", "left", 4),
        Column("本月项目数", "decimal"),
        Column("本月投资额", "decimal"),
        Column("累计项目数", "decimal"),
        Column("同比%", "decimal"),
        Column("累计投资额", "decimal"),
        Column("同比%", "decimal"),
    )
    rows = tuple(_headline(line) for line in brief.headlines)
    span = f"{brief.month.year}年{brief.month.month}月"
    return Grid(f"{span}项目节点完成情况（单位：个、亿元）", columns, rows)


def _headline(line: Headline) -> tuple[Cell, ...]:
    before = line.year_before or Sum()
    return (
        line.stage,
        counted(line.month.count),
        yi(line.month.fen),
        counted(line.year.count),
        signed(growth(line.year.count, before.count)),
        yi(line.year.fen),
        signed(growth(line.year.fen, before.fen)),
    )


def months(brief: Snapshot) -> Months:
    """Projects signed month by month."""
    bars = tuple(
        MonthBar(
            f"{line.month}月",
            line.count,
            counted(line.count),
            None if line.before is None else float(line.before),
        )
        for line in brief.months
    )
    return Months(f"{brief.month.year}年逐月新签约项目数（个）", bars)


def quotas(brief: Snapshot, lines: Sequence[QuotaLine]) -> Grid:
    """The unit's own targets against time."""
    shared = _Shared.of(lines)
    columns = (Column("序号", "center", 2.2), Column("目标"), *shared.columns())
    rows = tuple(
        (str(number), shared.named(line), *shared.cells(line))
        for number, line in enumerate(lines, start=1)
    )
    return Grid(f"{words.place(brief)}招引目标完成情况（{shared.words()}）", columns, rows)


def unit_quotas(lines: Sequence[QuotaLine]) -> Grid:
    """The targets of the units below."""
    shared = _Shared.of(lines)
    columns = (Column("单位"), Column("目标"), *shared.columns())
    rows = tuple((line.unit, shared.named(line), *shared.cells(line)) for line in lines)
    return Grid(f"各单位招引目标完成情况（{shared.words()}）", columns, rows)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all targets of a table have in common stands in its caption, not in a column; so does
    the period of most of them, and the others name theirs."""

    period: str | None
    one_period: bool
    time: Decimal | None
    units: tuple[str, ...]

    @classmethod
    def of(cls, lines: Sequence[QuotaLine]) -> "_Shared":
        times = {line.time for line in lines}
        ((period, often),) = Counter(line.period for line in lines).most_common(1)
        return cls(
            period if 2 * often > len(lines) else None,
            all(line.period == period for line in lines),
            times.pop() if len(times) == 1 else None,
            tuple(sorted({line.counted_in for line in lines}, key=_unit_order)),
        )

    def words(self) -> str:
        others = "" if self.one_period else "（另注的除外）"
        found = [f"{self.period}{others}"] if self.period else []
        found += [f"序时进度{self.time}%"] if self.time is not None else []
        unit = f"单位：{'、'.join(self.units)}"
        return f"{'，'.join(found)}；{unit}" if found else unit

    def columns(self) -> tuple[Column, ...]:
        return (
            *([] if self.period else [Column("统计期", "center")]),
            Column("目标数", "decimal"),
            Column("已认定", "decimal"),
            Column("待认定", "decimal"),
            Column("完成率%", "decimal"),
            *([] if self.time is not None else [Column("序时%", "decimal")]),
            Column("与序时差", "decimal"),
            Column("进度", "left", 5.4),
        )

    def named(self, line: QuotaLine) -> str:
        """The target with its unit, where that is not projects, with its period, where most have
        another one, and with whose time it goes by."""
        notes = [] if line.counted_in == PROJECTS else [line.counted_in]
        notes += [line.period] if self.period not in (None, line.period) else []
        notes += [words.CURVE] if line.by_curve else []
        return f"{line.title}（{'，'.join(notes)}）" if notes else line.title

    def cells(self, line: QuotaLine) -> tuple[Cell, ...]:
        places = line.places
        return (
            *([] if self.period else [line.period]),
            *(counted(one, places) for one in (line.target, line.verified, line.reported)),
            NONE if line.completion is None else f"{line.completion}",
            *([] if self.time is not None else [f"{line.time}"]),
            signed(line.gap),
            _word(line),
        )


def _unit_order(unit: str) -> tuple[bool, bool, str]:
    """Projects before 亿元 before all others."""
    return unit != PROJECTS, unit != "亿元", unit


def _word(line: QuotaLine) -> str:
    if not line.progress:
        return NONE
    return f"{ARROWS[Progress(line.progress)]}{line.word}"


def quota_bars(lines: Sequence[QuotaLine], place: str) -> Bars:
    """The same targets as bars."""
    rows = tuple(_bar(line) for line in lines if line.completion is not None)
    return Bars(f"{place}招引目标完成率与序时进度", rows)


def _bar(line: QuotaLine) -> QuotaBar:
    behind = line.progress in BEHIND
    # A small amount is 0.00 of the unit in which large ones are printed.
    reported = float(line.reported / line.target) if line.target else 0.0
    return QuotaBar(
        line.title,
        float(line.completion) / 100,
        float(line.time / 100),
        f"{line.completion}%",
        f"{'低' if line.gap < 0 else '高'}{abs(line.gap)}点" if line.gap else "持平",
        reported=reported,
        behind=behind,
    )


def funnel(brief: Snapshot) -> Funnel:
    """Projects in hand by stage."""
    whole = sum(line.sum.count for line in brief.stages)
    steps = tuple(
        FunnelStep(
            line.label,
            line.sum.count,
            f"{counted(line.sum.count)}个",
            f"{yi(line.sum.fen)}亿元",
            f"占{percent(line.sum.count, whole)}%",
        )
        for line in brief.stages
    )
    return Funnel(f"{words.place(brief)}推进中项目漏斗（项目数、投资额、占比）", steps)


def gaps(brief: Snapshot) -> Grid:
    """The nodes with targets, chain after chain."""
    several = len(brief.chains) > 1
    columns = (
        *([Column("产业链", "left", 5)] if several else []),
        Column("环节"),
        Column("缺口", "left", 6 if several else 8),
        Column("目标", "decimal"),
        Column("已落地", "decimal"),
        Column("在手项目", "decimal"),
        Column("预计落地", "decimal"),
        Column("净缺口", "decimal"),
    )
    rows = tuple(
        (*([chain.name] if several else []), *_node(node))
        for chain in brief.chains
        for node in chain.nodes
    )
    named = "各产业链" if several else words.chain_name(brief.chains[0])
    caption = f"{named}环节目标与缺口（单位：家）"
    return Grid(caption, columns, rows, key="深色已落地，浅色预计落地，斜线净缺口")


def _node(node: NodeLine) -> tuple[Cell, ...]:
    return (
        node.name,
        GapCell(node.target, node.landed, float(node.expected)),
        counted(node.target),
        counted(node.landed),
        counted(node.pipeline),
        counted(node.expected, 1),
        counted(node.uncovered, 1),
    )


def milestones(brief: Snapshot) -> Grid:
    """The milestones of the month."""
    columns = (
        Column("日期", "center", 4.6),
        Column("节点", "center", 2.2),
        Column("项目"),
        Column("环节", "left", 5.4),
        Column("单位", "left", 6),
        Column("投资额", "decimal", 5),
    )
    rows = tuple(
        (_short(line.on), line.stage, line.project, line.node, line.unit, line.amount)
        for line in brief.milestones
    )
    span = f"{brief.month.year}年{brief.month.month}月"
    until = "" if brief.as_of == month_end(brief.month) else f"，截至{zh_date(brief.as_of)}"
    return Grid(f"{span}经认定的项目节点（单位：亿元{until}）", columns, rows)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
