"""What landed on the nodes, what is coming, what goes on there."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import exclusions, summed
from crm.analytics.rules.columns import Deeds, Seen
from crm.analytics.rules.entries import Source
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Landing, before
from crm.analytics.rules.grouping import DAY, DROPPED, NODE, STAGE, VERIFIED
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


def _landed(entries: Seen, definition: Definition, days: Sequence[date]) -> Sums:
    """How many there are by day, node and state: between two of the days no period tells one from
    another."""
    wanted, first, last = definition.landed_stage, days[0], days[-1]
    deeds = entries.deeds(definition, Source.MILESTONES)
    stage, day = deeds.columns[STAGE], deeds.columns[DAY]
    rows = [row for row in deeds.rows if stage[row] == wanted and first <= day[row] < last]
    some = Deeds(deeds.columns, rows)
    when = map(Nearest(days).__getitem__, some.column(DAY))
    told = map(some.column, (NODE, VERIFIED, DROPPED))
    counts = Counter(zip(when, *told, strict=True))
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


def _coming(entries: Seen, definition: Definition) -> Sums:
    stages, some = set(before(definition.landed_stage)), entries.counted(definition)
    places = zip(*map(some.column, ("node_id", "stage", "state")), strict=True)
    return {
        (node_id, stage): (count,)
        for (node_id, stage, state), count in Counter(places).items()
        if state is ProjectState.ACTIVE and stage in stages
    }


def ongoing(session: Session, viewer: Viewer) -> dict[int, int]:
    """How many projects go on at each node, whatever their stage."""
    sums = summed(session, viewer, ("ongoing",), _ongoing)
    return {node_id: count for node_id, (count,) in sums.items()}


def _ongoing(entries: Seen) -> Sums:
    counts = Counter(zip(entries.column("node_id"), entries.column("state"), strict=True))
    return {node: (n,) for (node, state), n in counts.items() if state is ProjectState.ACTIVE}
