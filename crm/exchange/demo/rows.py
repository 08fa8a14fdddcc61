"""Rows of the made-up history, as the inserts take them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm.companies.rules import Relation
from crm.exchange.demo.market import Firm
from crm.exchange.demo.office import Office
from crm.exchange.demo.people import Worker, person_name
from crm.exchange.demo.pipeline import Course, activities, amount, next_step
from crm.exchange.demo.words import BUILDS, POSITIONS
from crm.leads.rules import TERMS, DropReason, LeadState, protection
from crm.plans.rules import Agreement, Channel, ProjectKind, Stage
from crm.projects.rules import MilestoneState, ProjectState

ACTIVITIES_EACH = 5
LEADERS = 0.04  # share of those who registered


def instant(day: date, hour: int = 2) -> datetime:
    """An instant of a business day; two o'clock UTC is ten in Shanghai."""
    return datetime.combine(day, time(hour), UTC)


def company_rows(
    office: Office, market: list[Firm], workers: list[Worker], courses: list[Course]
) -> Iterator[dict[str, Any]]:
    """The companies that invest, each kept by a worker's unit; who registered here is local."""
    for firm, worker, path in zip(market, workers, courses, strict=True):
        landed = any(stage is Stage.REGISTERED for stage, _on in path.milestones)
        row = company_row(office, firm, worker, Relation.LOCAL if landed else Relation.INVESTOR)
        yield row | {"is_leader": landed and office.random.random() < LEADERS}


def company_row(office: Office, firm: Firm, worker: Worker, relation: Relation) -> dict[str, Any]:
    """A company that a worker's unit keeps."""
    on = instant(office.today - timedelta(days=office.random.randrange(700)))
    return {
        "name": firm.name,
        "short_name": firm.short_name,
        **firm.keys,
        "credit_code": firm.credit_code,
        "relation": relation,
        "is_leader": False,
        "country": firm.country,
        "region_code": firm.region_code,
        "owner_id": worker.user_id,
        "unit_id": worker.unit_id,
        "created_at": on,
        "updated_at": on,
        "version": 1,
    }


def contact_rows(office: Office, companies: list[int], workers: list[Worker]) -> Iterator[dict]:
    """One person at each company."""
    random = office.random
    for company, worker in zip(companies, workers, strict=True):
        yield {
            "company_id": company,
            "name": person_name(random),
            "position": random.choice(POSITIONS),
            "phone": f"13{random.randrange(10**9):09}",
            "owner_id": worker.user_id,
            "unit_id": worker.unit_id,
            "version": 1,
        }


def project_row(
    office: Office, firm: Firm, company: int, worker: Worker, path: Course, lead: int | None
) -> dict[str, Any]:
    """A project at the end of its course."""
    confidential = office.random.random() < 0.02
    step, on = next_step(office.random, office.today)
    moving = path.state is ProjectState.ACTIVE and path.stage is not Stage.CAPACITY
    name = f"{firm.short_name}{path.title}"
    last = path.moved_on
    return {
        "name": name,
        "sound": firm.sound,
        "confidential": confidential,
        "code_name": f"{firm.sound[:2].upper()}项目" if confidential else "",
        "company_id": company,
        "lead_id": lead,
        "node_id": office.nodes[firm.node],
        "kind": path.kind,
        "investment_minor": path.amount.minor,
        "currency": path.amount.currency,
        "amount_unit": path.amount.unit,
        "investment_fen": path.amount.fen,
        "country": firm.country,
        "region_code": firm.region_code,
        "is_foreign": firm.country != "CN",
        "channel": path.channel,
        "description": f"建设{path.title}。",
        "stage": path.stage,
        "state": path.state,
        "state_reason": path.reason,
        "state_on": path.state_on,
        "next_step": step if moving else "",
        "next_step_on": on if moving else None,
        "last_moved_on": last,
        "owner_id": worker.user_id,
        "unit_id": worker.unit_id,
        "created_at": instant(path.begun),
        "updated_at": instant(last, office.random.randrange(1, 10)),
        "version": 1,
    }


def milestone_rows(
    office: Office, number: int, path: Course, worker: Worker
) -> Iterator[dict[str, Any]]:
    """What happened to a project, verified except perhaps the last."""
    for stage, on in path.milestones:
        waits = path.waiting and stage is path.milestones[-1][0]
        framework = stage is Stage.SIGNED and office.random.random() < 0.07
        yield {
            "project_id": number,
            "stage": stage,
            "occurred_on": on,
            "state": MilestoneState.REPORTED if waits else MilestoneState.VERIFIED,
            "amount_fen": _counted(path),
            "agreement": _agreement(stage, framework),
            "document_number": f"协〔{on.year}〕{number}号" if stage is Stage.SIGNED else "",
            "reported_by_id": worker.user_id,
            "reported_at": instant(min(on + timedelta(days=2), office.today)),
            "decided_by_id": None if waits else worker.manager_id,
            "decided_at": None if waits else instant(min(on + timedelta(days=5), office.today)),
            "version": 1,
        }


