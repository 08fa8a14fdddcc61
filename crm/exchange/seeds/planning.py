"""Loads definitions, plans, indicators with their figures, and quotas."""

from typing import Any

from crm.chains.models import ChainNode
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.ledger import Ledger
from crm.exchange.seeds.taxonomy import STEP, chain_coded, node_coded, unit_named
from crm.lib.currencies import Currency
from crm.plans.models import Definition, Indicator, IndicatorValue, Plan, Quota


def load_definitions(ledger: Ledger, seeds: Seeds) -> None:
    """The versions of what is counted and how."""
    for entry in seeds.of("definitions"):
        starts = entry.values["effective_from"]
        values = {**entry.values, "kinds_left_out": list(entry.values["kinds_left_out"])}
        values["milestones"] = {
            stage: {**terms, "evidence": list(terms["evidence"]), "fields": list(terms["fields"])}
            for stage, terms in values["milestones"].items()
        }
        natural = Definition.effective_from == starts
        ledger.keep(entry, "definition", starts.isoformat(), Definition, values, natural)


def load_plan(ledger: Ledger, seeds: Seeds) -> Plan | None:
    """The folder's plan with its indicators and quotas; None when the folder holds none."""
    plan = None
    for entry in seeds.of("plan"):
        if entry.values["ends_on"] < entry.values["starts_on"]:
            raise entry.fault("ends_on", "早于 starts_on")
        values = {name: value for name, value in entry.values.items() if name != "states_on"}
        code = values["code"]
        plan = ledger.keep(entry, "plan", code, Plan, values, Plan.code == code)
    for place, entry in enumerate(seeds.of("indicators")):
        _load_indicator(ledger, entry, _plan_of(entry, plan), place)
    for place, entry in enumerate(seeds.of("quotas")):
        _load_quota(ledger, entry, plan, place)
    return plan


def _plan_of(entry: Entry, plan: Plan | None) -> Plan:
    if plan is None:
        raise entry.fault("plan", "同一目录里没有 plan，指标不知属于哪个规划")
    return plan


def _place(values: dict[str, Any]) -> dict[str, Any]:
    """Where the figure stands, as the columns are called."""
    return {
        "chapter": values["chapter"],
        "section": values["section"],
        "table_name": values["table"],
        "reading": values["reading"],
    }


def _load_indicator(ledger: Ledger, entry: Entry, plan: Plan, place: int) -> None:
    given = entry.values
    chain = chain_coded(ledger, entry, given["chain"])
    values = {
        "plan_id": plan.id,
        "code": given["code"],
        "name": given["name"],
        "unit": given["unit"],
        "chain_id": chain.id if chain else None,
        "position": place * STEP,
        **_place(given),
    }
    key = f"{plan.code}/{given['code']}"
    natural = (Indicator.plan_id == plan.id, Indicator.code == given["code"])
    indicator = ledger.keep(entry, "indicator", key, Indicator, values, *natural)
    if indicator is None:
        return
    for figure in given["values"]:
        own = f"{key}/{figure['year']}/{figure['kind']}"
        natural = (
            IndicatorValue.indicator_id == indicator.id,
            IndicatorValue.year == figure["year"],
            IndicatorValue.kind == figure["kind"],
        )
        values = {"indicator_id": indicator.id, **figure}
        ledger.keep(entry, "value", own, IndicatorValue, values, *natural)


def _load_quota(ledger: Ledger, entry: Entry, plan: Plan | None, place: int) -> None:
    given = entry.values
    if given["ends_on"] < given["starts_on"]:
        raise entry.fault("ends_on", "早于 starts_on")
    node = node_coded(ledger, entry, given["node"])
    values = {
        **{name: given[name] for name in QUOTA_FIELDS},
        "plan_id": plan.id if plan else None,
        "chain_id": _chain_id(ledger, entry, node),
        "node_id": node.id if node else None,
        "unit_id": unit_named(ledger, entry, given["unit"]).id,
        "least_investment_fen": _fen(entry),
        "position": place * STEP,
        **_place(given),
    }
    ledger.keep(entry, "quota", given["code"], Quota, values, Quota.code == given["code"])


QUOTA_FIELDS = (
    "code", "title", "metric", "milestone", "foreign_only", "region_group", "channel",
    "starts_on", "ends_on", "target", "at_least",
)  # fmt: skip


def _chain_id(ledger: Ledger, entry: Entry, node: ChainNode | None) -> int | None:
    """The chain named, or that of the node."""
    chain = chain_coded(ledger, entry, entry.values["chain"])
    if chain is not None and node is not None and node.chain_id != chain.id:
        raise entry.fault("node", "不在 chain 所写的产业链上")
    if chain is None and node is not None:
        return node.chain_id
    return chain.id if chain else None


def _fen(entry: Entry) -> int | None:
    least = entry.values["least_investment"]
    if least is None:
        return None
    if least.unit.currency is not Currency.CNY:
        raise entry.fault("least_investment", "请用人民币单位 wan（万元）或 yi（亿元）")
    return least.minor
