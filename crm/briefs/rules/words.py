"""The sentences of a brief, composed from its figures alone."""

from collections import Counter
from collections.abc import Iterable

from crm.briefs.rules.numerals import amount, compared, counted, percent
from crm.briefs.rules.snapshot import (
    PROJECTS,
    ChainLine,
    Headline,
    NodeLine,
    QuotaLine,
    Snapshot,
    Sum,
)
from crm.lib.periods import month_end, zh_date
from crm.plans.rules import Progress

MOST_NAMED = 4  # of anything in one sentence
CURVE = "自定月度曲线"  # how time progress by a target's own months is named


def place(brief: Snapshot) -> str:
    """How the brief calls the unit it is about."""
    return "全区" if brief.whole_zone else brief.unit


def title(brief: Snapshot) -> str:
    """The title, its break by sense marked."""
    month = brief.month
    return f"关于{month.year}年{month.month}月{place(brief)}\n产业链招商工作情况的通报"


def addressee(brief: Snapshot) -> str:
    """To whom it goes (主送)."""
    return f"{'，'.join(f'各{one}' for one in brief.addressees) or '各有关单位'}："


def month_words(brief: Snapshot) -> str:
    """“10月”; of a month that is not over “11月1日至20日”."""
    if brief.as_of == month_end(brief.month):
        return f"{brief.month.month}月"
    return f"{brief.month.month}月1日至{brief.as_of.day}日"


def year_words(brief: Snapshot) -> str:
    """“1—10月”; of a month that is not over “今年至11月20日”."""
    if brief.as_of != month_end(brief.month):
        return f"今年至{brief.as_of.month}月{brief.as_of.day}日"
    return "1月" if brief.month.month == 1 else f"1—{brief.month.month}月"


def opening(brief: Snapshot) -> str:
    """导语: the month in one sentence."""
    done = [f"{line.stage}项目{line.month.count}个" for line in brief.headlines if line.month.count]
    what = f"新{'、'.join(done)}" if done else "没有新签约、注册、开工的项目"
    return (
        f"{brief.month.year}年{month_words(brief)}，{place(brief)}{what}。"
        f"现将产业链招商工作情况通报如下。"
    )


def month_overall(brief: Snapshot) -> str:
    """What was reached in the month."""
    parts = [_reached(f"新{line.stage}", line.month, line.month_before) for line in _done(brief)]
    if not parts:
        return f"{month_words(brief)}，{place(brief)}没有签约、注册、开工的节点经认定。"
    return f"{month_words(brief)}，{place(brief)}{'；'.join(parts)}。"


def year_overall(brief: Snapshot) -> str:
    """What was reached since January; in January nothing beyond the month."""
    if brief.month.month == 1:
        return ""
    parts = [
        _reached(f"累计{line.stage}", line.year, line.year_before)
        for line in brief.headlines
        if line.year.count or line.year_before
    ]
    return f"{year_words(brief)}，{place(brief)}{'；'.join(parts)}。" if parts else ""


def _done(brief: Snapshot) -> list[Headline]:
    return [line for line in brief.headlines if line.month.count]


def _reached(what: str, now: Sum, before: Sum | None) -> str:
    change = compared(now.count, before.count if before else None)
    words = [f"{what}项目{counted(now.count)}个", change, amount(now) if now.count else ""]
    return "，".join(word for word in words if word)


def pace(quota: QuotaLine) -> str:
    """“比序时进度（83.3%）低13.3个百分点”."""
    if quota.gap is None:
        return ""
    head = f"序时进度（{CURVE}，{quota.time}%）" if quota.by_curve else f"序时进度（{quota.time}%）"
    if not quota.gap:
        return f"与{head}持平"
    return f"比{head}{'高' if quota.gap > 0 else '低'}{abs(quota.gap)}个百分点"


def figures(quota: QuotaLine, value: object) -> str:
    """A figure of a quota with its unit."""
    return f"{value:,.{quota.places}f}{quota.counted_in}"


def quota_before_pace(quota: QuotaLine) -> str:
    """“新签约项目目标60个以上，已认定42个，完成率70.0%，” – the pace follows."""
    words = [
        f"“{quota.title}”目标{figures(quota, quota.target)}{'以上' if quota.at_least else ''}",
        f"已认定{figures(quota, quota.verified)}",
    ]
    if quota.completion is not None:
        words.append(f"完成率{quota.completion}%")
    return "，".join(words)


def quota_after_pace(quota: QuotaLine) -> str:
    """What is missing, and what each month left must bring."""
    words = []
    if quota.reported:
        words.append(f"另有待认定{figures(quota, quota.reported)}")
    if quota.remaining:
        words.append(f"尚缺{figures(quota, quota.remaining)}")
        if quota.each_month is not None:
            places = 1 if quota.counted_in == PROJECTS else quota.places
            needed = f"{counted(quota.each_month, places)}{quota.counted_in}"
            words.append(f"余下{quota.months_left}个月平均每月需{needed}")
    return "，".join(words)


def standing(quotas: Iterable[QuotaLine]) -> str:
    """“超序时1项、滞后2项”, in the order of the words."""
    found = Counter(quota.progress for quota in quotas)
    parts = [f"{one.label}{found[one.value]}项" for one in Progress if found[one.value]]
    return "、".join(parts)


