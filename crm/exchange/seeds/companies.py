"""Loads companies: one that several entries or plans name is one company."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm.chains.models import ChainNode
from crm.companies.models import Company, CompanyHonour, CompanyNode
from crm.companies.rules import name_keys
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import node_coded, unit_id
from crm.exchange.seeds.ledger import Ledger, key_of
from crm.exchange.seeds.sharing import LONGEST_SOURCE, Given, keep_shared, sourced

FIELDS = (
    "name", "short_name", "relation", "is_leader", "code_named", "country", "region_code",
    "description",
)  # fmt: skip
GROWS = {"description": 2000, "source": LONGEST_SOURCE}
Naming = tuple[Entry, dict[str, Any]]


def load_companies(ledger: Ledger, groups: Sequence[Seeds]) -> dict[str, Company | None]:
    """The companies of all entries by their names, each with its nodes and honours."""
    together: dict[str, list[Naming]] = {}
    for entry, given in _named(groups):
        together.setdefault(given["name"], []).append((entry, given))
    rows: dict[str, Company | None] = dict.fromkeys(together)
    for name, namings in together.items():
        with ledger.trying():
            rows[name] = _company(ledger, name, namings)
    ledger.settle()
    for name, row in rows.items():
        if row is not None:
            with ledger.trying():
                _put_on_nodes(ledger, row, together[name])
                _honour(ledger, row, together[name])
    ledger.settle()
    return rows


def _named(groups: Sequence[Seeds]) -> Iterator[Naming]:
    """What is said of companies: by themselves first, then with projects and leads."""
    for group in groups:
        for entry in group.of("companies"):
            yield entry, entry.values
        for entry in (*group.of("projects"), *group.of("leads")):
            yield entry, entry.values["company"]


def _company(ledger: Ledger, name: str, namings: Sequence[Naming]) -> Company | None:
    """What each plan says first of the company is what it says."""
    by_plan: dict[str, Naming] = {}
    for entry, given in namings:
        by_plan.setdefault(entry.group, (entry, given))
    given = [
        Given(
            entry,
            {
                **{field: said[field] for field in FIELDS},
                "source": sourced(entry, entry.values["source"]),
            },
        )
        for entry, said in by_plan.values()
    ]
    first_entry, keys = namings[0][0], name_keys(name)
    first = {
        "core_name": keys.core,
        "sound": keys.sound,
        "brand": keys.brand,
        "pinyin": keys.pinyin,
        "unit_id": unit_id(ledger, first_entry, first_entry.values["unit"]),
    }
    return keep_shared(
        ledger, "company", name, Company, given,
        natural={"name": name}, first=first, grows=GROWS,
    )  # fmt: skip


def _put_on_nodes(ledger: Ledger, company: Company, namings: Sequence[Naming]) -> None:
    """The nodes that a new company's entries name; the first is its main one."""
    if not ledger.is_new(company):
        return
    nodes: dict[int, ChainNode] = {}
    for entry, _ in namings:
        node = node_coded(ledger, entry, entry.values["node"])
        if node is not None and not entry.values.get("unsure"):
            nodes[node.id] = node
    ledger.session.add_all(
        CompanyNode(company_id=company.id, node_id=node, is_main=place == 0)
        for place, node in enumerate(nodes)
    )


def _honour(ledger: Ledger, company: Company, namings: Sequence[Naming]) -> None:
    met = set()
    for entry, given in namings:
        for honour in given["honours"]:
            if honour in met:
                continue
            met.add(honour)
            identity = {"company_id": company.id, "honour": honour}
            source = sourced(entry, entry.values["source"])
            ledger.keep(
                entry, "honour", key_of(given["name"], honour.value), CompanyHonour,
                {**identity, "source": source}, natural=identity,
            )  # fmt: skip
