"""What stands beside the pipeline: honours of companies, capital paid in, reports on tasks.

Drawn from a source of chance of its own, so that the pipeline stays what it was without them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from crm.companies.models import Company, CompanyHonour
from crm.companies.rules import LADDER, Honour, Relation
from crm.exchange.demo.office import Office
from crm.exchange.demo.people import Worker
from crm.exchange.demo.pipeline import Course
from crm.exchange.demo.rows import instant
from crm.lib.periods import add_months
from crm.plans.models import Plan, PlanTask, TaskReport
from crm.plans.rules import Stage
from crm.plans.rules.terms import TaskState
from crm.projects.models import PaidIn
from crm.projects.rules import MilestoneState

HONOURED = 0.25  # share of the companies here
BEHIND = 0.12  # share of the reports
MONTHS_TOLD = 3
CENTS_PER_WAN = 10**6
TOLD = {
    TaskState.NORMAL: "按计划推进，本月走访企业并梳理了问题清单。",
    TaskState.BEHIND: "牵头部门反映用地指标未落实，已提请调度会协调。",
}


def honours(office: Office, random: Random) -> None:
    """Some companies here stand on the ladder, a few hold titles beside it."""
    wanted = select(Company.id, Company.is_leader).where(Company.relation == Relation.LOCAL)
    made: list[dict[str, Any]] = []
    for number, is_leader in office.session.execute(wanted.order_by(Company.id)).all():
        if is_leader:
            made.append(_honour(office, random, number, Honour.CHAIN_LEADER))
        if random.random() < HONOURED:
            rung = min(int(random.expovariate(1.2)), len(LADDER) - 1)
            made += [_honour(office, random, number, one) for one in LADDER[: rung + 1]]
            if rung and random.random() < 0.4:
                made.append(_honour(office, random, number, Honour.SPECIALISED))
    held = office.session.execute(select(CompanyHonour.company_id, CompanyHonour.honour))
    known = {tuple(row) for row in held}
    office.put(CompanyHonour, [r for r in made if (r["company_id"], r["honour"]) not in known])


def _honour(office: Office, random: Random, company: int, honour: Honour) -> dict[str, Any]:
    since = office.today - timedelta(days=random.randrange(30, 1400))
    return {
        "company_id": company,
        "honour": honour,
        "obtained_on": since,
        "expires_on": add_months(since, 36),
        "source": "市级认定公告",
    }


def paid_in_rows(
    office: Office, random: Random, number: int, path: Course, worker: Worker
) -> list[dict[str, Any]]:
    """A project from abroad pays in over the months after its registration."""
    since = next((on for stage, on in path.milestones if stage is Stage.REGISTERED), None)
    if since is None:
        return []
    made = []
    for place in range(random.randrange(1, 4)):
        month = add_months(since.replace(day=1), 1 + place * random.randrange(1, 4))
        if month > office.today.replace(day=1) or any(one["month"] == month for one in made):
            break
        waits = month >= add_months(office.today.replace(day=1), -1)
        made.append(
            {
                "project_id": number,
                "month": month,
                "cents": random.randrange(20, 900) * CENTS_PER_WAN,
                "state": MilestoneState.REPORTED if waits else MilestoneState.VERIFIED,
                "reported_by_id": worker.user_id,
                "reported_at": instant(min(add_months(month, 1), office.today)),
                "decided_by_id": None if waits else worker.manager_id,
                "decided_at": None if waits else instant(min(add_months(month, 1), office.today)),
                "version": 1,
            }
        )
    return made


def paid_in(
    office: Office, random: Random, projects: Sequence[tuple[int, bool, Course, Worker]]
) -> None:
    """The capital of the projects from abroad among these."""
    made: list[dict[str, Any]] = []
    for number, is_foreign, path, worker in projects:
        if is_foreign:
            made += paid_in_rows(office, random, number, path, worker)
    office.put(PaidIn, made)


def task_reports(office: Office, random: Random) -> None:
    """The tasks that this zone owes were reported on in the last months."""
    wanted = (
        select(PlanTask.id)
        .join(Plan, Plan.id == PlanTask.plan_id)
        .where(Plan.is_reference.is_(False))
        .order_by(PlanTask.id)
    )
    first = add_months(office.today.replace(day=1), -MONTHS_TOLD)
    months: list[date] = [add_months(first, place) for place in range(MONTHS_TOLD)]
    made = []
    for task in office.session.scalars(wanted):
        for month in months:
            state = TaskState.BEHIND if random.random() < BEHIND else TaskState.NORMAL
            made.append(
                {
                    "task_id": task,
                    "month": month,
                    "state": state,
                    "text": TOLD[state],
                    "reported_by_id": random.choice(office.workers).manager_id,
                    "version": 1,
                }
            )
    office.put(TaskReport, made)