def _counted(path: Course) -> int:
    """A capital increase counts its increment: here two fifths of the total."""
    return path.amount.fen * 2 // 5 if path.kind is ProjectKind.EXPANSION else path.amount.fen


def _agreement(stage: Stage, framework: bool) -> Agreement | None:
    if stage is not Stage.SIGNED:
        return None
    return Agreement.FRAMEWORK if framework else Agreement.CONTRACT


def planned_rows(office: Office, number: int, path: Course) -> Iterator[dict[str, Any]]:
    """When the next two milestones are planned; some of it is past."""
    stages = list(Stage)
    for ahead, stage in enumerate(stages[stages.index(path.stage) + 1 :][:2], start=1):
        days = office.random.randint(-20, 90) + 120 * (ahead - 1)
        yield {
            "project_id": number,
            "stage": stage,
            "planned_on": max(path.last_on, office.today + timedelta(days=days)),
        }


def activity_rows(
    office: Office, kind: str, number: int, worker: Worker, span: tuple[date, date]
) -> Iterator[dict[str, Any]]:
    """What was done between two days."""
    count = office.random.randint(1, 2 * ACTIVITIES_EACH - 5) if kind == "project" else 3
    for on, activity, summary, place in activities(office.random, *span, count):
        yield {
            "kind": kind,
            "subject_id": number,
            "activity": activity,
            "happened_on": on,
            "summary": summary,
            "place": place,
            "owner_id": worker.user_id,
            "unit_id": worker.unit_id,
            "created_at": instant(on),
            "updated_at": instant(on),
            "version": 1,
        }


def todo_row(kind: str, number: int, worker: Worker, row: dict[str, Any]) -> dict[str, Any]:
    """The next step as somebody's to-do."""
    return {
        "kind": kind,
        "subject_id": number,
        "text": row["next_step"],
        "due_on": row["next_step_on"],
        "owner_id": worker.user_id,
        "unit_id": worker.unit_id,
        "version": 1,
    }


def _followed(office: Office, reported: date) -> date:
    """The last day of following up: recent for what is still protected."""
    if reported > office.today - timedelta(days=TERMS.protection_days):
        return max(reported, office.today - timedelta(days=office.random.randrange(28)))
    return min(office.today, reported + timedelta(days=office.random.randrange(150)))


def _lead_state(office: Office, falls: date) -> LeadState:
    if falls >= office.today:
        return LeadState.OPEN
    return office.random.choices((LeadState.POOL, LeadState.DROPPED), (3, 2))[0]


def lead_row(office: Office, firm: Firm, worker: Worker, reported: date) -> dict[str, Any]:
    """A lead that was reported on a day and followed up for a while."""
    random, today = office.random, office.today
    followed = _followed(office, reported)
    falls = protection(reported, followed, TERMS).falls_on
    state = _lead_state(office, falls)
    invest = amount(random, firm.country != "CN")
    step, on = next_step(random, today)
    is_open = state is LeadState.OPEN
    return {
        "company_name": firm.name,
        **firm.keys,
        "credit_code": firm.credit_code,
        "intent": f"拟投资{random.choice(BUILDS[firm.node])}",
        "node_id": office.nodes[firm.node],
        "amount_minor": invest.minor,
        "currency": invest.currency,
        "amount_unit": invest.unit,
        "amount_fen": invest.fen,
        "country": firm.country,
        "region_code": firm.region_code,
        "channel": random.choice(list(Channel)),
        "contact_name": person_name(random),
        "contact_phone": f"13{random.randrange(10**9):09}",
        "state": state,
        "drop_reason": random.choice(list(DropReason)) if state is LeadState.DROPPED else None,
        "confidential": False,
        "code_name": "",
        "reported_on": reported,
        "protected_from": reported,
        "last_followed_on": followed,
        "falls_on": falls,
        "next_step": step if is_open else "",
        "next_step_on": on if is_open else None,
        "owner_id": None if state is LeadState.POOL else worker.user_id,
        "unit_id": worker.unit_id,
        "created_at": instant(reported),
        "updated_at": instant(followed, random.randrange(1, 10)),
        "version": 1,
    }
