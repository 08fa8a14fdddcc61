"""Loads the companies, projects and leads that plans name themselves."""

from collections.abc import Iterator, Sequence
from datetime import date

from crm.chains.models import ChainNode
from crm.companies.models import Company
from crm.exchange.seeds.companies import load_companies
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import node_coded, unit_id
from crm.exchange.seeds.ledger import Ledger, key_of
from crm.exchange.seeds.sharing import sourced
from crm.leads.models import Lead
from crm.leads.rules import TERMS, LeadState, protection
from crm.lib.currencies import AmountUnit, Currency
from crm.lib.pinyin import initials
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project, ProjectCapacity, ProjectNode
from crm.projects.rules import DateBasis, MilestoneState

WHOLE = 10_000  # the share of a project's only node
UNSURE = "环节由名称或上下文暂定，请核对。"


def load_pipeline(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Companies of all sections first, then projects with what they bring, then leads."""
    companies = load_companies(ledger, groups)
    kept = []
    for entry, on in _dated(ledger, groups, "projects"):
        with ledger.trying():
            project = _project(ledger, entry, companies[entry.values["company"]["name"]], on)
            kept.append((entry, project, on))
    ledger.settle()
    for entry, project, on in kept:
        if project is not None:
            with ledger.trying():
                _what_it_brings(ledger, entry, project, on)
    for entry, on in _dated(ledger, groups, "leads"):
        with ledger.trying():
            _lead(ledger, entry, companies[entry.values["company"]["name"]], on)
    ledger.settle()


def _dated(ledger: Ledger, groups: Sequence[Seeds], section: str) -> Iterator[tuple[Entry, date]]:
    """Entries with the last day of which their plan tells; it dates all that it found there."""
    for group in groups:
        on = next((plan.values["states_on"] for plan in group.of("plan")), None)
        for entry in group.of(section):
            with ledger.trying():
                if on is None:
                    raise entry.fault("plan", "同一目录里没有 plan，不知现状日期")
                yield entry, on


def _project(ledger: Ledger, entry: Entry, company: Company | None, on: date) -> Project | None:
    given = entry.values
    node = node_coded(ledger, entry, given["node"])
    if company is None or node is None:
        return None
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
        "source": sourced(entry, given["source"]),
    }
    first = {
        "sound": initials(given["name"]),
        "stage": given["stage"],
        "last_moved_on": on,
        "unit_id": unit_id(ledger, entry, given["unit"]),
    }
    key = key_of(entry.plan_code, given["name"])
    return ledger.keep(entry, "project", key, Project, values, first=first)


def _what_it_brings(ledger: Ledger, entry: Entry, project: Project, on: date) -> None:
    """The new project's node and milestones; the capacities that the plan gives it."""
    if ledger.is_new(project):
        share = ProjectNode(project_id=project.id, node_id=project.node_id, share=WHOLE)
        ledger.session.add_all([share, *_milestones(project, on)])
    for given in entry.values["capacities"]:
        if not given["value"]:
            raise entry.fault("capacities", "产能应大于 0")
        identity = {"project_id": project.id, "product": given["product"]}
        key = key_of(entry.plan_code, entry.values["name"], given["product"])
        part = entry.part(given["product"])
        ledger.keep(part, "capacity", key, ProjectCapacity, {**identity, **given}, natural=identity)


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


def _lead(ledger: Ledger, entry: Entry, company: Company | None, on: date) -> None:
    """A lead that nobody has: it lies in the pool until somebody claims it."""
    given = entry.values
    node: ChainNode | None = node_coded(ledger, entry, given["node"])
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
        "source": sourced(entry, given["source"]),
    }
    first = {
        "core_name": company.core_name,
        "sound": company.sound,
        "brand": company.brand,
        "pinyin": company.pinyin,
        "state": LeadState.POOL,
        "reported_on": on,
        "falls_on": protection(on, None, TERMS).falls_on,
        "unit_id": unit_id(ledger, entry, given["unit"]),
    }
    key = f"{entry.plan_code}/{given['company']['name']}/{given['intent']}"[:300]
    ledger.keep(entry, "lead", key, Lead, values, first=first)


def _fen(entry: Entry, field: str) -> int | None:
    """The amount in 分; seeds know no rates, so a foreign amount has none."""
    amount = entry.values[field]
    if amount is None or amount.unit.currency is not Currency.CNY:
        return None
    return amount.minor
