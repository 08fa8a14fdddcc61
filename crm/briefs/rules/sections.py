"""The parts of a brief in order, for the page and for the paper alike.

Both show the same sentences, tables and charts, so that a figure can never differ between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.briefs.rules import tables, words
from crm.briefs.rules.snapshot import Snapshot
from crm.briefs.rules.tables import Bars, Funnel, Grid, Months

NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `strong` is a piece in bold between the other two."""

    before: str
    strong: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return self.before + self.strong + self.after


Part = Text | Grid | Funnel | Bars | Months


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the first level with what stands under it."""

    heading: str
    parts: tuple[Part, ...]


def sections(brief: Snapshot, taken: str) -> list[Section]:
    """Everything after the opening; `taken` is the instant of the figures in words."""
    found = (
        ("总体情况", _overall(brief)),
        ("目标完成情况", _quotas(brief)),
        ("项目漏斗", _funnel(brief)),
        # Nodes have targets for the whole zone only.
        *([("产业链环节缺口", _chains(brief))] if brief.whole_zone else []),
        ("本月项目节点", _milestones(brief)),
        ("数据与口径", iter([Text(words.honesty(brief)), Text(words.counting(brief, taken))])),
    )
    return [
        Section(f"{NUMBERS[place]}、{title}", tuple(parts))
        for place, (title, parts) in enumerate(found)
    ]


def _overall(brief: Snapshot) -> Iterator[Part]:
    yield Text(words.month_overall(brief))
    if year := words.year_overall(brief):
        yield Text(year)
    if any(line.year.count for line in brief.headlines):
        yield tables.headlines(brief)
    if len(brief.months) > 1 and any(line.count for line in brief.months):
        yield tables.months(brief)


def _quotas(brief: Snapshot) -> Iterator[Part]:
    own = [quota for quota in brief.quotas if quota.own]
    below = [quota for quota in brief.quotas if not quota.own]
    yield Text(words.quotas_overall(brief))
    for quota in own[: words.MOST_NAMED]:
        before, pace = words.quota_before_pace(quota), words.pace(quota)
        after = words.quota_after_pace(quota)
        before, after = f"{before}，" if pace else before, f"；{after}。" if after else "。"
        yield Text(before, pace, after)
    if own:
        yield tables.quotas(brief, own)
        if source := words.sources(own):
            yield Text(source)
        yield tables.quota_bars(own, words.place(brief))
    if below:
        if own:
            yield Text(words.units_overall(below))
        yield tables.unit_quotas(below)


def _funnel(brief: Snapshot) -> Iterator[Part]:
    yield Text(words.funnel(brief))
    if any(line.sum.count for line in brief.stages):
        yield tables.funnel(brief)


def _chains(brief: Snapshot) -> Iterator[Part]:
    if not brief.chains:
        yield Text("目前没有设定统计期内的环节目标。")
        return
    for chain in brief.chains:
        yield Text(words.chain(chain))
    yield tables.gaps(brief)


def _milestones(brief: Snapshot) -> Iterator[Part]:
    yield Text(words.milestones(brief))
    if brief.milestones:
        yield tables.milestones(brief)
