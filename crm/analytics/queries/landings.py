"""What landed on the nodes, what is coming, what goes on there."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import exclusions, summed
from crm.analytics.rules.entries import Entry, Source, counted, deeds
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Landing, before
from crm.analytics.rules.tallies import Nearest
from crm.core.gathered import Sums
from crm.lib.periods import Period
from crm.plans.models import Definition
from crm.projects.rules import ProjectState


def landings(
    session: Session,
    viewer: Viewer | None,
    definition: Definition,
    spans: Collection[Period],
    paths: Mapping[int, str],
) -> dict[Period, list[Landing]]:
    """The milestones of landing in each of some periods, on the nodes of `paths` (by number)."""
    if not spans:
        return {}
    days = sorted({day for span in spans for day in (span.start, span.end + timedelta(days=1))})
    asked = ("landings", tuple(days), definition.landed_stage, *exclusions(definition))
    sums = summed(session, viewer, asked, lambda some: _landed(some, definition, days))
    found: dict[Period, list[Landing]] = {span: [] for span in spans}
    into = {day: [found[span] for span in spans if span.contains(day)] for day in days}
    for (day, node_id, verified, dropped), (count,) in sums.items():
        if node_id in paths:
            landing = Landing(paths[node_id], verified, dropped, count)
            for some in into[day]:
                some.append(landing)
    return found


def _landed(entries: Sequence[Entry], definition: Definition, days: Sequence[date]) -> Sums:
    """How many there are by day, node and state: between two of the days no period tells one from
    another."""
    stage, first, last = definition.landed_stage, days[0], days[-1]
    landed = [
        one
        for one in deeds(entries, definition, Source.MILESTONES)
        if one.stage == stage and first <= one.day < last
    ]
    when = Nearest(days)
    counts = Counter((when[one.day], one.node_id, one.verified, one.dropped) for one in landed)
    return {key: (count,) for key, count in counts.items()}


def pipeline(
    session: Session, viewer: Viewer | None, definition: Definition, paths: Mapping[int, str]
) -> list[Cell]:
    """The projects going on that have not landed, by main node and stage."""
    asked = ("pipeline", definition.landed_stage, *exclusions(definition))
    sums = summed(session, viewer, asked, lambda some: _coming(some, definition))
    return [
        Cell(ProjectState.ACTIVE, stage, paths[node_id], "", count)
        for (node_id, stage), (count,) in sums.items()
        if node_id in paths
    ]


def _coming(entries: Sequence[Entry], definition: Definition) -> Sums:
    stages = set(before(definition.landed_stage))
    counts = Counter(
        (one.node_id, one.stage)
        for one in counted(entries, definition)
        if one.state is ProjectState.ACTIVE and one.stage in stages
    )
    return {key: (count,) for key, count in counts.items()}


def ongoing(session: Session, viewer: Viewer) -> dict[int, int]:
    """How many projects go on at each node, whatever their stage."""
    sums = summed(session, viewer, ("ongoing",), _ongoing)
    return {node_id: count for node_id, (count,) in sums.items()}


def _ongoing(entries: Sequence[Entry]) -> Sums:
    counts = Counter(one.node_id for one in entries if one.state is ProjectState.ACTIVE)
    return {node_id: (count,) for node_id, count in counts.items()}
