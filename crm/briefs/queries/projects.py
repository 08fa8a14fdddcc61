"""What a brief says of single projects, and of how well they are kept."""

from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.briefs.rules.numerals import NONE, yi
from crm.briefs.rules.snapshot import Honesty, Kind, MilestoneLine
from crm.chains.models import ChainNode
from crm.lib.money import amount_band
from crm.plans.models import Definition
from crm.plans.rules import STAGES, Stage
from crm.projects.models import Milestone, Project
from crm.projects.queries import counting_conditions, net_condition
from crm.projects.rules import MilestoneState, ProjectState

STILL_DAYS = 60
MOST_OF_A_KIND = 20


def honesty(session: Session, reader: Viewer, as_of: date, today: date) -> Honesty:
    """How complete the data are: projects as they stand, milestones up to the day."""
    still = Project.last_moved_on < today - timedelta(days=STILL_DAYS)
    active, without, standing = session.execute(
        select(
            func.count(),
            func.count().filter(Project.next_step == ""),
            func.count().filter(still),
        ).where(Project.state == ProjectState.ACTIVE, scope(reader, Project))
    ).one()
    reported = session.scalar(
        select(func.count())
        .select_from(Milestone)
        .join(Milestone.project)
        .where(
            Milestone.state == MilestoneState.REPORTED,
            Milestone.occurred_on <= as_of,
            net_condition(),
            scope(reader, Project),
        )
    )
    return Honesty(
        active=active,
        reported=reported or 0,
        without_next_step=without,
        still=standing,
        still_days=STILL_DAYS,
    )


def milestone_lines(
    session: Session, reader: Viewer, first: date, as_of: date, definition: Definition
) -> tuple[tuple[Kind, ...], tuple[MilestoneLine, ...]]:
    """How many milestones the month brought of each kind, and those to be named.

    Of each kind the largest; where a confidential one stands tells nothing of its amount.
    """
    wanted = (
        select(
            Milestone.id,
            Milestone.stage,
            Milestone.occurred_on,
            Milestone.amount_fen,
            Project.name,
            Project.code_name,
            Project.confidential,
            Project.investment_fen,
            ChainNode.name.label("node"),
            OrgUnit.name.label("unit"),
        )
        .join(Milestone.project)
        .join(Project.node)
        .join(Project.unit)
        .where(
            and_(*counting_conditions(definition)),
            net_condition(),
            Milestone.state == MilestoneState.VERIFIED,
            Milestone.stage != Stage.NEGOTIATING,
            Milestone.occurred_on.between(first, as_of),
            scope(reader, Project),
        )
    )
    rows = sorted(session.execute(wanted), key=lambda row: STAGES.index(row.stage))
    kinds, lines = [], []
    for stage, group in groupby(rows, key=lambda row: row.stage):
        of_kind = sorted(group, key=_size)
        kinds.append(Kind(stage=stage.label, count=len(of_kind)))
        named = sorted(of_kind[:MOST_OF_A_KIND], key=lambda row: (row.occurred_on, row.id))
        lines += [_line(row) for row in named]
    return tuple(kinds), tuple(lines)


def _size(row: Row) -> tuple[int, date, int]:
    known = 0 if row.confidential else row.amount_fen or 0
    return -known, row.occurred_on, row.id


def _line(row: Row) -> MilestoneLine:
    if row.confidential:
        worth = row.investment_fen
        amount = NONE if worth is None else amount_band(worth)
    else:
        amount = NONE if row.amount_fen is None else yi(row.amount_fen)
    return MilestoneLine(
        on=row.occurred_on,
        stage=row.stage.label,
        project=row.code_name if row.confidential else row.name,
        node=row.node,
        unit=row.unit,
        amount=amount,
    )
