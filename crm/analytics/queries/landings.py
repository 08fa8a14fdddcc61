"""What landed on the nodes, what is coming, what goes on there."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from operator import itemgetter

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.ledger import seen
from crm.analytics.rules.entries import Source, counted, deeds
from crm.analytics.rules.funnel import Cell
from crm.analytics.rules.gaps import Landing, before
from crm.analytics.rules.grouping import DAY, DROPPED, NODE, VERIFIED
from crm.analytics.rules.tallies import Nearest
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
    near = [one for one in seen(session, viewer) if one.node_id in paths]
    stage = definition.landed_stage
    landed = [one for one in deeds(near, definition, Source.MILESTONES) if one.stage == stage]
    days = sorted({day for span in spans for day in (span.start, span.end + timedelta(days=1))})
    # Between two of the days no period tells one from another.
    when = map(Nearest(days).__getitem__, map(itemgetter(DAY), landed))
    what = map(itemgetter(NODE, VERIFIED, DROPPED), landed)
    found: dict[Period, list[Landing]] = {span: [] for span in spans}
    into = {day: [found[span] for span in spans if span.contains(day)] for day in days}
    for (day, (node_id, verified, dropped)), count in Counter(zip(when, what, strict=True)).items():
        landing = Landing(paths[node_id], verified, dropped, count)
        for some in into[day] if day else ():
            some.append(landing)
    return found


def pipeline(
    session: Session, viewer: Viewer | None, definition: Definition, paths: Mapping[int, str]
) -> list[Cell]:
    """The projects going on that have not landed, by main node and stage."""
    stages = set(before(definition.landed_stage))
    found = Counter(
        (one.node_id, one.stage)
        for one in counted(seen(session, viewer), definition)
        if one.state is ProjectState.ACTIVE and one.stage in stages
    )
    return [
        Cell(ProjectState.ACTIVE, stage, paths[node_id], "", count)
        for (node_id, stage), count in found.items()
        if node_id in paths
    ]


def ongoing(session: Session, viewer: Viewer) -> dict[int, int]:
    """How many projects go on at each node, whatever their stage."""
    every = seen(session, viewer)
    return Counter(one.node_id for one in every if one.state is ProjectState.ACTIVE)
