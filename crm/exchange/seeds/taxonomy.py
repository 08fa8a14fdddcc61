"""Loads the organisation and the taxonomy: the trees of all files together are one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm.accounts.models import OrgUnit
from crm.chains.models import Chain, ChainNode, Cluster
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import chain_coded, cluster_id, unit_named
from crm.exchange.seeds.ledger import Ledger
from crm.exchange.seeds.sharing import Given, keep_shared
from crm.exchange.seeds.technologies import load_technologies
from crm.lib.trees import child_path

STEP = 10  # room between neighbours, for what people put in between


def load_units(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """The organisation tree; its root is the one that is there, whatever its name."""
    for group in groups:
        for place, entry in enumerate(group.of("units")):
            with ledger.trying():
                _load_unit(ledger, entry, place)


def _load_unit(ledger: Ledger, entry: Entry, place: int) -> None:
    name, above = entry.values["name"], entry.values["parent"]
    parent = unit_named(ledger, entry, above, "parent") if above is not None else None
    values = {
        "name": name,
        "kind": entry.values["kind"],
        "parent_id": parent.id if parent else None,
        "position": place * STEP,
    }
    natural = {"parent_id": None} if parent is None else {"name": name}
    unit = ledger.keep(
        entry, "unit", name, OrgUnit, values, natural=natural, first={"path": ""}
    )  # fmt: skip
    ledger.settle()
    if unit is not None and not unit.path:
        unit.path = child_path(parent.path if parent else None, unit.id)
        ledger.session.flush()


def load_taxonomy(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Clusters, chains, their nodes with all sub-nodes, and key technologies."""
    for code, given in _by_code(groups, "clusters", _cluster_values).items():
        keep_shared(ledger, "cluster", code, Cluster, given, natural={"code": code})
    ledger.settle()
    for code, entries in _entries_by_code(groups, "chains").items():
        with ledger.trying():
            given = [Given(entry, _chain_values(ledger, entry, n)) for n, entry in entries]
            keep_shared(ledger, "chain", code, Chain, given, natural={"code": code})
    ledger.settle()
    _load_nodes(ledger, groups)
    load_technologies(ledger, groups)


def _entries_by_code(groups: Sequence[Seeds], section: str) -> dict[str, list[tuple[int, Entry]]]:
    """The entries of a section from all files, with their places, those of one code together."""
    found: dict[str, list[tuple[int, Entry]]] = {}
    for group in groups:
        for place, entry in enumerate(group.of(section)):
            found.setdefault(entry.values["code"], []).append((place, entry))
    return found


def _by_code(groups: Sequence[Seeds], section: str, values_of: Any) -> dict[str, list[Given]]:
    return {
        code: [Given(entry, values_of(entry, place)) for place, entry in entries]
        for code, entries in _entries_by_code(groups, section).items()
    }


def _cluster_values(entry: Entry, place: int) -> dict[str, Any]:
    return {
        "code": entry.values["code"],
        "name": entry.values["name"],
        "position": place * STEP,
    }


def _chain_values(ledger: Ledger, entry: Entry, place: int) -> dict[str, Any]:
    return {
        "code": entry.values["code"],
        "name": entry.values["name"],
        "cluster_id": cluster_id(ledger, entry, entry.values["cluster"]),
        "description": entry.values["description"],
        "position": place * STEP,
    }


# ---- nodes: (entry, chain code, parent's code or None, what is given)
Node = tuple[Entry, str, str | None, dict[str, Any]]


def nodes_of(groups: Sequence[Seeds]) -> Iterator[Node]:
    """All nodes that the files give, parents before their children."""
    for group in groups:
        for entry in group.of("chains"):
            yield from _below(entry, entry.values["code"], None, entry.values["nodes"])
        for entry in group.of("nodes"):
            given = entry.values
            yield from _below(entry, given["chain"], given["parent"], given["nodes"])


def _below(
    entry: Entry, chain: str, parent: str | None, nodes: Iterable[dict[str, Any]]
) -> Iterator[Node]:
    for given in nodes:
        yield entry, chain, parent, given
        yield from _below(entry, chain, given["code"], given["nodes"])


def _load_nodes(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Level by level: a parent has its number before its children are made."""
    together: dict[str, list[Node]] = {}
    for node in nodes_of(groups):
        together.setdefault(f"{node[1]}/{node[3]['code']}", []).append(node)
    places: dict[tuple[str, str | None], int] = {}
    waiting = dict(together)
    while waiting:
        ready = {
            key: found
            for key, found in waiting.items()
            if (above := _parent_key(found)) is None or above not in waiting
        }
        if not ready:
            key, found = next(iter(waiting.items()))
            ledger.faults.append(
                found[0][0].fault("parent", f"环节“{key}”的上级关系绕成了圈").sentence
            )
            return
        _load_level(ledger, ready, places)
        waiting = {key: found for key, found in waiting.items() if key not in ready}


def _parent_key(found: Sequence[Node]) -> str | None:
    """The parent that the files give; a file that gives none is no difference."""
    return next((f"{chain}/{parent}" for _, chain, parent, _ in found if parent), None)


def _load_level(
    ledger: Ledger, ready: dict[str, list[Node]], places: dict[tuple[str, str | None], int]
) -> None:
    kept = []
    for key, found in ready.items():
        with ledger.trying():
            _one_parent(ledger, key, found)
            above = _parent_key(found)
            parent = _parent_node(ledger, found[0][0], above)
            chain = chain_coded(ledger, found[0][0], found[0][1])
            place = places.setdefault((found[0][1], above), 0)
            places[found[0][1], above] += STEP
            row = keep_shared(
                ledger, "node", key, ChainNode,
                [Given(node[0], _node_values(chain, parent, node[3])) for node in found],
                natural={"chain_id": chain.id, "code": found[0][3]["code"]},
                first={"path": "", "position": place},
            )  # fmt: skip
            kept.append((row, parent))
    ledger.settle()
    for row, parent in kept:
        if row is not None and not row.path:
            row.path = child_path(parent.path if parent else None, row.id)
    ledger.session.flush()


def _one_parent(ledger: Ledger, key: str, found: Sequence[Node]) -> None:
    """Two files may not put one node at two places; other names are said."""
    parents = {parent: entry for entry, _, parent, _ in found if parent}
    if len(parents) > 1:
        (one, first), (other, second) = list(parents.items())[:2]
        raise second.fault("parent", f"环节“{key}”在“{other}”下，而 {first.where} 写在“{one}”下")
    for name, label in (("name", "名称"), ("stream", "位置")):
        given = {node[3][name]: node[0] for node in found if node[3][name]}
        if len(given) > 1:
            words = "、".join(f"“{value}”（{entry.file}）" for value, entry in given.items())
            ledger.differ(f"环节“{key}”的{label}，几个文件写法不同：{words}，取第一个")


def _parent_node(ledger: Ledger, entry: Entry, key: str | None) -> ChainNode | None:
    if key is None:
        return None
    chain = chain_coded(ledger, entry, key.partition("/")[0])
    own = key.partition("/")[2]
    found = ledger.row("node", ChainNode, key) or ledger.there(
        "node", ChainNode, chain_id=chain.id, code=own
    )
    if found is None:
        raise entry.fault("parent", f"产业链“{chain.code}”没有环节“{own}”")
    return found


def _node_values(chain: Chain, parent: ChainNode | None, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "chain_id": chain.id,
        "parent_id": parent.id if parent else None,
        "code": given["code"],
        "name": given["name"],
        "stream": given["stream"],
        "description": given["description"],
    }
