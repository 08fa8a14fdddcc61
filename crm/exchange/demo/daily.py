"""What an office does from day to day: whom it is looking for, whom it met, tags, to-dos.

Drawn from a source of chance of its own, after the pipeline, which stays what it was without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import select

from crm.companies.models import Company, CompanyLink, CompanyNode, NodeTarget
from crm.companies.rules import Relation
from crm.companies.rules.dealings import LinkKind, TargetState
from crm.exchange.demo import rows
from crm.exchange.demo.events import fill_events
from crm.exchange.demo.market import Firm
from crm.exchange.demo.office import Office
from crm.exchange.demo.people import Worker
from crm.exchange.demo.words import (
    AGAIN_AND_AGAIN,
    BUILDS,
    DROPPED_FOR,
    TAGS,
    TARGET_NOTES,
    WANTED_FOR,
)
from crm.leads.models import Lead, Todo
from crm.leads.rules import LeadState
from crm.leads.rules.todos import Rhythm
from crm.lists.models import SavedView, Tag, Tagging
from crm.projects.models import Project

# How many there are for each project of the pipeline.
TARGETS, LINKS, ASKED_FOR = 1 / 10, 1 / 20, 1 / 30
FEWEST_TARGETS = 12
TAGGED = 0.15  # share of the records of a kind
UNASKED = 0.15  # share of the targets that nobody has been given
HOW_FAR = {
    TargetState.NEW: 8, TargetState.TOUCHED: 6, TargetState.TALKING: 4, TargetState.LEAD: 3,
    TargetState.DROPPED: 1,
}  # fmt: skip
RHYTHMS = (Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.WORKDAYS)
VIEWS = (
    ("即将掉保，先打电话", "due=soon"),
    ("公海里一亿元以上的", "least=10000&state=pool"),
)


def fill_days(office: Office, market: Iterator[Firm], scale: int) -> None:
    """Add it to an office whose pipeline is there; the rows are proportional to the scale."""
    office = replace(office, random=Random(f"{office.seed} daily"))
    wanted_companies(office, list(islice(market, max(FEWEST_TARGETS, round(scale * TARGETS)))))
    fill_events(office, market, scale)
    _links(office, round(scale * LINKS))
    _tags(office)
    _todos(office, round(scale * ASKED_FOR))
    _views(office)


def wanted_companies(office: Office, market: Sequence[Firm]) -> None:
    """Companies to be attracted; most stand on the target list of their node, some far along."""
    random = office.random
    # The cast comes first, so that everybody who tries the product has somebody to approach.
    workers = [office.workers[place % len(office.workers)] for place in range(len(market))]
    made = [
        rows.company_row(office, firm, worker, Relation.TARGET)
        for firm, worker in zip(market, workers, strict=True)
    ]
    companies = office.put(Company, made)
    nodes = [office.nodes[firm.node] for firm in market]
    office.put(
        CompanyNode,
        [
            {"company_id": company, "node_id": node, "is_main": True}
            for company, node in zip(companies, nodes, strict=True)
        ],
    )
    leads: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for company, firm, worker in zip(companies, market, workers, strict=True):
        if random.random() < UNASKED:
            continue
        entry = _entry(office, company, firm, worker)
        entries.append(entry)
        if entry["state"] is TargetState.LEAD:
            lead = rows.lead_row(office, firm, worker, entry["state_on"])
            leads.append(lead | {"company_id": company})
    office.put(NodeTarget, entries)
    office.put(Lead, leads)


def _entry(office: Office, company: int, firm: Firm, worker: Worker) -> dict[str, Any]:
    random = office.random
    state = random.choices(list(HOW_FAR), list(HOW_FAR.values()))[0]
    on = office.today - timedelta(days=random.randrange(1, 80))
    dropped = random.choice(DROPPED_FOR) if state is TargetState.DROPPED else ""
    return {
        "node_id": office.nodes[firm.node],
        "company_id": company,
        "state": state,
        "state_on": on,
        "reason": random.choice(WANTED_FOR).format(random.choice(BUILDS[firm.node])),
        "note": dropped or ("" if state is TargetState.NEW else random.choice(TARGET_NOTES)),
        "owner_id": worker.user_id,
        "unit_id": worker.unit_id,
        "created_at": rows.instant(on - timedelta(days=random.randrange(60))),
        "updated_at": rows.instant(on, random.randrange(1, 10)),
        "version": 1,
    }


def _links(office: Office, count: int) -> None:
    """Some companies supply one another, or were referred by one another."""
    random = office.random
    wanted = select(Company.id).where(Company.confidential.is_(False)).order_by(Company.id)
    numbers = list(office.session.scalars(wanted.limit(10 * count)))
    pairs = zip(random.sample(numbers, count), random.sample(numbers, count), strict=True)
    kinds = (LinkKind.SUPPLIES, LinkKind.SUPPLIES, LinkKind.REFERRED)
    made = [
        {"kind": random.choice(kinds), "company_id": one, "other_id": other}
        for one, other in dict.fromkeys(pairs)
        if one != other
    ]
    office.put(CompanyLink, made)


def _tags(office: Office) -> None:
    """A zone's tags, and the records that carry one."""
    random, session = office.random, office.session
    known = dict(session.execute(select(Tag.name, Tag.id)).all())
    new = [name for name in TAGS if name not in known]
    made = office.put(Tag, [{"name": name, "active": True, "version": 1} for name in new])
    known |= dict(zip(new, made, strict=True))
    tags = [known[name] for name in TAGS]
    given = []
    for kind, model in (("lead", Lead), ("project", Project), ("company", Company)):
        wanted = select(model.id).where(model.confidential.is_(False)).order_by(model.id)
        for number in session.scalars(wanted):
            if random.random() < TAGGED:
                for tag in random.sample(tags, random.choice((1, 1, 2))):
                    given.append({"kind": kind, "subject_id": number, "tag_id": tag})
    office.put(Tagging, given)


