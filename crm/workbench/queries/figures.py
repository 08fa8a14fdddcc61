"""The targets of a unit, and the year in figures for those who answer for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.queries import UnitRef
from crm.accounts.rules import Viewer
from crm.analytics.queries.answers import answered
from crm.analytics.queries.counting import tallies
from crm.analytics.queries.funnel import cells, places
from crm.analytics.queries.gaps import GapPicture, is_node_target, pipeline
from crm.analytics.queries.landings import landings
from crm.analytics.queries.quotas import Scored, score_of, scores, terms_of
from crm.analytics.rules.funnel import Funnel, funnel
from crm.analytics.rules.gaps import choose_period, gaps
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.scores import sees_all
from crm.chains.queries import labels
from crm.core.kept import NAMES, Answers
from crm.lib.periods import Period
from crm.lib.trees import depth
from crm.plans.models import Definition, Plan, Quota
from crm.plans.queries import QuotaFilter, curves, definition_for, quotas_in
from crm.plans.rules import Stage
from crm.projects.queries import list_address
from crm.projects.rules import MilestoneState
from crm.workbench.queries.waiting import SHOWN

# Of few people: hundreds of targets each. All who see the same have them in common.
_current = Answers(Quota, Plan, most=4, topic=NAMES)
COUNTED = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)


@dataclass(frozen=True)
class UnitLine:
    """What a unit and those below it brought this year: stage, figure, its list."""

    name: str
    figures: list[tuple[Stage, int, str]]


@dataclass(frozen=True)
class Overview:
    """The year in figures, for those who answer for it."""

    quotas: list[Scored]
    funnel: Funnel
    picture: GapPicture
    definition: Definition
    units: list[UnitLine]
    idle: int


def current_quotas(session: Session, viewer: Viewer, on: date) -> Sequence[Quota]:
    """The quotas in sight that are owed and whose period holds the day; of one that is broken
    down to months the whole only. They outlast the changes of projects: look, do not touch."""
    question = (viewer.scope, viewer.unit_path, on)
    return _current.to(session, question, lambda: _current_quotas(session, viewer, on))


def _current_quotas(session: Session, viewer: Viewer, on: date) -> list[Quota]:
    found = quotas_in(session, viewer, QuotaFilter(year=on.year))
    units = {quota.id: quota.unit_id for quota in found}
    return [
        quota
        for quota in found
        if quota.starts_on <= on <= quota.ends_on and units.get(quota.parent_id) != quota.unit_id
    ]


def own_quotas(session: Session, viewer: Viewer, on: date) -> list[Scored]:
    """The targets of the viewer's unit, or of the nearest unit above that has some."""
    plain = [one for one in current_quotas(session, viewer, on) if one.node_id is None]
    return scores(session, viewer, _nearest(plain, viewer), on)


def _nearest(quotas: Sequence[Quota], viewer: Viewer) -> list[Quota]:
    """Those of the unit that stands lowest on the way from the zone to the viewer's unit."""
    above = [one for one in quotas if viewer.unit_path.startswith(one.unit.path)]
    lowest = max((one.unit.path for one in above), key=len, default="")
    return [one for one in above if one.unit.path == lowest][:SHOWN]


def overview(session: Session, viewer: Viewer, on: date) -> Overview:
    """Quotas, funnel, gaps and units, counted once until something changes."""
    return answered(session, viewer, ("overview", on), lambda: _overview(session, viewer, on))


def _overview(session: Session, viewer: Viewer, on: date) -> Overview:
    definition = definition_for(session, on)
    current = current_quotas(session, viewer, on)
    shown = _nearest([one for one in current if one.node_id is None], viewer)
    words, year = labels(session, viewer), Period.year(on.year)
    own_units, nodes = words.directory.active_units(viewer), list(words.taxonomy.nodes.values())
    of_units = _unit_terms(own_units, year)
    terms = [*terms_of(session, shown, viewer), *of_units.values()]
    targets = _targets([one for one in current if is_node_target(one, definition)])
    period = choose_period(list(targets), on)
    span = period or year
    counted = tallies(session, viewer, terms, definition)
    paths = {node.id: node.path for node in nodes}
    picture = GapPicture(
        period=period,
        periods=list(targets),
        nodes=nodes,
        gaps=gaps(
            list(paths.values()),
            {paths[number]: target for number, target in targets.get(period, {}).items()},
            landings(session, viewer, definition, [span], paths)[span],
            pipeline(session, viewer, definition, paths),
            definition.weights,
        ),
        partial=not sees_all(viewer),
    )
    lines = _unit_lines(own_units, of_units, counted, year)
    busy = [line for line in lines if any(count for _stage, count, _url in line.figures)]
    return Overview(
        quotas=_scored(session, viewer, shown, counted, on),
        funnel=funnel(cells(session, viewer, places(words))),
        picture=picture,
        definition=definition,
        units=busy,
        idle=len(lines) - len(busy),
    )


def _scored(
    session: Session,
    viewer: Viewer,
    quotas: Sequence[Quota],
    counted: dict[int, Tally],
    on: date,
) -> list[Scored]:
    pace = curves(session, quotas)
    return [
        Scored(one, score_of(viewer, one, counted[one.id], on, curve=pace.get(one.id)))
        for one in quotas
    ]


def _targets(quotas: Sequence[Quota]) -> dict[Period, dict[int, Any]]:
    found: dict[Period, dict[int, Any]] = {}
    for one in quotas:
        own = found.setdefault(Period(one.starts_on, one.ends_on), {})
        own[one.node_id] = max(one.target, own.get(one.node_id, one.target))
    return found


def _unit_terms(own_units: Sequence[UnitRef], year: Period) -> dict[tuple[int, Stage], Terms]:
    """What each unit brought this year, as quotas made up on the spot, numbered below zero."""
    found: dict[tuple[int, Stage], Terms] = {}
    for unit in own_units:
        for stage in COUNTED:
            found[unit.id, stage] = Terms(-len(found) - 1, stage, year, unit.path)
    return found


def _unit_lines(
    own_units: Sequence[UnitRef],
    terms: dict[tuple[int, Stage], Terms],
    counted: dict[int, Tally],
    year: Period,
) -> list[UnitLine]:
    def figure(unit: UnitRef, stage: Stage) -> tuple[Stage, int, str]:
        url = list_address(
            milestone=stage, start=year.start, end=year.end, status=MilestoneState.VERIFIED,
            counted=True, net=True, unit=unit.id,
        )  # fmt: skip
        return stage, counted[terms[unit.id, stage].quota_id].net, url

    in_order = sorted(own_units, key=lambda unit: (depth(unit.path), unit.position, unit.id))
    return [UnitLine(unit.name, [figure(unit, stage) for stage in COUNTED]) for unit in in_order]
