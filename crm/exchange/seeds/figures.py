"""Loads indicators with their figures, and quotas with what they are parts of."""

from collections.abc import Sequence
from typing import Any

from crm.exchange.seeds.documents import place_of
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import cluster_id, on_chain, plan_coded, unit_id
from crm.exchange.seeds.ledger import Ledger, key_of
from crm.lib.currencies import Currency
from crm.plans.models import Indicator, IndicatorValue, Quota
from crm.plans.rules import VALUE_KINDS, Metric

STEP = 10


def load_indicators(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Indicators first, then all their figures."""
    kept = []
    for group in groups:
        for place, entry in enumerate(group.of("indicators")):
            with ledger.trying():
                kept.append((entry, _load_indicator(ledger, entry, place)))
    ledger.settle()
    for entry, indicator in kept:
        if indicator is not None:
            for figure in entry.values["values"]:
                with ledger.trying():
                    _load_value(ledger, entry, indicator, figure)
    ledger.settle()


def _load_indicator(ledger: Ledger, entry: Entry, place: int) -> Indicator | None:
    given = entry.values
    plan = plan_coded(ledger, entry)
    if not given["values"]:
        raise entry.fault("values", "至少要有一年的数值")
    chain, node = on_chain(ledger, entry)
    identity = {"plan_id": plan.id, "code": given["code"]}
    values = {
        **identity,
        **{name: given[name] for name in ("name", "unit", "subject")},
        "cluster_id": cluster_id(ledger, entry, given["cluster"]),
        "chain_id": chain,
        "node_id": node,
        "position": place * STEP,
        **place_of(given),
    }
    key = f"{plan.code}/{given['code']}"
    return ledger.keep(entry, "indicator", key, Indicator, values, natural=identity)


def _load_value(ledger: Ledger, entry: Entry, row: Indicator, figure: dict[str, Any]) -> None:
    """One figure; of several of one year and kind the source tells which is which."""
    year, kind, source = figure["year"], figure["kind"], figure["source"]
    identity = {"indicator_id": row.id, "year": year, "kind": kind, "source": source}
    values = {**identity, "value": figure["value"], "at_least": figure["at_least"]}
    parts = (entry.plan_code, entry.values["code"], year, kind)
    key = key_of(*parts, source) if source else key_of(*parts)
    ledger.keep(
        entry.part(f"{year}年{VALUE_KINDS[kind]}"), "value", key, IndicatorValue, values,
        natural=identity, first={"counts": figure["counts"]},
    )  # fmt: skip


QUOTA_FIELDS = (
    "code", "title", "metric", "milestone", "foreign_only", "region_group", "channel",
    "capacity_product", "capacity_unit", "subject", "starts_on", "ends_on", "target", "at_least",
)  # fmt: skip


def load_quotas(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """All quotas, then which is a part of which: plans may name one another's in any order."""
    kept = []
    for group in groups:
        for place, entry in enumerate(group.of("quotas")):
            with ledger.trying():
                kept.append((entry, _load_quota(ledger, entry, place)))
    ledger.settle()
    for entry, quota in kept:
        if quota is not None:
            with ledger.trying():
                _put_below(ledger, entry, quota)
    for entry, quota in kept:
        if quota is not None and ledger.is_new(quota):
            with ledger.trying():
                _refuse_circle(ledger, entry, quota)
    ledger.session.flush()


def _load_quota(ledger: Ledger, entry: Entry, place: int) -> Quota | None:
    given = entry.values
    _check_quota(entry)
    plan = plan_coded(ledger, entry) if entry.plan_code else None
    chain, node = on_chain(ledger, entry)
    values = {
        **{name: given[name] for name in QUOTA_FIELDS},
        "plan_id": plan.id if plan else None,
        "chain_id": chain,
        "node_id": node,
        "unit_id": unit_id(ledger, entry, given["unit"]),
        "least_investment_fen": _fen(entry, "least_investment"),
        "most_investment_fen": _fen(entry, "most_investment"),
    }
    values |= {"position": place * STEP, **place_of(given)}
    code = given["code"]
    return ledger.keep(entry, "quota", code, Quota, values, natural={"code": code})


def _check_quota(entry: Entry) -> None:
    given = entry.values
    if given["ends_on"] < given["starts_on"]:
        raise entry.fault("ends_on", "早于 starts_on")
    if given["metric"] is Metric.CAPACITY and not given["capacity_unit"]:
        raise entry.fault("capacity_unit", "按产能计的目标要写产能单位，如 GW")
    least, most = _fen(entry, "least_investment"), _fen(entry, "most_investment")
    if least is not None and most is not None and most < least:
        raise entry.fault("most_investment", "小于 least_investment")


def _put_below(ledger: Ledger, entry: Entry, quota: Quota) -> None:
    code = entry.values["part_of"]
    parent = None
    if code is not None:
        parent = ledger.row("quota", Quota, code) or ledger.there("quota", Quota, code=code)
        if parent is None:
            raise entry.fault("part_of", f"没有代码为“{code}”的招引目标")
    wanted = parent.id if parent else None
    if ledger.is_new(quota):
        quota.parent_id = wanted
    else:
        ledger.compare(entry, quota, {"parent_id": wanted})


def _refuse_circle(ledger: Ledger, entry: Entry, quota: Quota) -> None:
    """A quota is no part of its own parts."""
    seen, above = {quota.id}, quota.parent_id
    while above is not None:
        if above in seen:
            raise entry.fault("part_of", "上下级关系绕成了圈")
        seen.add(above)
        found = ledger.there("quota", Quota, id=above)
        above = found.parent_id if found else None


def _fen(entry: Entry, field: str) -> int | None:
    amount = entry.values[field]
    if amount is None:
        return None
    if amount.unit.currency is not Currency.CNY:
        raise entry.fault(field, "请用人民币单位 wan（万元）或 yi（亿元）")
    return amount.minor