def _todos(office: Office, count: int) -> None:
    """What everybody does again and again, and what managers have asked their people for."""
    random, today = office.random, office.today
    made = []
    for place, worker in enumerate(office.workers):
        rhythm = RHYTHMS[place % len(RHYTHMS)]
        due = today + timedelta(days=random.randrange(6))
        made.append(_todo(worker, "user", worker.user_id, AGAIN_AND_AGAIN[rhythm], due)
                    | {"repeats": rhythm, "repeats_from": due})  # fmt: skip
    by_owner = {worker.user_id: worker for worker in office.workers}
    wanted = (
        select(Lead.id, Lead.owner_id)
        .where(Lead.state == LeadState.OPEN, Lead.owner_id.in_(by_owner), Lead.next_step != "")
        .order_by(Lead.id.desc())
        .limit(max(count, len(by_owner)))
    )
    for number, owner in office.session.execute(wanted):
        worker = by_owner[owner]
        due = today + timedelta(days=random.randrange(-4, 14))
        made.append(_todo(worker, "lead", number, "把最新情况报给我，周会上要讲", due)
                    | {"assigned_by_id": worker.manager_id})  # fmt: skip
    office.put(Todo, [{"repeats": None, "repeats_from": None, "assigned_by_id": None} | one
                      for one in made])  # fmt: skip


def _todo(worker: Worker, kind: str, number: int, text: str, due: Any) -> dict[str, Any]:
    return rows.todo_row(kind, number, worker, {"next_step": text, "next_step_on": due})


def _views(office: Office) -> None:
    """The first unit's manager shares two views of the leads with his people."""
    worker = office.workers[0]
    office.put(
        SavedView,
        [
            {
                "kind": "leads",
                "name": name,
                "query": query,
                "hidden": [],
                "shared": True,
                "owner_id": worker.manager_id,
                "unit_id": worker.unit_id,
                "version": 1,
            }
            for name, query in VIEWS
        ],
    )
