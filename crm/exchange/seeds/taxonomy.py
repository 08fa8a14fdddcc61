"""Loads the organisation and the taxonomy; finds units, chains and nodes that entries name."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, select

from crm.accounts.models import OrgUnit
from crm.accounts.queries import zone
from crm.chains.models import Chain, ChainNode, Cluster, KeyTechnology
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.ledger import Ledger
from crm.lib.trees import child_path

STEP = 10  # room between neighbours, for what people put in between


def load_units(ledger: Ledger, seeds: Seeds) -> None:
    """The organisation tree; its root is the one that is there, whatever its name."""
    for place, entry in enumerate(seeds.of("units")):
        name = entry.values["name"]
        parent = _parent_unit(ledger, entry)
        natural = OrgUnit.parent_id.is_(None) if parent is None else OrgUnit.name == name
        values = {
            "name": name,
            "kind": entry.values["kind"],
            "parent_id": parent.id if parent else None,
            "position": place * STEP,
            "path": "",
        }
        unit = ledger.keep(entry, "unit", name, OrgUnit, values, natural)
        if unit is not None and not unit.path:
            unit.path = child_path(parent.path if parent else None, unit.id)
            ledger.session.flush()


def _parent_unit(ledger: Ledger, entry: Entry) -> OrgUnit | None:
    name = entry.values["parent"]
    return None if name is None else unit_named(ledger, entry, name, "parent")


def unit_named(ledger: Ledger, entry: Entry, name: str | None, field: str = "unit") -> OrgUnit:
    """The unit that an entry names, as it was seeded or as it is called now; else the zone."""
    if name is None:
        return zone(ledger.session)
    seeded = ledger.row("unit", OrgUnit, name)
    found = seeded or ledger.session.scalars(select(OrgUnit).where(OrgUnit.name == name)).first()
    if found is None:
        raise entry.fault(field, f"没有名为“{name}”的机构")
    return found


def load_taxonomy(ledger: Ledger, seeds: Seeds) -> None:
    """Clusters, chains, their nodes with all sub-nodes, and key technologies."""
    for place, entry in enumerate(seeds.of("clusters")):
        code = entry.values["code"]
        values = {"code": code, "name": entry.values["name"], "position": place * STEP}
        ledger.keep(entry, "cluster", code, Cluster, values, Cluster.code == code)
    for place, entry in enumerate(seeds.of("chains")):
        code = entry.values["code"]
        values = {
            "code": code,
            "name": entry.values["name"],
            "cluster_id": _cluster_id(ledger, entry),
            "description": entry.values["description"],
            "position": place * STEP,
        }
        chain = ledger.keep(entry, "chain", code, Chain, values, Chain.code == code)
        if chain is not None:
            _load_nodes(ledger, entry, chain, None, entry.values["nodes"])


def _cluster_id(ledger: Ledger, entry: Entry) -> int | None:
    code = entry.values["cluster"]
    if code is None:
        return None
    found = ledger.session.scalars(select(Cluster.id).where(Cluster.code == code)).first()
    if found is None:
        raise entry.fault("cluster", f"没有代码为“{code}”的产业集群")
    return found


def _load_nodes(
    ledger: Ledger,
    entry: Entry,
    chain: Chain,
    parent: ChainNode | None,
    nodes: Iterable[dict[str, Any]],
) -> None:
    for place, given in enumerate(nodes):
        code = given["code"]
        values = {
            "chain_id": chain.id,
            "parent_id": parent.id if parent else None,
            "code": code,
            "name": given["name"],
            "stream": given["stream"],
            "description": given["description"],
            "position": place * STEP,
            "path": "",
        }
        natural = and_(ChainNode.chain_id == chain.id, ChainNode.code == code)
        key = f"{chain.code}/{code}"
        node = ledger.keep(entry, "node", key, ChainNode, values, natural)
        if node is None:
            continue
        if not node.path:
            node.path = child_path(parent.path if parent else None, node.id)
            ledger.session.flush()
        _load_technologies(ledger, entry, key, node, given["technologies"])
        _load_nodes(ledger, entry, chain, node, given["nodes"])


def _load_technologies(
    ledger: Ledger, entry: Entry, key: str, node: ChainNode, given: Iterable[dict[str, Any]]
) -> None:
    names = [(direction, name) for direction in given for name in direction["names"]]
    for place, (direction, name) in enumerate(names):
        values = {
            "chain_id": node.chain_id,
            "node_id": node.id,
            "name": name,
            "direction": direction["direction"],
            "source": direction["source"],
            "position": place * STEP,
        }
        natural = and_(KeyTechnology.node_id == node.id, KeyTechnology.name == name)
        ledger.keep(entry, "technology", f"{key}/{name}", KeyTechnology, values, natural)


def chain_coded(ledger: Ledger, entry: Entry, code: str | None) -> Chain | None:
    """The chain that an entry names by its code, or None when it names none."""
    if code is None:
        return None
    found = ledger.session.scalars(select(Chain).where(Chain.code == code)).first()
    if found is None:
        raise entry.fault("chain", f"没有代码为“{code}”的产业链")
    return found


def node_coded(ledger: Ledger, entry: Entry, code: str | None) -> ChainNode | None:
    """The node that an entry names as chain/node, or None when it names none."""
    if code is None:
        return None
    seeded = ledger.row("node", ChainNode, code)
    if seeded is not None:
        return seeded
    chain, _, own = code.partition("/")
    query = (
        select(ChainNode)
        .join(Chain, Chain.id == ChainNode.chain_id)
        .where(Chain.code == chain, ChainNode.code == own)
    )
    found = ledger.session.scalars(query).first()
    if found is None:
        raise entry.fault("node", f"没有环节“{code}”，应写作“产业链代码/环节代码”，如 ic/design")
    return found
