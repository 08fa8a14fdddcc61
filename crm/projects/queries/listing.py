"""The project list: one page by cursor, the exact count up to a limit, rows for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.chains.models import Chain, ChainNode
from crm.companies.models import Company
from crm.core.errors import Refused
from crm.lib.paging import BadCursor, decode_cursor, encode_cursor
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.queries.access import company_known_to, known_to
from crm.projects.queries.filters import ProjectFilter, narrowed
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import Definition
from crm.projects.rules.faces import Face, face

PAGE = 50
COUNTED_TO = 10_000
SORTS: dict[str, tuple[Any, type]] = {
    "updated": (Project.updated_at, datetime),
    "amount": (Project.amount_rank, int),
    "stage": (Project.stage_rank, int),
    "moved": (Project.last_moved_on, date),
}
DEFAULT_SORT = "-updated"


@dataclass(frozen=True)
class ProjectRow:
    """A project in a list, masked for the viewer; `pending` are milestones to be verified."""

    id: int
    face: Face
    confidential: bool
    stage: Stage
    state: ProjectState
    node: str
    chain: str
    unit: str
    owner: str
    next_step: str
    next_step_on: date | None
    last_moved_on: date
    pending: tuple[Stage, ...] = ()

    @property
    def url(self) -> str:
        """Its page."""
        return f"/projects/{self.id}"


@dataclass(frozen=True)
class Page:
    """A page of the list; `total` is exact up to COUNTED_TO and None beyond."""

    rows: list[ProjectRow]
    first: int
    total: int | None
    previous: str | None
    next: str | None

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def total_text(self) -> str:
        """The count as pages show it."""
        return f"{COUNTED_TO:,}+" if self.total is None else f"{self.total:,}"


@dataclass(frozen=True)
class _Place:
    """Where a page begins: behind (or, going back, before) a row; `before` rows precede it."""

    before: int = 0
    value: Any = None
    key: int = 0
    back: bool = False

    @classmethod
    def read(cls, cursor: str, kind: type) -> "_Place":
        if not cursor:
            return cls()
        before, value, key, back = decode_cursor(cursor, int, kind, int, bool)
        if value is None or key is None or back is None or not 0 <= (before or 0) < 10**9:
            raise BadCursor
        return cls(before or 0, value, key, back)


def check_sort(sort: str) -> str:
    """The order asked for; Refused for a column that lists are not sorted by."""
    if sort.removeprefix("-") not in SORTS:
        raise Refused("列表不能按这一列排序，请从表头选择。")
    return sort


def page(
    session: Session,
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
    *,
    sort: str = DEFAULT_SORT,
    cursor: str = "",
    size: int = PAGE,
) -> Page:
    """One page of the projects in the viewer's scope that the filters leave."""
    column, kind = SORTS[check_sort(sort).removeprefix("-")]
    place = _Place.read(cursor, kind)
    found = session.execute(_slice(viewer, by, definition, sort, place, size)).all()
    more = len(found) > size
    found = found[:size]
    if place.back:
        found = found[::-1]
    rows = with_pending(session, [row_of(one) for one in found])
    first = max(place.before - len(rows), 0) + 1 if place.back else place.before + 1
    key = column.key

    def cursor_at(row: Row[Any], back: bool) -> str:
        before = first - 1 if back else first - 1 + len(rows)
        return encode_cursor(before, getattr(row, key), row.id, back)

    earlier = more if place.back else place.key > 0
    later = place.back or more
    return Page(
        rows,
        first if rows else 0,
        count(session, viewer, by, definition),
        cursor_at(found[0], True) if found and earlier else None,
        cursor_at(found[-1], False) if found and later else None,
    )


