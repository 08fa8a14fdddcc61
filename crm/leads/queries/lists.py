"""The list of leads with its filters and orders, the pool, and what an export holds.

What the viewer may not see may not be filtered or sorted by either: conditions on secret columns
hold for leads that he knows by name only, and the others sort last.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.chains.models import Chain, ChainNode
from crm.core.errors import Refused
from crm.core.finding import found_by
from crm.core.lists import Order, Page, address, page
from crm.leads.models import Lead
from crm.leads.queries.access import KIND, in_pool, known_to
from crm.leads.queries.terms import terms_of
from crm.leads.rules import Due, LeadSort, LeadState
from crm.lists.queries.tags import carrying
from crm.plans.rules import Channel

NEVER = date(2999, 12, 31)
# The filters that leave only open leads, known by name, with the day that is sorted by.
DAY_OF = {LeadSort.FALLS: (Due.SOON, Due.OVER), LeadSort.STEP: (Due.STEP,)}
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


def list_address(sort: LeadSort | None = None, **filters: Any) -> str:
    """The address of the list that shows what the filters leave; for links from figures."""
    asked = asdict(LeadFilter(**filters))
    return address("/leads", {**asked, "sort": sort})


def columns(viewer: Viewer) -> tuple[Any, ...]:
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
        found.append(Lead.node_id.in_(_below(wanted.node)))
    if wanted.chain:
        found.append(Lead.node_id.in_(_of_chain(wanted.chain)))
    if wanted.unit:
        found.append(Lead.unit_id.in_(unit_and_below(wanted.unit)))
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


def _below(node_id: int) -> Select[tuple[int]]:
    path = select(ChainNode.path).where(ChainNode.id == node_id).scalar_subquery()
    return select(ChainNode.id).where(ChainNode.path.startswith(path))


def _of_chain(code: str) -> Select[tuple[int]]:
    return (
        select(ChainNode.id).join(Chain, Chain.id == ChainNode.chain_id).where(Chain.code == code)
    )


def unit_and_below(unit_id: int) -> Select[tuple[int]]:
    """A unit with those below it."""
    path = select(OrgUnit.path).where(OrgUnit.id == unit_id).scalar_subquery()
    return select(OrgUnit.id).where(OrgUnit.path.startswith(path))


def order_of(viewer: Viewer, sort: LeadSort, due: Due | None = None) -> Order:
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
    keys = select(Lead.id).where(*narrowed(session, viewer, wanted, on))
    rows, order = select(*columns(viewer)), order_of(viewer, sort, wanted.due)
    return page(session, rows, order, Lead.id, cursor, keys=keys)


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
    keys = select(Lead.id).where(*_in_pool(session, viewer, wanted))
    order = order_of(viewer, LeadSort.UPDATED)
    return page(session, select(*columns(viewer)), order, Lead.id, cursor, keys=keys)


def _in_pool(session: Session, viewer: Viewer, wanted: LeadFilter) -> list[ColumnElement[bool]]:
    found = [in_pool(viewer)]
    if wanted.q:
        found.append(found_by(session, viewer, KIND, Lead.id, wanted.q))
    if wanted.node:
        found.append(Lead.node_id.in_(_below(wanted.node)))
    return found


def of_company(session: Session, viewer: Viewer, company_id: int, most: int = 20) -> list[Any]:
    """A company's leads in scope that the viewer knows by name, the latest first."""
    query = (
        select(*columns(viewer))
        .where(Lead.company_id == company_id, scope(viewer, Lead), known_to(viewer))
        .order_by(Lead.updated_at.desc(), Lead.id.desc())
        .limit(most)
    )
    return list(session.execute(query))
