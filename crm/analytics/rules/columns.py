"""Entries and deeds by columns: tens of thousands of them that take little memory. Pure.

A column is a list of values that many rows share: a few hundred days, nodes and stages. Reading a
list writes nothing into it, so what was read before the workers are forked stays in memory once; a
tuple for each row would be copied by each worker when it first counts, for every object holds the
number of its users. Passing over columns takes no longer than over rows.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

from crm.analytics.rules.entries import Deed, Definition, Entry, Source, part_of

FRAMEWORK = Deed._fields.index("framework")
# Numbers that take less as such than the address of an object does.
NUMBERS = {
    "node_id": "i", "unit_id": "i", "amount_fen": "q", "verified": "b", "dropped": "b",
    "foreign": "b", "unknown": "b", "framework": "b",
}  # fmt: skip
# The fields of an entry that have columns; its deeds have tables.
FIELDS = Entry._fields[: Entry._fields.index("unknown") + 1]


class Table:
    """Deeds, one after the other those of each entry; `of` is the place of its entry."""

    def __init__(self, same: dict[int | None, int | None]) -> None:
        kinds = map(NUMBERS.get, Deed._fields)
        self.columns: list[Any] = [array(kind) if kind else [] for kind in kinds]
        self.of, self.starts, self._same = array("i"), array("i", [0]), same

    def add(self, deeds: Iterable[Deed]) -> None:
        """Those of the next entry."""
        place = len(self.starts) - 1
        for deed in deeds:
            fen = self._same.setdefault(deed.investment_fen, deed.investment_fen)
            for column, value in zip(self.columns, deed._replace(investment_fen=fen), strict=True):
                column.append(value)
            self.of.append(place)
        self.starts.append(len(self.of))

    def rows(self, place: int) -> range:
        """The places of an entry's."""
        return range(self.starts[place], self.starts[place + 1])

    def deed(self, row: int) -> Deed:
        """The one at a place."""
        return Deed._make(column[row] for column in self.columns)


class Deeds:
    """Some rows of deeds by columns."""

    def __init__(self, columns: Sequence[Sequence[Any]], rows: Sequence[int]) -> None:
        self.columns, self.rows = columns, rows

    @classmethod
    def of(cls, deeds: Sequence[Deed]) -> "Deeds":
        """Made of rows."""
        return cls(list(zip(*deeds, strict=True)) or [()] * len(Deed._fields), range(len(deeds)))

    def __bool__(self) -> bool:
        return bool(self.rows)

    def column(self, place: int) -> Iterable[Any]:
        """The values of one."""
        return map(self.columns[place].__getitem__, self.rows)


