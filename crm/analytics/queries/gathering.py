"""Reads projects with all that is counted of them, a few thousand in one statement."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.analytics.rules.columns import Entries
from crm.analytics.rules.entries import WHOLE, Deed, Entry
from crm.core.lists import named_among
from crm.lib.regions import RegionGroup, in_group
from crm.plans.rules import Agreement, Channel, ProjectKind, Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.queries.access import KIND
from crm.projects.rules import MilestoneState, ProjectState

Value = TypeVar("Value", date, int, None)
LIVE = (MilestoneState.REPORTED, MilestoneState.VERIFIED)
FEW = 2_000  # projects that are read at once
# The columns of every row; what a table does not have is null.
COLUMNS = {
    "project_id": BigInteger, "what": Integer, "day": Date, "amount": BigInteger,
    "node_id": BigInteger, "unit_id": BigInteger, "person_id": BigInteger, "stage": String,
    "state": String, "word": String, "measure": String, "confidential": Boolean,
    "foreign": Boolean, "channel": String, "country": String, "region": String,
}  # fmt: skip
CHANNELS = {None: None, **{one.value: one for one in Channel}}


class What(IntEnum):
    """Of which table a row is."""

    PROJECT = 0
    MILESTONE = 1
    MONEY = 2
    CAPACITY = 3
    PART = 4
    LISTED = 5


def entries(session: Session, numbers: Collection[int] | None) -> Mapping[int, Entry]:
    """Some projects or with None all of them, by number; all of them a few at a time, so that
    what is read of the database takes little memory beside what is kept of it."""
    if numbers is not None:
        wanted = _some(session.get_bind().dialect.name)
        return _read(session, wanted, {"numbers": list(numbers)})
    found = Entries()
    last = session.scalar(select(func.max(Project.id))) or 1
    for first in range(1, last + 1, FEW):
        span = {"first": first, "last": first + FEW - 1}
        for _number, entry in sorted(_read(session, _span(), span).items()):
            found.add(entry)
    return found


@cache
def _some(engine: str) -> CompoundSelect[Any]:
    return _everything(lambda column: named_among(engine, column, "numbers"))


@cache
def _span() -> CompoundSelect[Any]:
    return _everything(lambda column: column.between(bindparam("first"), bindparam("last")))


def _read(
    session: Session, wanted: CompoundSelect[Any], values: Mapping[str, Any]
) -> dict[int, Entry]:
    """The projects that a statement selects."""
    projects, of = {}, tuple(defaultdict[int, list[Any]](list) for _what in What)
    # Plain rows, none of them a record that the session should look after.
    for row in session.connection().execute(wanted, values):
        if row[1] == What.PROJECT:
            projects[row[0]] = row
        else:
            of[row[1]][row[0]].append(row)
    return {
        number: _entry(row, *(one.pop(number, ()) for one in of[1:]))
        for number, row in projects.items()
    }


def _everything(some: Callable[[Any], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """The projects with their milestones, amounts paid in, capacities, shares on other nodes and
    those who know them by name."""
    parts = (_projects(), _milestones(), _money(), _capacities(), _parts(), _listed())
    return union_all(*(one.where(some(one.selected_columns.project_id)) for one in parts))


def _rows(what: What, project_id: Any, **told: Any) -> Select[Any]:
    told |= {"project_id": project_id, "what": literal(int(what))}
    columns = {
        name: type_coerce(told[name], kind) if name in told else cast(null(), kind)
        for name, kind in COLUMNS.items()
    }
    return select(*(column.label(name) for name, column in columns.items()))


def _projects() -> Select[Any]:
    return _rows(
        What.PROJECT, Project.id, node_id=Project.node_id, unit_id=Project.unit_id,
        person_id=Project.owner_id, stage=Project.stage, state=Project.state, word=Project.kind,
        amount=Project.investment_fen, confidential=Project.confidential,
        foreign=Project.is_foreign, channel=Project.channel, country=Project.country,
        region=Project.region_code,
    )  # fmt: skip


def _milestones() -> Select[Any]:
    return _rows(
        What.MILESTONE, Milestone.project_id, day=Milestone.occurred_on, stage=Milestone.stage,
        state=Milestone.state, amount=Milestone.amount_fen, word=Milestone.agreement,
    ).where(Milestone.state.in_(LIVE))  # fmt: skip


def _money() -> Select[Any]:
    told = {"day": PaidIn.month, "state": PaidIn.state, "amount": PaidIn.cents}
    return _rows(What.MONEY, PaidIn.project_id, **told).where(PaidIn.state.in_(LIVE))


def _capacities() -> Select[Any]:
    return _rows(
        What.CAPACITY, ProjectCapacity.project_id, amount=ProjectCapacity.value,
        word=ProjectCapacity.product, measure=ProjectCapacity.unit,
    )  # fmt: skip


def _parts() -> Select[Any]:
    told = {"node_id": ProjectNode.node_id, "amount": ProjectNode.share}
    return _rows(What.PART, ProjectNode.project_id, **told).where(ProjectNode.share < WHOLE)


def _listed() -> Select[Any]:
    found = _rows(What.LISTED, Clearance.subject_id, person_id=Clearance.user_id)
    return found.where(Clearance.kind == KIND)


def _entry(
    row: Any,
    milestones: Sequence[Any],
    money: Sequence[Any],
    capacities: Sequence[Any],
    parts: Sequence[Any],
    listed: Sequence[Any],
) -> Entry:
    told = (
        row.state == ProjectState.DROPPED, _same(row.node_id), _same(row.unit_id), row.foreign,
        _groups(row.region, row.country), CHANNELS[row.channel], row.amount, _same(row.person_id),
    )  # fmt: skip
    _dropped, node_id, unit_id, *_others, owner_id = told
    reached = tuple(_deed(one, _stage(one.stage), told) for one in milestones)
    entry = Entry(
        row.project_id, node_id, unit_id, owner_id, _state(row.state),
        _stage(row.stage), _kind(row.word), row.amount,
        milestones=reached,
        money=tuple(_deed(one, None, told) for one in money),
        # What it will produce, it produces with each milestone that it has reached.
        capacities=tuple(
            deed._replace(product=one.word, measure=one.measure, amount_fen=one.amount)
            for deed in reached
            for one in capacities
        ),
        parts=tuple((one.node_id, one.amount) for one in parts if one.node_id != row.node_id),
    )  # fmt: skip
    if not row.confidential:
        return entry
    return entry._replace(listed=frozenset(one.person_id for one in listed), masked=entry.hidden())


def _deed(one: Any, stage: Stage | None, told: tuple[Any, ...]) -> Deed:
    dropped, *others = told
    verified, framework = one.state == MilestoneState.VERIFIED, one.word == Agreement.FRAMEWORK
    return Deed(
        stage, _same(one.day), verified, dropped, *others, "", "", one.amount or 0, False, framework
    )


@cache
def _same(value: Value) -> Value:
    """The same object as before: thousands of days, units and nodes are a few hundred."""
    return value


# The members that words stand for, one look-up each: calling the enumeration takes many times that.
_stage = {one.value: one for one in Stage}.__getitem__
_state = {one.value: one for one in ProjectState}.__getitem__
_kind = {one.value: one for one in ProjectKind}.__getitem__


@cache
def _groups(region_code: str | None, country: str | None) -> frozenset[RegionGroup]:
    return frozenset(group for group in RegionGroup if in_group(region_code, country, group))
