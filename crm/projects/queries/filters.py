"""The filters of the project list: read from an address, turned into conditions and back.

Every figure elsewhere that counts projects links to the list through `list_address`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.queries import directory
from crm.accounts.rules import Viewer
from crm.chains.queries import taxonomy
from crm.core.addresses import with_query
from crm.core.errors import Refused
from crm.core.finding import found_by
from crm.core.lists import among
from crm.lib.labelled import Labelled
from crm.lib.regions import COUNTRIES, HOME, REGIONS, RegionGroup, in_group
from crm.lists.queries.tags import carrying
from crm.plans.rules import STAGES, Channel, ProjectKind, Stage
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity
from crm.projects.queries.access import KIND, known_to
from crm.projects.queries.counting import (
    milestone_conditions,
    net_condition,
    project_conditions,
)
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import Definition

LIST = "/projects"
LONGEST_QUERY = 100
LARGEST = 10**15
# The name in an address where it cannot be the name of a field.
ADDRESS_NAMES = {"start": "from", "end": "to"}


@dataclass(frozen=True)
class ProjectFilter:
    """What the list is narrowed to; empty fields narrow nothing.

    `node` and `unit` include what lies below them, `node` is the main node. `milestone` with
    `start`, `end` and `status` asks for projects whose verified (or reported) milestone of that
    stage falls into the days; `counted` leaves out what the definition leaves out, `net` what
    was terminated. `before` asks for those that stand at an earlier stage, `pending` for
    something to be verified, be it a milestone or capital paid in. `least` and `most` are in
    fen. `paid` asks for foreign capital paid in during the days, in place of a milestone;
    `product` and `measure` for a capacity.
    """

    q: str = ""
    stage: Stage | None = None
    before: Stage | None = None
    state: ProjectState | None = None
    node: int | None = None
    chain: str = ""
    unit: int | None = None
    owner: int | None = None
    tag: int | None = None
    company: int | None = None
    kind: ProjectKind | None = None
    channel: Channel | None = None
    foreign: bool = False
    group: RegionGroup | None = None
    least: int | None = None
    most: int | None = None
    product: str = ""
    measure: str = ""
    paid: bool = False
    milestone: Stage | None = None
    start: date | None = None
    end: date | None = None
    status: MilestoneState | None = None
    counted: bool = False
    net: bool = False
    pending: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """The filters of a query string; Refused with a sentence for a value that is none."""
        aliases = {"from": given.get("milestone_from", ""), "to": given.get("milestone_to", "")}
        values = {}
        for field in fields(cls):
            name = ADDRESS_NAMES.get(field.name, field.name)
            text = (given.get(name) or aliases.get(name, "")).strip()
            if text:
                values[field.name] = _READERS[field.name](name, text)
        return cls(**values)

    def given(self) -> dict[str, Any]:
        """The filters in force, by their names in an address."""
        found = {ADDRESS_NAMES.get(f.name, f.name): getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in found.items() if value not in (None, "", False)}

    def without(self, *names: str) -> Self:
        """The same filters but for some."""
        blank = {f.name: f.default for f in fields(self) if f.name in names}
        return replace(self, **blank)


def list_address(path: str = LIST, **filters: Any) -> str:
    """The address of the list with those filters: members of enumerations, numbers, days, True.

    `start` and `end` are the days `from` and `to`; further names (sort) are carried along.
    """
    words = {}
    for name, value in filters.items():
        if value in (None, "", False):
            continue
        text = "1" if value is True else value.value if isinstance(value, Labelled) else value
        words[ADDRESS_NAMES.get(name, name)] = str(text)
    return with_query(path, words)


def narrowed(
    session: Session,
    wanted: Select[Any],
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
) -> Select[Any]:
    """The selection with the filters applied; `definition` is needed for `counted`."""
    conditions = [*plain(by), *_placed(session, viewer, by), *_secret(viewer, by)]
    if by.q:
        conditions.append(found_by(session, viewer, KIND, Project.id, by.q))
    if by.counted and definition is not None:
        conditions += project_conditions(definition)
    if by.milestone is not None:
        reached = _reached(by, definition if by.counted else None)
        conditions.append(Project.id.in_(reached))
    if by.paid:
        conditions += [Project.id.in_(_paid(by)), known_to(viewer)]
    if by.pending:
        conditions.append(Project.id.in_(_pending(viewer)))
    return wanted.where(*conditions)


def plain(by: ProjectFilter) -> list[ColumnElement[bool]]:
    """Conditions on what everybody in scope may see."""
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (Project.stage, by.stage),
        (Project.state, by.state),
    ):
        if value is not None:
            conditions.append(column == value)
    if by.before is not None:
        conditions.append(Project.stage_rank < STAGES.index(by.before))
    if by.net:
        conditions.append(net_condition())
    return conditions


def _placed(session: Session, viewer: Viewer, by: ProjectFilter) -> list[ColumnElement[bool]]:
    """Conditions on nodes and units. Their numbers are known in memory: PostgreSQL, which has
    counted how many projects lie on each, is told which."""
    conditions: list[ColumnElement[bool]] = []
    if by.node is not None:
        below = taxonomy(session, viewer).numbers_below(by.node)
        conditions.append(among(session, Project.node_id, below))
    if by.chain:
        nodes = [node.id for node in taxonomy(session, viewer).of_chain(by.chain)]
        conditions.append(among(session, Project.node_id, nodes))
    if by.unit is not None:
        units = directory(session, viewer).below(by.unit)
        conditions.append(among(session, Project.unit_id, units))
    return conditions


def _secret(viewer: Viewer, by: ProjectFilter) -> list[ColumnElement[bool]]:
    """Conditions on secrets: they find only what the viewer knows by name."""
    known = known_to(viewer)
    conditions: list[ColumnElement[bool]] = []
    if by.owner is not None:
        conditions += [Project.owner_id == by.owner, known]
    if by.tag is not None:
        conditions += [Project.id.in_(carrying(KIND, by.tag)), known]
    if by.company is not None:
        conditions += [Project.company_id == by.company, known]
    if by.kind is not None:
        conditions += [Project.kind == by.kind, known]
    if by.channel is not None:
        conditions += [Project.channel == by.channel, known]
    if by.foreign:
        conditions += [Project.is_foreign.is_(True), known]
    if by.group is not None:
        conditions += [in_region_group(by.group), known]
    if by.least is not None:
        conditions += [Project.investment_fen >= by.least, known]
    if by.most is not None:
        conditions += [Project.investment_fen <= by.most, known]
    if by.product or by.measure:
        conditions += [Project.id.in_(_capable(by)), known]
    return conditions


def _capable(by: ProjectFilter) -> Select[tuple[int]]:
    """The projects with a capacity of the product, in the unit."""
    wanted = select(ProjectCapacity.project_id)
    if by.product:
        wanted = wanted.where(ProjectCapacity.product == by.product)
    return wanted.where(ProjectCapacity.unit == by.measure) if by.measure else wanted


def _paid(by: ProjectFilter) -> Select[tuple[int]]:
    """The projects to which foreign capital was paid in during the months."""
    wanted = select(PaidIn.project_id).where(PaidIn.state == (by.status or MilestoneState.VERIFIED))
    if by.start is not None:
        wanted = wanted.where(PaidIn.month >= by.start)
    return wanted if by.end is None else wanted.where(PaidIn.month <= by.end)


def money_waits() -> Select[tuple[int]]:
    """The projects with foreign capital paid in that waits to be verified."""
    return select(PaidIn.project_id).where(PaidIn.state == MilestoneState.REPORTED)


def _pending(viewer: Viewer) -> CompoundSelect[tuple[int]]:
    """The projects with something to be verified, money only of those that the viewer knows."""
    reported = select(Milestone.project_id).where(Milestone.state == MilestoneState.REPORTED)
    money = money_waits().join(Project, Project.id == PaidIn.project_id).where(known_to(viewer))
    return union_all(reported, money.correlate(None))


def _reached(by: ProjectFilter, definition: Definition | None) -> Select[tuple[int]]:
    """The projects whose milestone falls into the days."""
    wanted = select(Milestone.project_id).where(
        Milestone.state == (by.status or MilestoneState.VERIFIED), Milestone.stage == by.milestone
    )
    if by.start is not None:
        wanted = wanted.where(Milestone.occurred_on >= by.start)
    if by.end is not None:
        wanted = wanted.where(Milestone.occurred_on <= by.end)
    if definition is not None:
        wanted = wanted.where(*milestone_conditions(definition))
    return wanted


def in_region_group(group: RegionGroup) -> ColumnElement[bool]:
    """Whether the investor belongs to a group of origin, as `crm.lib.regions.in_group` says."""
    regions = [code for code in REGIONS if in_group(code, HOME, group)]
    countries = [code for code in COUNTRIES if code != HOME and in_group(None, code, group)]
    # Not two conditions joined by `or`: PostgreSQL would pass over a whole index for each.
    at_home = (Project.country == HOME, Project.region_code.in_(regions))
    return case(at_home, else_=Project.country.in_(countries))


def _text(_name: str, text: str) -> str:
    return text[:LONGEST_QUERY].replace("\0", "")


def _number(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 18 and int(text) <= LARGEST:
        return int(text)
    raise _wrong(name)


def _flag(name: str, text: str) -> bool:
    if text in ("0", "1"):
        return text == "1"
    raise _wrong(name)


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(name) from None


def _one_of(kind: type[Labelled]) -> Any:
    def read(name: str, text: str) -> Labelled:
        try:
            return kind(text)
        except ValueError:
            raise _wrong(name) from None

    return read


def _wrong(name: str) -> Refused:
    return Refused(f"地址中的筛选条件“{name}”无效，请从项目列表重新选择。")


_READERS: dict[str, Any] = {
    **dict.fromkeys(("q", "chain", "product", "measure"), _text),
    **dict.fromkeys(("node", "unit", "owner", "tag", "company", "least", "most"), _number),
    **dict.fromkeys(("foreign", "counted", "net", "pending", "paid"), _flag),
    **dict.fromkeys(("start", "end"), _day),
    **dict.fromkeys(("stage", "before", "milestone"), _one_of(Stage)),
    "state": _one_of(ProjectState),
    "status": _one_of(MilestoneState),
    "kind": _one_of(ProjectKind),
    "channel": _one_of(Channel),
    "group": _one_of(RegionGroup),
}
