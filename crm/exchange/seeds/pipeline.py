"""Loads the companies, projects and leads that a plan names itself."""

from datetime import date
from typing import Any

from crm.chains.models import ChainNode
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import name_keys
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.ledger import Ledger
from crm.exchange.seeds.taxonomy import node_coded, unit_named
from crm.leads.models import Lead
from crm.leads.rules import TERMS, LeadState, protection
from crm.lib.currencies import AmountUnit, Currency
from crm.lib.pinyin import initials
from crm.plans.models import Plan
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.rules import DateBasis, MilestoneState

WHOLE = 10_000  # the share of a project's only node
UNSURE = "环节由名称或上下文暂定，请核对。"


def load_pipeline(ledger: Ledger, seeds: Seeds, plan: Plan | None) -> None:
    """Companies first, then projects and leads, which may name further companies."""
    for entry in seeds.of("companies"):
        node = node_coded(ledger, entry, entry.values["node"])
        _company(ledger, entry, plan, entry.values, node)
    for entry in seeds.of("projects"):
        _project(ledger, entry, plan, _states_on(entry, seeds))
    for entry in seeds.of("leads"):
        _lead(ledger, entry, plan, _states_on(entry, seeds))


def _states_on(entry: Entry, seeds: Seeds) -> date:
    """The last day of which the plan tells what is; it dates everything that it found there."""
    for plan in seeds.of("plan"):
        return plan.values["states_on"]
    raise entry.fault("plan", "同一目录里没有 plan，不知现状日期")


def _source(entry: Entry, plan: Plan | None) -> str:
    """Plan and place, as the record shows it."""
    place = entry.values["source"]
    return (f"《{plan.title}》{place}" if plan else place)[:200]


def _company(
    ledger: Ledger,
    entry: Entry,
    plan: Plan | None,
    given: dict[str, Any],
    node: ChainNode | None,
) -> Company | None:
    """The company of an entry; one that several entries name is made by the first."""
    seen = ledger.row("company", Company, given["name"])
    if seen is not None and given["name"] in ledger.met:
        return seen
    ledger.met.add(given["name"])
    values = {
        name: given[name]
        for name in ("name", "short_name", "relation", "is_leader", "code_named", "country",
                     "region_code", "description")
    }  # fmt: skip
    values["source"] = _source(entry, plan)
    keys = name_keys(given["name"])
    first = {
        "core_name": keys.core,
        "sound": keys.sound,
        "unit_id": unit_named(ledger, entry, entry.values["unit"]).id,
    }
    natural = Company.name == given["name"]
    company = ledger.keep(entry, "company", given["name"], Company, values, natural, first=first)
    if company is not None and node is not None and ledger.is_new(company):
        ledger.session.add(CompanyNode(company_id=company.id, node_id=node.id))
        ledger.session.flush()
    return company


def _project(ledger: Ledger, entry: Entry, plan: Plan | None, on: date) -> None:
    given = entry.values
    node = node_coded(ledger, entry, given["node"])
    company = _company(ledger, entry, plan, given["company"], None if given["unsure"] else node)
    if company is None or node is None:
        return
    investment = given["investment"]
    values = {
        "name": given["name"],
        "company_id": company.id,
        "node_id": node.id,
        "investment_minor": investment.minor if investment else None,
        "currency": investment.unit.currency if investment else Currency.CNY,
        "amount_unit": investment.unit if investment else AmountUnit.WAN,
        "investment_fen": _fen(entry, "investment"),
        "country": company.country,
        "region_code": company.region_code,
        "is_foreign": given["is_foreign"],
        "channel": given["channel"],
        "description": (UNSURE if given["unsure"] else "") + given["description"],
        "source": _source(entry, plan),
    }
    first = {
        "sound": initials(given["name"]),
        "stage": given["stage"],
        "last_moved_on": on,
        "unit_id": unit_named(ledger, entry, given["unit"]).id,
    }
    key = f"{plan.code if plan else ''}/{given['name']}"
    project = ledger.keep(entry, "project", key, Project, values, first=first)
    if project is not None and ledger.is_new(project):
        share = ProjectNode(project_id=project.id, node_id=node.id, share=WHOLE)
        ledger.session.add_all([share, *_milestones(project, on)])
        ledger.session.flush()


def _milestones(project: Project, on: date) -> list[Milestone]:
    """在谈, and the milestone that the plan states; nothing is made up in between."""
    stages = (
        [Stage.NEGOTIATING]
        if project.stage is Stage.NEGOTIATING
        else [
            Stage.NEGOTIATING,
            project.stage,
        ]
    )
    return [
        Milestone(
            project_id=project.id,
            stage=stage,
            occurred_on=on,
            basis=DateBasis.NOT_LATER,
            state=MilestoneState.VERIFIED,
            amount_fen=project.investment_fen,
            source=project.source,
        )
        for stage in stages
    ]


def _lead(ledger: Ledger, entry: Entry, plan: Plan | None, on: date) -> None:
    """A lead that nobody has: it lies in the pool until somebody claims it."""
    given = entry.values
    node = node_coded(ledger, entry, given["node"])
    company = _company(ledger, entry, plan, given["company"], node)
    if company is None:
        return
    amount = given["amount"]
    values = {
        "company_name": given["company"]["name"],
        "company_id": company.id,
        "intent": given["intent"],
        "node_id": node.id if node else None,
        "amount_minor": amount.minor if amount else None,
        "currency": amount.unit.currency if amount else Currency.CNY,
        "amount_unit": amount.unit if amount else AmountUnit.WAN,
        "amount_fen": _fen(entry, "amount"),
        "country": company.country,
        "channel": given["channel"],
        "source": _source(entry, plan),
    }
    first = {
        "core_name": company.core_name,
        "sound": company.sound,
        "state": LeadState.POOL,
        "reported_on": on,
        "falls_on": protection(on, None, TERMS).falls_on,
        "unit_id": unit_named(ledger, entry, given["unit"]).id,
    }
    key = f"{plan.code if plan else ''}/{given['company']['name']}/{given['intent']}"
    ledger.keep(entry, "lead", key[:300], Lead, values, first=first)


def _fen(entry: Entry, field: str) -> int | None:
    """The amount in 分; seeds know no rates, so a foreign amount has none."""
    amount = entry.values[field]
    if amount is None or amount.unit.currency is not Currency.CNY:
        return None
    return amount.minor