class Entries(Mapping[int, Entry]):
    """Entries by number. A confidential one stands in the columns as those see it who do not know
    it by name; `secrets` are these by their places as they are."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.id = array("q")
        self.columns: dict[str, list[Any]] = {name: [] for name in FIELDS[1:]}
        self.parts: dict[int, tuple[tuple[int, int], ...]] = {}
        self.secrets: dict[int, Entry] = {}
        # Amounts are the only objects that would stand in the columns many times over.
        self._same: dict[int | None, int | None] = {}
        self.tables = {source: Table(self._same) for source in Source}
        for entry in entries:
            self.add(entry)

    @classmethod
    def of(cls, entries: Mapping[int, Entry]) -> "Entries":
        """Made of others."""
        return cls(entries[number] for number in sorted(entries))

    def add(self, entry: Entry) -> None:
        """Behind all others, of which none has a greater number."""
        place = len(self.id)
        if entry.masked is not None:
            self.secrets[place] = entry
        shown = entry.masked or entry
        fen = self._same.setdefault(shown.investment_fen, shown.investment_fen)
        shown = shown._replace(investment_fen=fen)
        self.id.append(shown.id)
        for value, column in zip(shown[1:], self.columns.values(), strict=False):
            column.append(value)
        if shown.parts:
            self.parts[place] = shown.parts
        for source, table in self.tables.items():
            table.add(getattr(shown, source.name.lower()))

    def __len__(self) -> int:
        return len(self.id)

    def __iter__(self) -> Iterator[int]:
        return iter(self.id)

    def __getitem__(self, number: int) -> Entry:
        place = bisect_left(self.id, number)
        if place == len(self.id) or self.id[place] != number:
            raise KeyError(number)
        return self.secrets.get(place) or self.at(place)

    def at(self, place: int) -> Entry:
        """The one at a place as it stands in the columns."""
        deeds = (tuple(map(one.deed, one.rows(place))) for one in self.tables.values())
        milestones, money, capacities = deeds
        return self.brief(place)._replace(milestones=milestones, money=money, capacities=capacities)

    def brief(self, place: int) -> Entry:
        """The same without its deeds."""
        told = (column[place] for column in self.columns.values())
        return Entry(self.id[place], *told, parts=self.parts.get(place, ()))


class Seen:
    """Entries of which some are left out: `shown` has a one for the place of each that is not."""

    def __init__(self, entries: Entries, shown: bytes | None = None) -> None:
        self._entries, self._shown = entries, shown

    def column(self, name: str) -> Iterable[Any]:
        """A field of all of them."""
        column = self._entries.columns[name]
        return column if self._shown is None else compress(column, self._shown)

    def __iter__(self) -> Iterator[Entry]:
        """They one by one."""
        for place in range(len(self._entries)):
            if self._shown is None or self._shown[place]:
                yield self._entries.at(place)

    def counted(self, definition: Definition) -> "Seen":
        """Without the kinds that do not count."""
        left_out, kinds = frozenset(definition.kinds_left_out), self._entries.columns["kind"]
        if not left_out:
            return self
        counts = bytes([kind not in left_out for kind in kinds])
        if self._shown is not None:
            counts = bytes(map(min, counts, self._shown))
        return Seen(self._entries, counts)

    def parted(self) -> Iterator[tuple[int, Entry]]:
        """Those that lie on several nodes, by their places and without their deeds."""
        for place in self._entries.parts:
            if self._shown is None or self._shown[place]:
                yield place, self._entries.brief(place)

    def deeds(self, definition: Definition, source: Source) -> Deeds:
        """What of their deeds counts."""
        table, shown = self._entries.tables[source], self.counted(definition)._shown
        rows: Iterable[int] = range(len(table.of))
        if shown is not None:
            rows = compress(rows, map(shown.__getitem__, table.of))
        if not _with_frameworks(definition, source):
            framework = table.columns[FRAMEWORK]
            rows = (row for row in rows if not framework[row])
        return Deeds(table.columns, rows if isinstance(rows, range) else array("i", rows))

    def shared(self, definition: Definition, source: Source) -> Deeds:
        """Amounts on other nodes than the main one: taken from this, given to those."""
        table, found = self._entries.tables[source], []
        framework, all_count = table.columns[FRAMEWORK], _with_frameworks(definition, source)
        for place, entry in self.counted(definition).parted():
            for row in table.rows(place):
                if framework[row] and not all_count:
                    continue
                deed = table.deed(row)
                for node_id, share in entry.parts:
                    part = part_of(deed.amount_fen, share)
                    found.append(deed._replace(amount_fen=-part))
                    found.append(deed._replace(amount_fen=part, node_id=node_id))
        return Deeds.of(found)


def _with_frameworks(definition: Definition, source: Source) -> bool:
    return source is Source.MONEY or definition.framework_counts


def seen_by(
    entries: Entries,
    within: Callable[[int | None, int], bool] | None,
    knows: Callable[[Entry], bool],
) -> list[Seen]:
    """The entries as a person sees them in two parts: as they stand in the columns, and those that
    are confidential and known to him. `within` tells by owner and unit what lies in his scope,
    None if all does."""
    known = {place: one for place, one in entries.secrets.items() if knows(one)}
    if within is None and not known:
        return [Seen(entries)]
    owners, units = entries.columns["owner_id"], entries.columns["unit_id"]
    shown = bytearray(b"\1") * len(entries)
    if within is not None:
        shown[:] = bytes(map(within, owners, units))
    open_ = [one._replace(masked=None) for place, one in known.items() if shown[place]]
    for place in known:
        shown[place] = 0
    parts = [Seen(entries, bytes(shown))]
    return [*parts, Seen(Entries(open_))] if open_ else parts
