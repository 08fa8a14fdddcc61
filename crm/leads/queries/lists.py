"""The list of leads with its filters and orders, the pool, and what an export holds.

What the viewer may not see may not be filtered or sorted by either: conditions on secret columns
hold for leads that he knows by name only, and the others sort last.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, select
from sqlalchemy.orm import Session

from crm.accounts.queries import directory, given, like, scope
from crm.accounts.rules import Scope, Sight, Viewer
from crm.chains.queries import taxonomy
from crm.core.addresses import address
from crm.core.db import read
from crm.core.errors import Refused
from crm.core.finding import Worded, found_by
from crm.core.lists import Listing, Order, Page, among, turned_to
from crm.core.ways import passing_over
from crm.leads.models import LISTED, Lead
from crm.leads.queries.access import KIND, in_pool, known_to
from crm.leads.queries.terms import terms_of
from crm.leads.rules import Due, LeadSort, LeadState
from crm.lists.queries.tags import carrying
from crm.plans.rules import Channel

NEVER = date(2999, 12, 31)
# The filters that leave only open leads, known by name, with the day that is sorted by.
DAY_OF = {LeadSort.FALLS: (Due.SOON, Due.OVER), LeadSort.STEP: (Due.STEP,)}
# Filters that are answered by other tables, or find few rows by an index of their own.
APART = frozenset({"q", "tag", "owner"})
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class LeadFilter:
    """What the list is narrowed to. `node` takes its sub-nodes in, `unit` the units below;
    `least` is in fen; `chain` is a code."""

    q: str = ""
    state: LeadState | None = None
    node: int | None = None
    chain: str = ""
    owner: int | None = None
    unit: int | None = None
    channel: Channel | None = None
    due: Due | None = None
    least: int | None = None
    tag: int | None = None

    @property
    def names(self) -> frozenset[str]:
        """The names of the fields that narrow something."""
        every = ((field.name, getattr(self, field.name)) for field in fields(self))
        return frozenset(name for name, value in every if value not in (None, ""))


EVERYTHING = LeadFilter()


def list_address(sort: LeadSort | None = None, **filters: Any) -> str:
    """The address of the list that shows what the filters leave; for links from figures."""
    asked = asdict(LeadFilter(**filters))
    return address("/leads", {**asked, "sort": sort})


def columns(viewer: Sight) -> tuple[Any, ...]:
    """What a row of a list holds; `rows.py` masks it."""
    return (
        Lead.id,
        Lead.company_name,
        Lead.code_name,
        Lead.confidential,
        known_to(viewer).label("known"),
        Lead.state,
        Lead.intent,
        Lead.amount_minor,
        Lead.amount_unit,
        Lead.amount_fen,
        Lead.channel,
        Lead.falls_on,
        Lead.next_step,
        Lead.next_step_on,
        Lead.reported_on,
        Lead.last_followed_on,
        Lead.updated_at,
        Lead.node_id,
        Lead.owner_id,
        Lead.unit_id,
    )


def narrowed(
    session: Session, viewer: Viewer, wanted: LeadFilter, on: date
) -> list[ColumnElement[bool]]:
    """The conditions of a filter on leads in the viewer's scope."""
    found = [scope(viewer, Lead)]
    secret: list[ColumnElement[bool]] = []
    if wanted.q:
        found.append(found_by(session, viewer, KIND, Lead.id, wanted.q))
    if wanted.state:
        found.append(Lead.state == wanted.state)
    if wanted.node:
        found.append(_on(session, viewer, wanted.node))
    if wanted.chain:
        nodes = [node.id for node in taxonomy(session, viewer).of_chain(wanted.chain)]
        found.append(among(session, Lead.node_id, nodes))
    if wanted.unit:
        units = directory(session, viewer).below(wanted.unit)
        found.append(among(session, Lead.unit_id, units))
    if wanted.owner:
        secret.append(Lead.owner_id == wanted.owner)
    if wanted.channel:
        secret.append(Lead.channel == wanted.channel)
    if wanted.least is not None:
        secret.append(Lead.amount_fen >= wanted.least)
    if wanted.tag:
        secret.append(Lead.id.in_(carrying(KIND, wanted.tag)))
    if wanted.due:
        warned = terms_of(session, on, viewer).warning_days
        secret.append(_due(wanted.due, on, on + timedelta(days=warned)))
    if secret:
        found += [*secret, known_to(viewer)]
    return found


def _due(due: Due, on: date, last: date) -> ColumnElement[bool]:
    is_open = Lead.state == LeadState.OPEN
    if due is Due.STEP:
        return and_(is_open, Lead.next_step_on <= on)
    if due is Due.OVER:
        return and_(is_open, Lead.falls_on < on)
    return and_(is_open, Lead.falls_on.between(on, last))


def _on(session: Session, viewer: Viewer, node_id: int) -> ColumnElement[bool]:
    """Whether it lies on a node or below. The numbers are known in memory: PostgreSQL, which has
    counted how many leads lie on each, is told which."""
    return among(session, Lead.node_id, taxonomy(session, viewer).numbers_below(node_id))


