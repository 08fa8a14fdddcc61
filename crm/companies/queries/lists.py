"""The list of companies with its filters."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import directory, given, like
from crm.accounts.rules import Sight, Viewer
from crm.chains.queries import taxonomy
from crm.companies.models import Company, CompanyHonour, CompanyNode
from crm.companies.queries import KIND, known_to
from crm.companies.rules import Honour, Relation, standing_honours
from crm.core.addresses import address
from crm.core.db import read
from crm.core.finding import Worded, found_by
from crm.core.kept import COMPANIES, Answers
from crm.core.lists import Listing, Order, Page, among, named_among, turned_to
from crm.core.ways import few_on_sqlite, member
from crm.lists.queries.tags import carrying

ORDER = Order(Company.updated_at, datetime)
COLUMNS = (
    Company.id,
    Company.name,
    Company.short_name,
    Company.relation,
    Company.is_leader,
    Company.code_named,
    Company.confidential,
    Company.country,
    Company.region_code,
    Company.updated_at,
    Company.unit_id,
)


@dataclass(frozen=True)
class CompanyFilter:
    """What the list is narrowed to; `node` takes its sub-nodes in, `unit` the units below.

    `chain` is a code. With `main` only the main node of a company counts, as in figures that
    count each company once.
    """

    q: str = ""
    relation: Relation | None = None
    node: int | None = None
    unit: int | None = None
    honour: Honour | None = None
    chain: str = ""
    main: bool = False
    tag: int | None = None


EVERYTHING = CompanyFilter()
# Counting ten thousand takes PostgreSQL two thirds of the list's time.
_totals = Answers(Company, CompanyNode, Clearance, most=200, topic=COMPANIES)


def list_address(**filters: Any) -> str:
    """The address of the list that shows what the filters leave; for links from figures."""
    asked = asdict(CompanyFilter(**filters))
    return address("/companies", {**asked, "main": "1" if asked["main"] else ""})


def listed(session: Session, viewer: Viewer, wanted: CompanyFilter) -> Select[Any]:
    """The companies that the viewer may see and the filter leaves."""
    return _listed(session, viewer, wanted)[0]


def page_of(session: Session, viewer: Viewer, wanted: CompanyFilter, cursor: str) -> Page:
    """A page of the list, the latest changes first."""
    if wanted == EVERYTHING:
        listing, values = _all(like(viewer)), given(viewer)
    elif wanted == CompanyFilter(q=wanted.q):
        whole, keys = _all(like(viewer)), select(Company.id).where(known_to(like(viewer)))
        listing, values = Worded(session, viewer, KIND, wanted.q, whole, keys), given(viewer)
    else:
        rows, gathered = _listed(session, viewer, wanted)
        listing, values = Listing(rows, ORDER, Company.id, gathered=gathered), {}
    total = None
    if not listing.gathered:
        asked = viewer.sight, wanted
        total = _totals.to(session, asked, lambda: listing.total(session, values))
    return turned_to(session, listing, cursor, values=values, total=total)


def _listed(session: Session, viewer: Viewer, wanted: CompanyFilter) -> tuple[Select[Any], bool]:
    """The selection, and whether its rows are to be gathered (see `Listing`)."""
    query = select(*COLUMNS).where(known_to(viewer))
    gathered = bool(wanted.q or wanted.tag or wanted.honour)
    if wanted.q:
        query = query.where(found_by(session, viewer, KIND, Company.id, wanted.q))
    if wanted.relation:
        query = query.where(Company.relation == wanted.relation)
    for nodes in _nodes(session, viewer, wanted):
        on_them = _on(session, nodes, wanted.main)
        few = few_on_sqlite(session, on_them)
        query, gathered = query.where(member(on_them, Company.id, few=few)), gathered or few
    if wanted.unit:
        units = directory(session, viewer).below(wanted.unit)
        query = query.where(among(session, Company.unit_id, units))
    if wanted.tag:
        query = query.where(Company.id.in_(carrying(KIND, wanted.tag)))
    if wanted.honour:
        holders = select(CompanyHonour.company_id).where(CompanyHonour.honour == wanted.honour)
        query = query.where(Company.id.in_(holders))
    return query, gathered


def _nodes(session: Session, viewer: Viewer, wanted: CompanyFilter) -> list[list[int]]:
    """The numbers of the node asked for and those below it, and of the chain's nodes."""
    every = taxonomy(session, viewer)
    found = [every.numbers_below(wanted.node)] if wanted.node else []
    if wanted.chain:
        found.append([node.id for node in every.of_chain(wanted.chain)])
    return found


@cache
def _all(viewer: Sight) -> Listing:
    """The list as it is opened, for all who see as far."""
    return Listing(select(*COLUMNS).where(known_to(viewer)), ORDER, Company.id)


def nodes_of(session: Session, company_ids: list[int]) -> dict[int, list[int]]:
    """The chain nodes of each company, the main one first."""
    if not company_ids:
        return {}
    found: dict[int, list[int]] = {}
    wanted = _nodes_of(session.get_bind().dialect.name)
    for company_id, node_id in read(session, wanted, {"of": company_ids}):
        found.setdefault(company_id, []).append(node_id)
    return found


@cache
def _nodes_of(engine: str) -> Select[tuple[int, int]]:
    return (
        select(CompanyNode.company_id, CompanyNode.node_id)
        .where(named_among(engine, CompanyNode.company_id, "of"))
        .order_by(CompanyNode.is_main.desc(), CompanyNode.node_id)
    )


def honours_held(
    session: Session, company_ids: list[int], on: date
) -> dict[int, tuple[Honour, ...]]:
    """The highest rung and the titles that each company holds on a day; of those with some."""
    if not company_ids:
        return {}
    held: dict[int, dict[Honour, date | None]] = {}
    wanted = _honours_of(session.get_bind().dialect.name)
    for company_id, honour, expires_on in read(session, wanted, {"of": company_ids}):
        held.setdefault(company_id, {})[honour] = expires_on
    return {number: standing_honours(some, on) for number, some in held.items()}


@cache
def _honours_of(engine: str) -> Select[Any]:
    columns = (CompanyHonour.company_id, CompanyHonour.honour, CompanyHonour.expires_on)
    return select(*columns).where(named_among(engine, CompanyHonour.company_id, "of"))


def _on(session: Session, nodes: list[int], main: bool) -> Select[tuple[int]]:
    found = select(CompanyNode.company_id).where(among(session, CompanyNode.node_id, nodes))
    return found.where(CompanyNode.is_main) if main else found
