"""Finds what an entry names: units, clusters, chains, nodes, plans.

A thing is known by the code that the seeds gave it, whatever people have made of it since; else
by the code that it has now.
"""

from crm.accounts.models import OrgUnit
from crm.chains.models import Chain, ChainNode, Cluster
from crm.exchange.seeds.files import Entry
from crm.exchange.seeds.ledger import Ledger, Removed
from crm.plans.models import Plan


def zone_of(ledger: Ledger) -> OrgUnit | None:
    """The root of the organisation tree, if it was there before this load."""
    return ledger.there("unit", OrgUnit, parent_id=None)


def unit_named(ledger: Ledger, entry: Entry, name: str, field: str = "unit") -> OrgUnit:
    """The unit that an entry names, as it was seeded or as it is called now."""
    found = find_unit(ledger, name)
    if found is None:
        raise entry.fault(field, f"没有名为“{name}”的机构")
    return found


def find_unit(ledger: Ledger, name: str) -> OrgUnit | None:
    """The unit of that name, or None."""
    return ledger.row("unit", OrgUnit, name) or ledger.there("unit", OrgUnit, name=name)


def unit_id(ledger: Ledger, entry: Entry, name: str | None) -> int:
    """The number of the unit named; of the zone when none is."""
    if name is not None:
        return unit_named(ledger, entry, name).id
    root = zone_of(ledger)
    if root is None:
        raise entry.fault("unit", "系统中还没有开发区，请先载入机构")
    return root.id


def cluster_id(ledger: Ledger, entry: Entry, code: str | None) -> int | None:
    """The number of the cluster named, or None."""
    if code is None:
        return None
    found = ledger.row("cluster", Cluster, code) or ledger.there("cluster", Cluster, code=code)
    if found is None:
        raise entry.fault("cluster", f"没有代码为“{code}”的产业集群")
    return found.id


def chain_coded(ledger: Ledger, entry: Entry, code: str | None) -> Chain | None:
    """The chain that an entry names by its code, or None when it names none."""
    if code is None:
        return None
    found = ledger.row("chain", Chain, code) or ledger.there("chain", Chain, code=code)
    if found is None:
        raise entry.fault("chain", f"没有代码为“{code}”的产业链")
    return found


def node_coded(ledger: Ledger, entry: Entry, code: str | None) -> ChainNode | None:
    """The node that an entry names as chain/node, or None when it names none."""
    if code is None:
        return None
    found = ledger.row("node", ChainNode, code)
    if found is not None:
        return found
    chain, _, own = code.partition("/")
    home = ledger.row("chain", Chain, chain) or ledger.there("chain", Chain, code=chain)
    if home is not None:
        found = ledger.there("node", ChainNode, chain_id=home.id, code=own)
    if found is None:
        raise entry.fault("node", f"没有环节“{code}”，应写作“产业链代码/环节代码”，如 ic/design")
    return found


def on_chain(ledger: Ledger, entry: Entry) -> tuple[int | None, int | None]:
    """The numbers of chain and node that an entry names; a node brings its chain along."""
    node = node_coded(ledger, entry, entry.values["node"])
    chain = chain_coded(ledger, entry, entry.values["chain"])
    if node is None:
        return (chain.id if chain else None), None
    if chain is not None and node.chain_id != chain.id:
        raise entry.fault("node", "不在 chain 所写的产业链上")
    return node.chain_id, node.id


def plan_coded(ledger: Ledger, entry: Entry, code: str | None = None) -> Plan:
    """The plan named; the one of the entry's own group when none is."""
    wanted = code or entry.plan_code
    if not wanted:
        raise entry.fault("plan", "同一目录或同一次上传里没有 plan，不知属于哪个规划")
    found = ledger.row("plan", Plan, wanted) or ledger.there("plan", Plan, code=wanted)
    if found is None and wanted == entry.plan_code:
        raise Removed  # the plan's own entry is wrong, which is said there
    if found is None:
        raise entry.fault("plan", f"没有代码为“{wanted}”的规划")
    return found