def quotas_overall(brief: Snapshot) -> str:
    """How many targets stand how."""
    own = [quota for quota in brief.quotas if quota.own]
    if not brief.quotas:
        return f"{place(brief)}没有统计期包含本月的招引目标。"
    when = "最近到期" if brief.quotas_ended else "统计期内"
    if not own:
        return f"{when}，各单位的招引目标共{len(brief.quotas)}项：{standing(brief.quotas)}。"
    return f"{when}，{place(brief)}的招引目标共{len(own)}项：{standing(own)}。"


def units_overall(quotas: list[QuotaLine]) -> str:
    """The targets of the units below, the furthest behind by name."""
    behind = sorted(
        (one for one in quotas if one.progress in (Progress.BEHIND, Progress.FAR_BEHIND)),
        key=lambda one: (one.gap, one.unit, one.title),
    )
    words = f"各单位的招引目标共{len(quotas)}项：{standing(quotas)}。"
    if not behind:
        return words
    named = "、".join(f"{one.unit}“{one.title}”（低{abs(one.gap)}个百分点）" for one in behind[:3])
    return f"{words}比序时进度低得最多的是{named}。"


def sources(quotas: Iterable[QuotaLine]) -> str:
    """Where the targets come from, by their numbers in the table."""
    found: dict[str, list[str]] = {}
    for number, quota in enumerate(quotas, start=1):
        if quota.source:
            found.setdefault(quota.source, []).append(str(number))
    parts = [f"第{'、'.join(numbers)}项见{source}" for source, numbers in found.items()]
    return f"目标出处：{'；'.join(parts)}。" if parts else ""


def funnel(brief: Snapshot) -> str:
    """What is in hand, as it stands when the figures are taken."""
    total = Sum(
        count=sum(line.sum.count for line in brief.stages),
        fen=sum(line.sum.fen for line in brief.stages),
        unknown=sum(line.sum.unknown for line in brief.stages),
    )
    if not total.count:
        return f"{place(brief)}目前没有推进中的项目。"
    more = f"另有搁置项目{counted(brief.paused)}个，不在其内。" if brief.paused else ""
    return (
        f"按取数时的状态，{place(brief)}推进中的项目{counted(total.count)}个，{amount(total)}。"
        f"各阶段项目数与投资额如图所示。{more}"
    )


def chain_name(line: ChainLine) -> str:
    """A chain with the word that it is one."""
    return line.name if line.name.endswith("链") else f"{line.name}产业链"


def chain(line: ChainLine) -> str:
    """A chain's targets and where the largest gaps are."""
    target = sum(node.target for node in line.nodes)
    landed = sum(node.landed for node in line.nodes)
    open_nodes = sorted(
        (node for node in line.nodes if node.uncovered), key=lambda node: -node.uncovered
    )
    words = (
        f"{chain_name(line)}{len(line.nodes)}个环节{line.period}目标{counted(target)}家，"
        f"已落地{counted(landed)}家，占{percent(landed, target)}%"
    )
    if not open_nodes:
        return f"{words}；计入在手项目的预计落地后，各环节都没有净缺口。"
    named = "、".join(_gap(node) for node in open_nodes[:3])
    return f"{words}；计入在手项目的预计落地后，净缺口较大的环节是{named}。"


def _gap(node: NodeLine) -> str:
    return f"{node.name}（{node.uncovered}家）"


def milestones(brief: Snapshot) -> str:
    """How many milestones were reached in the month, by kind."""
    count = sum(kind.count for kind in brief.kinds)
    if not count:
        return f"{month_words(brief)}没有经认定的节点。"
    parts = "、".join(f"{kind.stage}{counted(kind.count)}项" for kind in brief.kinds)
    words = f"{month_words(brief)}经认定的节点共{counted(count)}项：{parts}。"
    shown = len(brief.milestones)
    return f"{words}投资额较大的{shown}项见下表。" if shown < count else words


def honesty(brief: Snapshot) -> str:
    """What is not as it should be in the data."""
    data = brief.honesty
    words = [
        f"截至{zh_date(brief.as_of)}，待认定的节点{counted(data.reported)}项，未计入以上已认定数"
    ]
    if data.active:
        words += [
            f"{counted(data.active)}个推进中的项目中，没有登记下一步的{counted(data.without_next_step)}"
            f"个，占{percent(data.without_next_step, data.active)}%",
            f"超过{data.still_days}天没有进展的{counted(data.still)}个，"
            f"占{percent(data.still, data.active)}%",
        ]
    return f"{'；'.join(words)}。"


def counting(brief: Snapshot, taken: str) -> str:
    """By which rules it was counted, and when; `taken` is the instant in words."""
    rule = brief.definition
    return (
        f"按“{rule.name}”（{zh_date(rule.effective_from)}起施行）统计：节点以经认定的首次发生日期计入，"
        f"终止的项目不计（净口径），落地按{rule.landed}计。项目阶段、推进中和在手的项目、预计落地为取数时的状态。"
        f"涉密项目以代号列出，只列投资额区间，金额不计入合计。数据取自{taken}。"
    )
