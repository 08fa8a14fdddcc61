"""Writes the made-up history: few large inserts, in the order of the references."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, User
from crm.chains.models import Chain, ChainNode
from crm.companies.models import Company, CompanyNode, Contact
from crm.core.errors import Refused
from crm.exchange.demo import beside, daily, people, rows, targets
from crm.exchange.demo.market import Firm, firms
from crm.exchange.demo.office import CHUNK, Office, Say
from crm.exchange.demo.people import Account, Worker
from crm.exchange.demo.pipeline import Course, course
from crm.leads.models import Activity, Lead, Todo
from crm.leads.rules import LeadState
from crm.projects.models import Milestone, PlannedDate, Project, ProjectNode
from crm.search.operations import reindex


@dataclass(frozen=True)
class Filled:
    """What was written: the accounts with their passwords, and rows by table."""

    accounts: list[Account]
    counts: dict[str, int] = field(default_factory=dict)


def fill(
    session: Session, scale: int, seed: int, today: date, say: Say, *, index: bool = True
) -> Filled:
    """Add `scale` projects and as many leads, with all that belongs to them.

    Deterministic for scale, seed and day, but for the passwords. Refused when it was done before.
    Without `index` the search index is the caller's to make.
    """
    if session.scalar(select(func.count()).where(User.username == "staff2")):
        raise Refused("这个库里已有演示数据，不再重复生成。")
    random = Random(seed)
    units = people.make_units(session)
    accounts = people.make_cast(session, units)
    workers = people.make_workers(session, units, random)
    aside = Random(f"{seed} aside")
    office = Office(session, random, aside, today, workers, _nodes(session), say, seed)
    market = firms(random, list(office.nodes))
    targets.make_rates(session, today)
    for done in range(0, scale, CHUNK):
        count = min(CHUNK, scale - done)
        _projects(office, list(islice(market, count)))
        _leads(office, list(islice(market, count - len(range(0, count, 3)))))
        say("演示数据", done + count, scale)
    targets.make_quotas(session, units, today)
    beside.honours(office, office.aside)
    beside.task_reports(office, office.aside)
    daily.fill_days(office, market, scale)
    session.flush()
    if index:
        reindex(session)
    return Filled(accounts, office.counts)


def _nodes(session: Session) -> dict[str, int]:
    """The nodes of the chain on which the demo plays, by code."""
    wanted = select(ChainNode.code, ChainNode.id).join(Chain, Chain.id == ChainNode.chain_id)
    found = dict(session.execute(wanted.where(Chain.code == "ic").order_by(ChainNode.id)).all())
    if not found:
        raise Refused("演示数据需要产业链 ic：请先运行 flask --app wsgi seed。")
    return found


def _projects(office: Office, market: list[Firm]) -> None:
    random = office.random
    workers = [random.choice(office.workers) for _ in market]
    courses = [course(random, office.today, firm.node, firm.country != "CN") for firm in market]
    companies = office.put(Company, list(rows.company_rows(office, market, workers, courses)))
    office.put(
        CompanyNode,
        [
            {"company_id": company, "node_id": office.nodes[firm.node], "is_main": True}
            for company, firm in zip(companies, market, strict=True)
        ],
    )
    office.put(Contact, list(rows.contact_rows(office, companies, workers)))
    sources = _source_leads(office, market, companies, workers, courses)
    made = [
        rows.project_row(office, *each)
        for each in zip(market, companies, workers, courses, sources, strict=True)
    ]
    _belongings(office, office.put(Project, made), made, courses, workers)


def _source_leads(
    office: Office,
    market: list[Firm],
    companies: list[int],
    workers: list[Worker],
    courses: list[Course],
) -> list[int | None]:
    """Every third project came from a lead that is kept."""
    chosen = range(0, len(market), 3)
    made = []
    for place in chosen:
        begun = courses[place].begun
        row = rows.lead_row(office, market[place], workers[place], begun - timedelta(days=25))
        row |= {
            "company_id": companies[place],
            "state": LeadState.CONVERTED,
            "updated_at": rows.instant(begun),
            "owner_id": workers[place].user_id,
            "next_step": "",
            "next_step_on": None,
            "drop_reason": None,
        }
        made.append(row)
    numbers: list[int | None] = [None] * len(market)
    for place, number in zip(chosen, office.put(Lead, made), strict=True):
        numbers[place] = number
    return numbers


def _leads(office: Office, market: list[Firm]) -> None:
    """Leads that are not projects: followed up, in the pool, or given up."""
    workers = [office.random.choice(office.workers) for _ in market]
    made = []
    for firm, worker in zip(market, workers, strict=True):
        # Two of three are fresh; the older ones have mostly fallen to the pool.
        days = office.random.choice((88, 88, 400))
        reported = office.today - timedelta(days=office.random.randrange(days))
        made.append(rows.lead_row(office, firm, worker, reported))
    done: list[dict[str, Any]] = []
    todos: list[dict[str, Any]] = []
    for number, row, worker in zip(office.put(Lead, made), made, workers, strict=True):
        span = (row["reported_on"], row["last_followed_on"])
        done += rows.activity_rows(office, "lead", number, worker, span)
        if row["next_step_on"]:
            todos.append(rows.todo_row("lead", number, worker, row))
    office.put(Activity, done)
    office.put(Todo, todos)


def _belongings(
    office: Office,
    numbers: list[int],
    made: list[dict[str, Any]],
    courses: list[Course],
    workers: list[Worker],
) -> None:
    together = list(zip(numbers, made, courses, workers, strict=True))
    lists: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (ProjectNode, Clearance, Milestone, Activity, Todo, PlannedDate)
    }
    for number, row, path, worker in together:
        share = {"project_id": number, "node_id": row["node_id"], "share": 10_000}
        lists[ProjectNode].append(share)
        if row["confidential"]:
            listed = {"kind": "project", "subject_id": number, "user_id": worker.user_id}
            lists[Clearance].append(listed)
        lists[Milestone] += rows.milestone_rows(office, number, path, worker)
        span = (path.begun, path.moved_on)
        lists[Activity] += rows.activity_rows(office, "project", number, worker, span)
        if row["next_step_on"]:
            lists[Todo].append(rows.todo_row("project", number, worker, row))
            lists[PlannedDate] += rows.planned_rows(office, number, path)
    for model, content in lists.items():
        office.put(model, content)
    abroad = [(number, row["is_foreign"], path, worker) for number, row, path, worker in together]
    beside.paid_in(office, office.aside, abroad)