def order_of(viewer: Sight, sort: LeadSort, due: Due | None = None) -> Order:
    """The order of a list; what is not known or empty comes last. A filter by the same day leaves
    neither, so that an index gives the order."""
    if due in DAY_OF.get(sort, ()):
        column = Lead.falls_on if sort is LeadSort.FALLS else Lead.next_step_on
        return Order(column, date, descending=False)
    known = known_to(viewer)
    if sort is LeadSort.AMOUNT:
        return Order(func.coalesce(case((known, Lead.amount_fen)), literal(-1)), int)
    if sort is LeadSort.UPDATED:
        return Order(Lead.updated_at, datetime)
    column = Lead.falls_on if sort is LeadSort.FALLS else Lead.next_step_on
    given = known if sort is LeadSort.STEP else and_(known, Lead.state == LeadState.OPEN)
    return Order(func.coalesce(case((given, column)), literal(NEVER)), date, descending=False)


def page_of(
    session: Session,
    viewer: Viewer,
    wanted: LeadFilter,
    on: date,
    sort: LeadSort = LeadSort.UPDATED,
    cursor: str = "",
) -> Page:
    """A page of the leads in scope that the filter leaves."""
    if wanted == LeadFilter(state=wanted.state):
        listing = _kept(like(viewer), wanted, LeadSort(sort))
        return turned_to(session, listing, cursor, values=given(viewer))
    if wanted == LeadFilter(q=wanted.q):
        whole, keys = _kept(like(viewer), EVERYTHING, LeadSort(sort)), _whole(like(viewer))
        listing = Worded(session, viewer, KIND, wanted.q, whole, keys)
        return turned_to(session, listing, cursor, values=given(viewer))
    keys = select(Lead.id).where(*narrowed(session, viewer, wanted, on))
    return turned_to(session, _listing(viewer, keys, wanted, sort), cursor)


@lru_cache(maxsize=200)
def _kept(viewer: Sight, wanted: LeadFilter, sort: LeadSort) -> Listing:
    """The list as it is opened, or narrowed to a state, for all who see as far."""
    keys = _whole(viewer)
    if wanted.state:
        keys = keys.where(Lead.state == wanted.state)
    return _listing(viewer, keys, wanted, sort)


def _whole(viewer: Sight) -> Select[tuple[int]]:
    return select(Lead.id).where(scope(viewer, Lead))


def _listing(viewer: Sight, keys: Select[Any], wanted: LeadFilter, sort: LeadSort) -> Listing:
    apart = bool(wanted.names & APART)
    if not apart and not _in_order(viewer, wanted, sort):
        keys = passing_over(keys, Lead, LISTED)
    rows, order = select(*columns(viewer)), order_of(viewer, sort, wanted.due)
    return Listing(rows, order, Lead.id, keys, gathered=apart)


def _in_order(viewer: Sight, wanted: LeadFilter, sort: LeadSort) -> bool:
    """Whether an index has the leads that are left in the order of the list."""
    if wanted.due in DAY_OF.get(sort, ()):
        return wanted.names == {"due"}
    simple = {"state"} if viewer.scope is Scope.ZONE else set()
    return sort is LeadSort.UPDATED and wanted.names <= simple


def first_of(
    session: Session, viewer: Viewer, wanted: LeadFilter, on: date, sort: LeadSort, most: int
) -> list[Any]:
    """The first few rows that the filter leaves: found first, and only then read in full."""
    order = order_of(viewer, sort, wanted.due)
    sides = [one.desc() if order.descending else one.asc() for one in (order.key, Lead.id)]
    found = select(Lead.id).where(*narrowed(session, viewer, wanted, on)).order_by(*sides)
    first = found.limit(most).subquery()
    rows = select(*columns(viewer)).join(first, first.c.id == Lead.id).order_by(*sides)
    return list(session.execute(rows))


def exported(
    session: Session, viewer: Viewer, wanted: LeadFilter, on: date, sort: LeadSort
) -> list[Any]:
    """All rows that the filter leaves, in the order of the list; Refused beyond MOST_EXPORTED."""
    rows = first_of(session, viewer, wanted, on, sort, MOST_EXPORTED + 1)
    if len(rows) > MOST_EXPORTED:
        raise Refused(f"超过 {MOST_EXPORTED:,} 条，请先缩小筛选范围，再导出。")
    return rows


def pool(session: Session, viewer: Viewer, wanted: LeadFilter, cursor: str) -> Page:
    """A page of the common pool, narrowed by words and node."""
    if wanted == EVERYTHING:
        return turned_to(session, _pool(like(viewer)), cursor, values=given(viewer))
    narrower = []
    if wanted.q:
        narrower.append(found_by(session, viewer, KIND, Lead.id, wanted.q))
    if wanted.node:
        narrower.append(_on(session, viewer, wanted.node))
    return turned_to(session, _pooled(viewer, *narrower), cursor)


@cache
def _pool(viewer: Sight) -> Listing:
    return _pooled(viewer)


def _pooled(viewer: Sight, *narrower: ColumnElement[bool]) -> Listing:
    keys = select(Lead.id).where(in_pool(viewer), *narrower)
    return Listing(select(*columns(viewer)), order_of(viewer, LeadSort.UPDATED), Lead.id, keys)


def of_company(session: Session, viewer: Viewer, company_id: int, most: int = 20) -> list[Any]:
    """A company's leads in scope that the viewer knows by name, the latest first."""
    values = given(viewer, of=company_id, most=most)
    return list(read(session, _of_company(like(viewer)), values))


@cache
def _of_company(viewer: Sight) -> Select[Any]:
    return (
        select(*columns(viewer))
        .where(Lead.company_id == bindparam("of"), scope(viewer, Lead), known_to(viewer))
        .order_by(Lead.updated_at.desc(), Lead.id.desc())
        .limit(bindparam("most"))
    )
