"""Reads projects with all that is counted of them, in two statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from crm.analytics.rules.entries import WHOLE, Deed, Entry
from crm.core.lists import among
from crm.lib.regions import RegionGroup, in_group
from crm.plans.rules import Agreement, Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.rules import MilestoneState, ProjectState

PROJECT = (
    Project.id, Project.node_id, Project.unit_id, Project.owner_id, Project.state, Project.stage,
    Project.kind, Project.confidential, Project.investment_fen, Project.is_foreign,
    Project.channel, Project.country, Project.region_code,
)  # fmt: skip
LIVE = (MilestoneState.REPORTED, MilestoneState.VERIFIED)
STAGES = {stage.value: stage for stage in Stage}
# What stands where a table has no such column.
NO_DAY, NO_WORD, NO_NUMBER = cast(null(), Date), literal(""), cast(null(), BigInteger)


class What(IntEnum):
    """To which table a row of a project's belongings belongs."""

    MILESTONE = 1
    MONEY = 2
    CAPACITY = 3
    PART = 4


def entries(session: Session, numbers: Collection[int] | None) -> dict[int, Entry]:
    """Some projects or with None all of them, by number."""
    wanted = select(*PROJECT)
    if numbers is not None:
        wanted = wanted.where(among(session, Project.id, numbers))
    connection = session.connection()  # thousands of plain rows, none of them a record
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_belongings(session, numbers)):
        found[row.project_id].append(row)
    return {row.id: _entry(row, found.get(row.id, ())) for row in connection.execute(wanted)}


def _belongings(session: Session, numbers: Collection[int] | None) -> CompoundSelect[Any]:
    """Milestones, amounts paid in, capacities and shares, in the same columns."""
    parts = (_milestones(), _money(), _capacities(), _parts())
    if numbers is None:
        return union_all(*parts)
    return union_all(
        *(one.where(among(session, one.selected_columns.project_id, numbers)) for one in parts)
    )


def _milestones() -> Select[Any]:
    stage, state, agreement = (
        type_coerce(one, String) for one in (Milestone.stage, Milestone.state, Milestone.agreement)
    )
    told = Milestone.occurred_on, Milestone.amount_fen, stage, state, agreement
    return _row(Milestone, What.MILESTONE, *told).where(Milestone.state.in_(LIVE))


def _money() -> Select[Any]:
    state = type_coerce(PaidIn.state, String)
    found = _row(PaidIn, What.MONEY, PaidIn.month, PaidIn.cents, NO_WORD, state, NO_WORD)
    return found.where(PaidIn.state.in_(LIVE))


def _capacities() -> Select[Any]:
    value = type_coerce(ProjectCapacity.value, BigInteger)
    told = NO_DAY, value, ProjectCapacity.product, NO_WORD, ProjectCapacity.unit
    return _row(ProjectCapacity, What.CAPACITY, *told)


def _parts() -> Select[Any]:
    told = NO_DAY, ProjectNode.share, NO_WORD, NO_WORD, NO_WORD
    found = _row(ProjectNode, What.PART, *told, node=ProjectNode.node_id)
    return found.where(ProjectNode.share < WHOLE)


def _row(
    model: Any,
    what: What,
    day: ColumnElement[Any],
    amount: Any,
    *words: Any,
    node: Any = NO_NUMBER,
) -> Select[Any]:
    first, state, last = words
    return select(
        model.project_id.label("project_id"), literal(int(what)).label("what"), day.label("day"),
        amount.label("amount"), first.label("first"), state.label("state"), last.label("last"),
        node.label("node_id"),
    )  # fmt: skip


def _entry(row: Any, belongings: Sequence[Any]) -> Entry:
    of: dict[int, list[Any]] = {what: [] for what in What}
    for one in belongings:
        of[one.what].append(one)
    reached = tuple(_milestone(row, one) for one in of[What.MILESTONE])
    entry = Entry(
        row.id, row.node_id, row.unit_id, row.owner_id, row.state, row.stage, row.kind,
        row.investment_fen,
        milestones=reached,
        money=tuple(_deed(row, None, one) for one in of[What.MONEY]),
        # What it will produce, it produces with each milestone that it has reached.
        capacities=tuple(
            deed._replace(product=one.first, measure=one.last, amount_fen=one.amount)
            for deed in reached
            for one in of[What.CAPACITY]
        ),
        parts=tuple(
            (one.node_id, one.amount) for one in of[What.PART] if one.node_id != row.node_id
        ),
    )  # fmt: skip
    return entry._replace(masked=entry.hidden()) if row.confidential else entry


def _milestone(row: Any, one: Any) -> Deed:
    deed = _deed(row, STAGES[one.first], one)
    return deed._replace(framework=True) if one.last == Agreement.FRAMEWORK else deed


def _deed(row: Any, stage: Stage | None, one: Any) -> Deed:
    return Deed(
        stage, one.day, one.state == MilestoneState.VERIFIED, row.state is ProjectState.DROPPED,
        row.node_id, row.unit_id, row.is_foreign, _groups(row.region_code, row.country),
        row.channel, row.investment_fen, row.owner_id, "", "", one.amount or 0, False, False,
    )  # fmt: skip


@cache
def _groups(region_code: str | None, country: str | None) -> frozenset[RegionGroup]:
    return frozenset(group for group in RegionGroup if in_group(region_code, country, group))
