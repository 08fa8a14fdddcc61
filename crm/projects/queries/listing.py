"""The project list: one page by cursor, the exact count up to a limit, rows for an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import given, like, scope
from crm.accounts.rules import Sight, Viewer
from crm.chains.queries import Labels, labels
from crm.companies.models import Company
from crm.core.errors import Refused
from crm.core.finding import Worded
from crm.core.lists import Listing, Order, counted, turned_to
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.queries import ways
from crm.projects.queries.access import KIND, company_known_to, known_to
from crm.projects.queries.filters import ProjectFilter, money_waits, narrowed, plain
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import Definition
from crm.projects.rules.faces import Face, face

SORTS: dict[str, tuple[Any, type]] = {
    "updated": (Project.updated_at, datetime),
    "amount": (Project.amount_rank, int),
    "stage": (Project.stage_rank, int),
    "moved": (Project.last_moved_on, date),
}
DEFAULT_SORT = "-updated"
EVERYTHING = ProjectFilter()


class ProjectRow(NamedTuple):
    """A project in a list, masked for the viewer; `pending` names what waits to be verified."""

    id: int
    face: Face
    confidential: bool
    stage: Stage
    state: ProjectState
    node: str
    chain: str
    unit: str
    owner: str
    owner_id: int | None
    next_step: str
    next_step_on: date | None
    last_moved_on: date
    pending: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its page."""
        return f"/projects/{self.id}"


@dataclass(frozen=True)
class ProjectPage:
    """A page of the list; `total` is a number, or "10,000+" beyond what is counted."""

    rows: list[ProjectRow]
    first: int
    last: int
    total: int | str
    previous: str
    next: str


def check_sort(sort: str) -> str:
    """The order asked for; Refused for a column that lists are not sorted by."""
    if sort.removeprefix("-") not in SORTS:
        raise Refused("列表不能按这一列排序，请从表头选择。")
    return sort


def project_page(
    session: Session,
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
    sort: str = DEFAULT_SORT,
    cursor: str = "",
) -> ProjectPage:
    """One page of the projects in the viewer's scope that the filters leave."""
    if by == ProjectFilter(stage=by.stage, state=by.state):
        found = turned_to(session, _kept(like(viewer), by, sort), cursor, values=given(viewer))
    elif by == ProjectFilter(q=by.q):
        whole, keys = _kept(like(viewer), EVERYTHING, sort), _whole(like(viewer))
        listing = Worded(session, viewer, KIND, by.q, whole, keys)
        found = turned_to(session, listing, cursor, values=given(viewer))
    else:
        keys = _numbers(session, viewer, by, definition)
        found = turned_to(session, _listing(viewer, keys, by, sort), cursor)
    words = labels(session, viewer)
    rows = [row_of(row, words) for row in found.rows]
    return ProjectPage(rows, found.first, found.last, found.total, found.previous, found.next)


@lru_cache(maxsize=200)
def _kept(viewer: Sight, by: ProjectFilter, sort: str) -> Listing:
    """The list as it is opened, or narrowed to a stage or state, for all who see as far."""
    return _listing(viewer, _whole(viewer).where(*plain(by)), by, sort)


def _whole(viewer: Sight) -> Select[tuple[int]]:
    return select(Project.id).where(scope(viewer, Project))


def _listing(viewer: Sight, keys: Select[Any], by: ProjectFilter, sort: str) -> Listing:
    column, kind = SORTS[check_sort(sort).removeprefix("-")]
    order = Order(column, kind, sort.startswith("-"))
    keys, gathered = ways.found(keys, viewer, by, sort)
    return Listing(rows_for(viewer), order, Project.id, keys, gathered=gathered)


def count(
    session: Session, viewer: Viewer, by: ProjectFilter, definition: Definition | None
) -> int | str:
    """How many there are: exact up to 10,000."""
    return counted(session, _numbers(session, viewer, by, definition))


def _numbers(
    session: Session, viewer: Viewer, by: ProjectFilter, definition: Definition | None
) -> Select[Any]:
    return narrowed(session, _whole(viewer), viewer, by, definition)


def every(
    session: Session,
    viewer: Viewer,
    by: ProjectFilter,
    definition: Definition | None,
    most: int,
) -> Iterator[ProjectRow]:
    """All rows that the filters leave, for an export: newest first, at most `most`."""
    wanted = narrowed(session, rows_for(viewer), viewer, by, definition)
    wanted = wanted.order_by(Project.updated_at.desc(), Project.id.desc()).limit(most)
    words = labels(session, viewer)
    for row in session.execute(wanted.execution_options(yield_per=1000)):
        yield row_of(row, words)


def rows_for(viewer: Sight) -> Select[Any]:
    """What a row needs, of the projects in the viewer's scope."""
    return brief_rows_for(viewer).add_columns(
        Project.confidential,
        Project.investment_minor,
        Project.amount_unit,
        Project.investment_fen,
        Project.next_step,
        Project.next_step_on,
        Project.last_moved_on,
        Project.owner_id,
        _waiting().label("waiting"),
        and_(known_to(viewer), Project.id.in_(money_waits())).label("money_waits"),
    )


def brief_rows_for(viewer: Sight) -> Select[Any]:
    """What a line needs: what a project is called, where it stands and how far it has come."""
    return (
        select(
            Project.id,
            Project.name,
            Project.code_name,
            known_to(viewer).label("known"),
            company_known_to(viewer).label("company_known"),
            Project.stage,
            Project.state,
            Project.node_id,
            Project.unit_id,
            Company.name.label("company"),
        )
        .join(Company, Company.id == Project.company_id)
        .where(scope(viewer, Project))
    )


def _waiting() -> ScalarSelect[str]:
    """The stages of a project's milestones that wait to be verified, with commas between."""
    return (
        select(func.aggregate_strings(Milestone.stage, ","))
        .where(Milestone.project_id == Project.id, Milestone.state == MilestoneState.REPORTED)
        .correlate(Project)
        .scalar_subquery()
    )


def row_of(row: Row[Any], words: Labels) -> ProjectRow:
    """A fetched row as the viewer may see it."""
    known = row.known
    return ProjectRow(
        id=row.id,
        face=face_of(row, minor=row.investment_minor, unit=row.amount_unit, fen=row.investment_fen),
        confidential=row.confidential,
        stage=row.stage,
        state=row.state,
        node=words.node(row.node_id),
        chain=words.chain(row.node_id),
        unit=words.unit(row.unit_id),
        owner=words.person(row.owner_id) if known else "",
        owner_id=row.owner_id if known else None,
        next_step=row.next_step if known else "",
        next_step_on=row.next_step_on if known else None,
        last_moved_on=row.last_moved_on,
        pending=_pending(row),
    )


def face_of(row: Row[Any], **amount: Any) -> Face:
    """The face of a row, a brief one too; the amount as `face` takes it."""
    company = row.company if row.company_known else "涉密企业"
    return face(known=row.known, name=row.name, code_name=row.code_name, company=company, **amount)


def _pending(row: Row[Any]) -> tuple[str, ...]:
    stages = [Stage(one).label for one in row.waiting.split(",")] if row.waiting else []
    return (*stages, *(["到账外资"] if row.money_waits else []))
