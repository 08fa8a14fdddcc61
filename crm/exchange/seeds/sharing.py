"""What several plans name is one thing: their entries together make its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from crm.core.db import Model
from crm.exchange.seeds.files import Entry
from crm.exchange.seeds.ledger import EMPTY, Ledger, key_of

Row = TypeVar("Row", bound=Model)

LONGEST_SOURCE = 200
BETWEEN = "；"


@dataclass(frozen=True)
class Given:
    """What one entry says of a thing, as the columns are called."""

    entry: Entry
    values: Mapping[str, Any]


def sourced(entry: Entry, place: str) -> str:
    """Plan and place, as the record shows it."""
    return (f"《{entry.plan_title}》{place}" if entry.plan_title else place)[:LONGEST_SOURCE]


def keep_shared(
    ledger: Ledger,
    kind: str,
    key: str,
    model: type[Row],
    given: Sequence[Given],
    *,
    natural: Mapping[str, Any],
    first: Mapping[str, Any] | None = None,
    grows: Mapping[str, int] | None = None,
) -> Row | None:
    """The one row of what several entries give; the first that says something is followed.

    `grows` are texts to which each plan adds its own, with how long they may become: a plan adds
    once, and what people have made of the text since stays.
    """
    grows = grows or {}
    values = merged(given, grows)
    row = ledger.keep(
        given[0].entry, kind, key, model, values,
        natural=natural, first=first, others=[one.values for one in given], grows=tuple(grows),
    )  # fmt: skip
    for group in {one.entry.group: one.entry for one in given[1:]}.values():
        if group.group != given[0].entry.group:
            ledger.count(group, kind)
    for one in given if row is not None and grows else ():
        if len(given) > 1 or (ledger.is_first(one.entry) and not ledger.is_new(row)):
            _add(ledger, kind, key, row, one, grows)
    return row


def merged(given: Sequence[Given], grows: Mapping[str, int]) -> dict[str, Any]:
    """One set of values: the first that is not empty, and all texts that grow."""
    values: dict[str, Any] = {}
    for name in given[0].values:
        found = [one.values[name] for one in given]
        values[name] = next((one for one in found if one not in EMPTY), found[0])
        if name in grows:
            texts = list(dict.fromkeys(text for text in found if text))
            values[name] = _joined(texts, grows[name])
    return values


def _joined(texts: Sequence[str], longest: int) -> str:
    """As many of the texts as there is room for."""
    text = ""
    for one in texts:
        longer = f"{text}{BETWEEN}{one}" if text else one
        if len(longer) <= longest:
            text = longer
    return text


def _add(
    ledger: Ledger, kind: str, key: str, row: Model, one: Given, grows: Mapping[str, int]
) -> None:
    """Add what a further plan says to a row that was there; once, and never again."""
    source = getattr(row, "source", "") or ""
    told = ledger.is_new(row) or (one.entry.plan_title and one.entry.plan_title in source)
    if not ledger.note(kind, key_of(f"{key}@{one.entry.group}"), row) or told:
        return
    for name, longest in grows.items():
        present, text = getattr(row, name) or "", one.values[name]
        if not text or text in present:
            continue
        setattr(row, name, _joined([present, text], longest))
