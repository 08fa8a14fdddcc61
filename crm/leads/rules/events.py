"""Delegations received and promotion events, and what became of the companies met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.lib.labelled import Labelled
from crm.plans.rules import STAGES, Stage


class EventKind(Labelled):
    """What an event is."""

    DELEGATION = "delegation", "来访团组"
    PROMOTION = "promotion", "招商活动"


@dataclass(frozen=True)
class EventValues:
    """What people say of an event."""

    name: str
    kind: EventKind
    starts_on: date
    ends_on: date
    place: str = ""
    organiser: str = ""
    people: str = ""
    note: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class MetValues:
    """A company that was met: by its number where it is registered, always by its name."""

    company_name: str
    company_id: int | None = None
    person: str = ""
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a lead: the project made of it, and how far that is."""

    title: str
    url: str
    stage: Stage
    state: str


@dataclass(frozen=True)
class EventFunnel:
    """How many companies were met, and of how many something came."""

    met: int
    leads: int
    projects: int
    signed: int


LONGEST_EVENT = 120  # days


def event_fault(values: EventValues) -> tuple[str, str] | None:
    """What is wrong with an event, as field and sentence; None when it is fine."""
    if values.ends_on < values.starts_on:
        return "ends_on", "结束日期早于开始日期，请检查。"
    if (values.ends_on - values.starts_on).days > LONGEST_EVENT:
        return "ends_on", f"最长 {LONGEST_EVENT} 天，请检查年份。"
    return None


def funnel_of(met: int, leads: Iterable[int], outcomes: Iterable[Outcome]) -> EventFunnel:
    """The figures; `leads` are the numbers of the leads that came of it."""
    made = list(outcomes)
    signed = STAGES.index(Stage.SIGNED)
    return EventFunnel(
        met=met,
        leads=len(set(leads)),
        projects=len(made),
        signed=sum(STAGES.index(one.stage) >= signed for one in made),
    )