def count(
    session: Session, viewer: Viewer, by: ProjectFilter, definition: Definition | None
) -> int | None:
    """How many there are; None when more than COUNTED_TO."""
    wanted = narrowed(select(literal(1)).where(scope(viewer, Project)), viewer, by, definition)
    limited = wanted.select_from(Project).limit(COUNTED_TO + 1).subquery()
    number = session.scalar(select(func.count()).select_from(limited)) or 0
    return None if number > COUNTED_TO else number


def every(
    session: Session,
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
    most: int,
) -> Iterator[ProjectRow]:
    """All rows that the filters leave, for an export: newest first, at most `most`."""
    wanted = narrowed(rows_for(viewer), viewer, by, definition)
    wanted = wanted.order_by(Project.updated_at.desc(), Project.id.desc()).limit(most)
    for row in session.execute(wanted.execution_options(yield_per=1000)):
        yield row_of(row)


def rows_for(viewer: Viewer) -> Select[Any]:
    """What a row needs, of the projects in the viewer's scope."""
    return (
        select(
            Project.id,
            Project.name,
            Project.code_name,
            Project.confidential,
            known_to(viewer).label("known"),
            company_known_to(viewer).label("company_known"),
            Project.stage,
            Project.state,
            Project.investment_minor,
            Project.amount_unit,
            Project.investment_fen,
            Project.next_step,
            Project.next_step_on,
            Project.last_moved_on,
            Project.updated_at,
            Project.amount_rank,
            Project.stage_rank,
            Company.name.label("company"),
            ChainNode.name.label("node"),
            Chain.name.label("chain"),
            OrgUnit.name.label("unit"),
            User.name.label("owner"),
        )
        .join(Company, Company.id == Project.company_id)
        .join(ChainNode, ChainNode.id == Project.node_id)
        .join(Chain, Chain.id == ChainNode.chain_id)
        .join(OrgUnit, OrgUnit.id == Project.unit_id)
        .outerjoin(User, User.id == Project.owner_id)
        .where(scope(viewer, Project))
    )


def _slice(
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
    sort: str,
    place: _Place,
    size: int,
) -> Select[Any]:
    column, _kind = SORTS[sort.removeprefix("-")]
    downwards = sort.startswith("-") != place.back
    wanted = narrowed(rows_for(viewer), viewer, by, definition)
    if place.key:
        here = tuple_(column, Project.id)
        there = tuple_(literal(place.value, column.type), literal(place.key))
        wanted = wanted.where(here < there if downwards else here > there)
    keys = (column, Project.id)
    ordered = wanted.order_by(*(key.desc() if downwards else key.asc() for key in keys))
    return ordered.limit(size + 1)


def row_of(row: Row[Any]) -> ProjectRow:
    """A fetched row as the viewer may see it."""
    shown = face(
        known=row.known,
        name=row.name,
        code_name=row.code_name,
        company=row.company if row.company_known else "涉密企业",
        minor=row.investment_minor,
        unit=row.amount_unit,
        fen=row.investment_fen,
    )
    return ProjectRow(
        id=row.id,
        face=shown,
        confidential=row.confidential,
        stage=row.stage,
        state=row.state,
        node=row.node,
        chain=row.chain,
        unit=row.unit,
        owner=row.owner or "",
        next_step=row.next_step if row.known else "",
        next_step_on=row.next_step_on if row.known else None,
        last_moved_on=row.last_moved_on,
    )


def with_pending(session: Session, rows: Sequence[ProjectRow]) -> list[ProjectRow]:
    """The rows with their milestones that wait to be verified, by one query for all."""
    reported = session.execute(
        select(Milestone.project_id, Milestone.stage).where(
            Milestone.project_id.in_([row.id for row in rows]),
            Milestone.state == MilestoneState.REPORTED,
        )
    )
    waiting: dict[int, list[Stage]] = {}
    for project_id, stage in reported:
        waiting.setdefault(project_id, []).append(stage)
    return [
        ProjectRow(**{**row.__dict__, "pending": tuple(waiting.get(row.id, ()))}) for row in rows
    ]
