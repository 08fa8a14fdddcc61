"""Loads carriers: the same place under one code is one carrier, whichever plans name it."""

from collections.abc import Sequence
from typing import Any

from crm.carriers.models import Carrier
from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import chain_coded, unit_named
from crm.exchange.seeds.ledger import Ledger
from crm.exchange.seeds.sharing import LONGEST_SOURCE, Given, keep_shared, sourced

GROWS = {"description": 1000, "source": LONGEST_SOURCE}


def load_carriers(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """The first file that names a place says what it is; later ones add what they say of it."""
    together: dict[str, list[Entry]] = {}
    for entry in (entry for group in groups for entry in group.of("carriers")):
        together.setdefault(entry.values["code"], []).append(entry)
    for code, entries in together.items():
        with ledger.trying():
            _refuse_twice(entries)
            given = [Given(entry, _values(ledger, entry)) for entry in entries]
            keep_shared(
                ledger, "carrier", code, Carrier, given, natural={"code": code}, grows=GROWS
            )
    ledger.settle()


def _refuse_twice(entries: Sequence[Entry]) -> None:
    """One plan names a place once."""
    groups: dict[str, Entry] = {}
    for entry in entries:
        other = groups.setdefault(entry.group, entry)
        if other is not entry:
            raise entry.fault("code", f"与 {other.where} 重复")


def _values(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    given = entry.values
    unit = unit_named(ledger, entry, given["unit"]) if given["unit"] else None
    chain = chain_coded(ledger, entry, given["chain"])
    area = given["area"] or {"value": None, "unit": None}
    return {
        **{name: given[name] for name in ("code", "name", "kind", "state", "place")},
        "unit_id": unit.id if unit else None,
        "area": area["value"],
        "area_unit": area["unit"],
        "chain_id": chain.id if chain else None,
        "description": given["description"],
        "source": sourced(entry, given["source"]),
    }
