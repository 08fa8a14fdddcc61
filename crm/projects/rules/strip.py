"""The strip of milestones on a record's page: done, reported, planned, overdue. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm.plans.rules import STAGES, Stage
from crm.projects.rules.states import DateBasis, MilestoneState


@dataclass(frozen=True)
class Reached:
    """A milestone that stands: when, on what basis, verified or not, as an exception or not."""

    stage: Stage
    on: date
    state: MilestoneState
    basis: DateBasis = DateBasis.EXACT
    exception: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the strip; `state` is done, exception, reported, planned, overdue or open."""

    key: str
    label: str
    state: str
    date: str = ""
    note: str = ""
    url: str = ""


def strip(reached: Iterable[Reached], planned: Mapping[Stage, date], today: date) -> list[Step]:
    """One step per stage in their order."""
    by_stage = {one.stage: one for one in reached}
    return [_step(stage, by_stage.get(stage), planned.get(stage), today) for stage in STAGES]


def _step(stage: Stage, reached: Reached | None, plan: date | None, today: date) -> Step:
    if reached is None:
        if plan is None:
            return Step(stage.value, stage.label, "open")
        state = "overdue" if plan < today else "planned"
        return Step(stage.value, stage.label, state, plan.isoformat())
    shown = reached.on.isoformat()
    if reached.basis is DateBasis.NOT_LATER:
        shown = f"不晚于 {shown}"
    if reached.state is MilestoneState.REPORTED:
        return Step(stage.value, stage.label, "reported", shown)
    late = _late(reached.on, plan)
    state = "exception" if reached.exception else "done"
    return Step(stage.value, stage.label, state, shown, late)


def _late(on: date, plan: date | None) -> str:
    if plan is None or on <= plan:
        return ""
    return f"比计划晚 {(on - plan).days} 天"
