"""What the workbench shows to those who work, and to those who answer for the work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_
from sqlalchemy.orm import Session, aliased

from crm.accounts.queries import UnitRef
from crm.accounts.rules import Viewer
from crm.analytics.queries.facts import facts, shares
from crm.analytics.queries.funnel import Places, cells
from crm.analytics.queries.gaps import GapPicture, is_node_target, pipeline
from crm.analytics.queries.quotas import Scored, further, scored, scores, terms_of
from crm.analytics.rules.funnel import Funnel, funnel
from crm.analytics.rules.gaps import choose_period, gaps
from crm.analytics.rules.quotas import Tally, Terms, counts_for
from crm.analytics.rules.scores import sees_all
from crm.analytics.rules.tallies import tally
from crm.chains.queries import labels
from crm.leads.queries.lists import LeadFilter, first_of
from crm.leads.queries.rows import LeadRow
from crm.leads.queries.rows import row_of as lead_row
from crm.leads.rules import Due, LeadSort
from crm.lib.periods import Period
from crm.lib.trees import depth
from crm.plans.models import Definition, Quota
from crm.plans.queries import QuotaFilter, definition_for, quotas_in
from crm.plans.rules import Metric, Stage
from crm.projects.models import Milestone, Project
from crm.projects.queries import list_address
from crm.projects.queries.listing import ProjectRow, rows_for
from crm.projects.queries.listing import row_of as project_row
from crm.projects.rules import MilestoneState, ProjectState
from crm.workbench.rules import moved_since

SHOWN = 6
COUNTED = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)


@dataclass(frozen=True)
class Waiting:
    """A milestone that waits: to be verified, or, sent back, to be corrected."""

    project: ProjectRow
    stage: Stage
    state: MilestoneState
    occurred_on: date
    reason: str


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


def falling_leads(session: Session, viewer: Viewer, on: date, *, own: bool) -> list[LeadRow]:
    """Leads that return to the pool within days, the soonest first; one's own or all in scope."""
    by = LeadFilter(owner=viewer.id if own else None, due=Due.SOON)
    words = labels(session, viewer)
    rows = first_of(session, viewer, by, on, LeadSort.FALLS, SHOWN)
    return [lead_row(row, on, words) for row in rows]


def due_steps(session: Session, viewer: Viewer, on: date) -> list[LeadRow]:
    """The viewer's own leads whose next step is due or overdue, the longest first."""
    by = LeadFilter(owner=viewer.id, due=Due.STEP)
    words = labels(session, viewer)
    rows = first_of(session, viewer, by, on, LeadSort.STEP, SHOWN)
    return [lead_row(row, on, words) for row in rows]


def still_projects(session: Session, viewer: Viewer, on: date, *, own: bool) -> list[ProjectRow]:
    """Projects that go on but have not moved for too long, the longest first."""
    since = moved_since(on)
    late = [
        and_(Project.stage == stage, Project.last_moved_on < day) for stage, day in since.items()
    ]
    # The last condition follows from the others; it lets the oldest be read from an index.
    oldest = Project.last_moved_on < max(since.values())
    wanted = rows_for(viewer).where(Project.state == ProjectState.ACTIVE, or_(*late), oldest)
    if own:
        wanted = wanted.where(Project.owner_id == viewer.id)
    wanted = wanted.order_by(Project.last_moved_on, Project.id).limit(SHOWN)
    words = labels(session, viewer)
    return [project_row(row, words) for row in session.execute(wanted)]


def my_milestones(session: Session, viewer: Viewer) -> list[Waiting]:
    """Milestones that the viewer reported: sent back and not reported anew, or not yet decided."""
    later = aliased(Milestone)
    anew = exists().where(
        later.project_id == Milestone.project_id,
        later.stage == Milestone.stage,
        later.state.in_((MilestoneState.REPORTED, MilestoneState.VERIFIED)),
    )
    returned = and_(Milestone.state == MilestoneState.RETURNED, ~anew)
    mine = and_(
        Milestone.reported_by_id == viewer.id,
        or_(Milestone.state == MilestoneState.REPORTED, returned),
    )
    return _waiting(session, viewer, mine)[0]


def to_verify(session: Session, viewer: Viewer) -> tuple[list[Waiting], int]:
    """What waits to be verified in the viewer's scope, the oldest first, and how much there is."""
    return _waiting(session, viewer, Milestone.state == MilestoneState.REPORTED)


def _waiting(session: Session, viewer: Viewer, condition: Any) -> tuple[list[Waiting], int]:
    wanted = (
        rows_for(viewer)
        .join(Milestone, Milestone.project_id == Project.id)
        .where(condition)
        .add_columns(
            Milestone.stage.label("waits_for"),
            Milestone.state.label("waits_as"),
            Milestone.occurred_on,
            Milestone.decision_reason,
            func.count().over().label("total"),
        )
        .order_by(Milestone.state.desc(), Milestone.reported_at, Milestone.id)
        .limit(SHOWN)
    )
    rows = session.execute(wanted).all()
    words = labels(session, viewer)
    found = [
        Waiting(
            project_row(row, words), row.waits_for, row.waits_as, row.occurred_on,
            row.decision_reason if row.known else "",
        )
        for row in rows
    ]  # fmt: skip
    return found, rows[0].total if rows else 0


def current_quotas(session: Session, viewer: Viewer, on: date) -> list[Quota]:
    """The quotas in sight that are owed and whose period holds the day; of one that is broken
    down to months the whole only."""
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
    """Quotas, funnel, gaps and units, by as few statements as they share."""
    definition = definition_for(session, on)
    current = current_quotas(session, viewer, on)
    shown = _nearest([one for one in current if one.node_id is None], viewer)
    words, year = labels(session, viewer), Period.year(on.year)
    own_units, nodes = words.directory.active_units(viewer), list(words.taxonomy.nodes.values())
    of_units = _unit_terms(own_units, year)
    terms = [*terms_of(session, shown, viewer), *of_units.values()]
    targets = _targets([one for one in current if is_node_target(one, definition)])
    period = choose_period(list(targets), on)
    landed = Terms(0, definition.landed_stage, period or year, unit_path="/")
    amounts = [one for one in terms if one.metric is Metric.INVESTMENT]
    found = facts(session, viewer, [*terms, landed], definition, amounts=bool(amounts))
    counted = tally(terms, found, shares(session, viewer, amounts, definition))
    counted |= further(session, viewer, terms, definition, words)
    paths = {node.id: node.path for node in nodes}
    where = Places(paths, dict.fromkeys(paths, ""), {unit.id: unit.path for unit in own_units})
    picture = GapPicture(
        period=period,
        periods=list(targets),
        nodes=nodes,
        gaps=gaps(
            list(paths.values()),
            {paths[number]: target for number, target in targets.get(period, {}).items()},
            [one for one in found if counts_for(landed, one)],
            pipeline(session, viewer, definition, paths),
            definition.weights,
        ),
        partial=not sees_all(viewer),
    )
    lines = _unit_lines(own_units, of_units, counted, year)
    busy = [line for line in lines if any(count for _stage, count, _url in line.figures)]
    return Overview(
        quotas=[scored(viewer, one, counted[one.id], on) for one in shown],
        funnel=funnel(cells(session, viewer, where, split=False)),
        picture=picture,
        definition=definition,
        units=busy,
        idle=len(lines) - len(busy),
    )


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
