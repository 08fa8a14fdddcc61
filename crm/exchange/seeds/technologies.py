"""Loads key technologies: of a chain, or of one of its nodes; several plans may name the same."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm.chains.models import KeyTechnology
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import chain_coded, node_coded
from crm.exchange.seeds.ledger import Ledger, key_of
from crm.exchange.seeds.sharing import LONGEST_SOURCE, Given, keep_shared, sourced

STEP = 10
# (entry, chain code, node's code or None, the directions given there)
Place = tuple[Entry, str, str | None, Iterable[dict[str, Any]]]


def load_technologies(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """All technologies that the files name, each once for its chain and node."""
    together: dict[tuple[str, str | None], dict[str, list[tuple[Entry, dict[str, Any]]]]] = {}
    for entry, chain, node, directions in _places(groups):
        names = together.setdefault((chain, node), {})
        for direction in directions:
            for name in direction["names"]:
                names.setdefault(name, []).append((entry, direction))
    for (chain, node), names in together.items():
        for place, (name, found) in enumerate(names.items()):
            with ledger.trying():
                _load(ledger, chain, node, name, found, place * STEP)
    ledger.settle()


def _load(
    ledger: Ledger, chain: str, node: str | None, name: str,
    found: Sequence[tuple[Entry, dict[str, Any]]], position: int,
) -> None:  # fmt: skip
    entry = found[0][0]
    home = chain_coded(ledger, entry, chain)
    at = node_coded(ledger, entry, f"{chain}/{node}") if node else None
    identity = {"chain_id": home.id, "node_id": at.id if at else None, "name": name}
    given = [
        Given(
            entry.part(name),
            {
                **identity,
                "direction": direction["direction"],
                "source": sourced(entry, direction["source"]),
            },
        )
        for entry, direction in found
    ]
    key = key_of(chain, node or "", name)
    known = ledger.row("technology", KeyTechnology, key)
    if known is not None and known.source == found[0][1]["source"]:
        known.source = given[0].values["source"]  # loaded before sources named their plan
    keep_shared(
        ledger, "technology", key, KeyTechnology, given,
        natural=identity, first={"position": position}, grows={"source": LONGEST_SOURCE},
    )  # fmt: skip


def _places(groups: Sequence[Seeds]) -> Iterator[Place]:
    for group in groups:
        for entry in group.of("chains"):
            code = entry.values["code"]
            yield entry, code, None, entry.values["technologies"]
            yield from _below(entry, code, entry.values["nodes"])
        for entry in group.of("nodes"):
            given = entry.values
            yield entry, given["chain"], given["parent"], given["technologies"]
            yield from _below(entry, given["chain"], given["nodes"])


def _below(entry: Entry, chain: str, nodes: Iterable[dict[str, Any]]) -> Iterator[Place]:
    for node in nodes:
        yield entry, chain, node["code"], node["technologies"]
        yield from _below(entry, chain, node["nodes"])
