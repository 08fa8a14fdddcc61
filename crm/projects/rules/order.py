"""The order of a project's milestones and of their days. Pure functions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from crm.plans.rules import STAGES, ProjectKind, Stage
from crm.projects.rules.states import LIVE, MilestoneState


@dataclass(frozen=True)
class Fact:
    """A milestone as the rules see it: which, when, and what has become of it."""

    stage: Stage
    on: date
    state: MilestoneState = MilestoneState.VERIFIED


@dataclass(frozen=True)
class Fault:
    """Why something is refused, at which field; a manager may allow an excusable one."""

    sentence: str
    field: str | None = None
    excusable: bool = False


def rank(stage: Stage) -> int:
    """The stage's place in the order, 0 for 在谈."""
    return STAGES.index(stage)


def stage_of(facts: Iterable[Fact]) -> Stage:
    """Where a project stands: its latest verified milestone, 在谈 as long as there is none."""
    verified = (fact.stage for fact in facts if fact.state is MilestoneState.VERIFIED)
    return max(verified, key=rank, default=Stage.NEGOTIATING)


def live(facts: Iterable[Fact]) -> list[Fact]:
    """Those that stand: reported or verified."""
    return [fact for fact in facts if fact.state in LIVE]


def skipped(stages: Collection[Stage], stage: Stage, kind: ProjectKind) -> list[Stage]:
    """Milestones that should stand between the last one reached and this one, but do not.

    A capital increase founds no company: 注册 may be missing there.
    """
    below = [other for other in stages if rank(other) < rank(stage)]
    last = max(map(rank, below), default=0)
    between = STAGES[last + 1 : rank(stage)]
    return [
        one for one in between if not (one is Stage.REGISTERED and kind is ProjectKind.EXPANSION)
    ]


def future_fault(stage: Stage, on: date, today: date) -> Fault | None:
    """A day to come is a plan, not a milestone."""
    if on <= today:
        return None
    return Fault(
        f"{on.isoformat()} 还没有到：{stage.label}尚未发生，不能作为节点填报。"
        "请填实际发生的日期；预计的日期请存为计划日期。",
        "occurred_on",
    )


def twice_fault(facts: Iterable[Fact], stage: Stage) -> Fault | None:
    """A milestone stands once: what is there has to be returned or revoked first."""
    for fact in live(facts):
        if fact.stage is stage:
            return Fault(
                f"这个项目已有{fact.state.label}的{stage.label}（{fact.on.isoformat()}），"
                "不能重复填报。要更正，请先退回或撤销原来的。"
            )
    return None


def order_fault(
    facts: Iterable[Fact], stage: Stage, on: date, kind: ProjectKind = ProjectKind.NEW
) -> Fault | None:
    """Why a milestone does not fit among the others: days must not decrease, none is skipped."""
    standing = [fact for fact in live(facts) if fact.stage is not stage]
    for fact in sorted(standing, key=lambda one: rank(one.stage)):
        if rank(fact.stage) < rank(stage) and on < fact.on:
            return _wrong_order(stage, on, fact, "早于")
        if rank(fact.stage) > rank(stage) and on > fact.on:
            return _wrong_order(stage, on, fact, "晚于")
    missing = skipped([fact.stage for fact in standing], stage, kind)
    if missing:
        names = "、".join(one.label for one in missing)
        return Fault(
            f"还没有{names}，不能直接填报{stage.label}。请先填报{missing[0].label}；"
            "确有例外的，由负责人填报并说明理由。",
            "occurred_on",
            excusable=True,
        )
    return None


def _wrong_order(stage: Stage, on: date, fact: Fact, word: str) -> Fault:
    start = "（在谈日期可在编辑页更正）" if fact.stage is Stage.NEGOTIATING else ""
    return Fault(
        f"{stage.label}日期 {on.isoformat()} {word}{fact.stage.label}日期 {fact.on.isoformat()}，"
        f"请核对日期{start}；确有例外的，由负责人填报并说明理由。",
        "occurred_on",
        excusable=True,
    )


def verification_fault(facts: Iterable[Fact], stage: Stage, kind: ProjectKind) -> Fault | None:
    """Why a reported milestone may not be verified yet: earlier ones are not verified."""
    verified = [fact.stage for fact in facts if fact.state is MilestoneState.VERIFIED]
    missing = skipped(verified, stage, kind)
    if not missing:
        return None
    names = "、".join(one.label for one in missing)
    return Fault(f"{names}还没有认定，请先认定{missing[0].label}，再认定{stage.label}。")


def next_stages(facts: Iterable[Fact], kind: ProjectKind = ProjectKind.NEW) -> list[Stage]:
    """The milestones that may be reported now without an exception, in their order."""
    standing = [fact.stage for fact in live(facts)]
    return [
        stage for stage in STAGES if stage not in standing and not skipped(standing, stage, kind)
    ]
