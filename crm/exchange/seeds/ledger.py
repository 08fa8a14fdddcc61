"""Keeps the book while seeds are loaded: what is new, what was there, what people have changed.

Rows of one kind are made together: `keep` only adds them, `settle` writes them, gives them their
numbers and remembers which entry made which row.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import insert, inspect, select, tuple_
from sqlalchemy.orm import Session

from crm.core.db import Model
from crm.core.journal import Actor, in_words, record
from crm.exchange.models import SeededRecord
from crm.exchange.seeds.counts import KINDS, Counts
from crm.exchange.seeds.files import BadSeeds, Entry

Row = TypeVar("Row", bound=Model)
Values = Mapping[str, Any]

LONGEST_KEY = 300
# Kinds of which an office has many more than seeds name: looked for one by one.
MANY = {"company"}
EMPTY = (None, "", [], (), False)


class Removed(Exception):
    """An entry names something that people have removed since it was loaded; it is left out."""


def key_of(*parts: object) -> str:
    """The parts joined; what is too long keeps its beginning and a mark of the whole."""
    key = "/".join(str(part) for part in parts)
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:260]}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"


class Ledger:
    """Makes what is missing and leaves alone what is there."""

    def __init__(
        self, session: Session, say: Callable[[str], None], actor: Actor | None = None
    ) -> None:
        self.session = session
        self.actor = actor
        self.counts = Counts()
        self.faults: list[str] = []
        self._say = say
        self._known: dict[str, dict[str, Any]] = {}
        self._there: dict[tuple[type, tuple[str, ...]], dict[tuple[Any, ...], Any]] = {}
        self._met: dict[tuple[str, str], Entry] = {}
        self._pending: list[tuple[str, str, Any, str]] = []
        self._new: set[Model] = set()
        keys = select(SeededRecord.key).where(SeededRecord.kind == "plan")
        self._plans_before = set(session.scalars(keys))

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Note the fault of one entry and go on with the next, so that all are said at once."""
        try:
            yield
        except BadSeeds as fault:
            self.faults.append(fault.sentence)
        except Removed:
            pass

    def keep(
        self,
        entry: Entry,
        kind: str,
        key: str,
        model: type[Row],
        values: Values,
        *,
        natural: Values | None = None,
        first: Values | None = None,
        others: Sequence[Values] = (),
        grows: Sequence[str] = (),
    ) -> Row | None:
        """The row of an entry, made when there is none; None when people have removed it.

        `natural` finds a row that was there before the entry was first loaded. `first` are
        values that a new row begins with and that work changes: they are not compared. What one
        of `others` says is no difference, nor is more text in the attributes that grow.
        """
        self._meet(entry, kind, key)
        rows = self._rows(kind, model)
        if key in rows:
            row = rows[key]
        else:
            row = self.there(kind, model, **natural) if natural else None
            if row is None:
                rows[key] = self._made(kind, key, model, {**values, **(first or {})})
                return rows[key]
            rows[key] = row
            self._pending.append((kind, key, row, ""))
        if row is not None and row not in self._new:
            self.compare(entry, row, values, others, grows)
        return row

    def count(self, entry: Entry, kind: str) -> None:
        """Count an entry for its plan alone: another plan's made the row."""
        self.counts.plans.setdefault(entry.group, type(self.counts.read)())[kind] += 1

    def row(self, kind: str, model: type[Row], key: str) -> Row | None:
        """The row that was made of an entry; raises Removed when people have removed it."""
        rows = self._rows(kind, model)
        if key in rows and rows[key] is None:
            raise Removed
        return rows.get(key)

    def there(self, kind: str, model: type[Row], /, **natural: Any) -> Row | None:
        """A row that was there before this load, by the values that tell it from others."""
        names, wanted = tuple(natural), tuple(natural.values())
        columns = [getattr(model, name) for name in names]
        if kind in MANY:
            return self.session.scalars(select(model).where(tuple_(*columns) == wanted)).first()
        if (model, names) not in self._there:
            rows = self.session.scalars(select(model))
            self._there[model, names] = {
                tuple(getattr(row, name) for name in names): row for row in rows
            }
        return self._there[model, names].get(wanted)

    def is_new(self, row: Model) -> bool:
        """Whether this load has made the row."""
        return row in self._new

    def is_first(self, entry: Entry) -> bool:
        """Whether the entry's plan has not been loaded before."""
        return entry.plan_code not in self._plans_before

    def note(self, kind: str, key: str, row: Model) -> bool:
        """Remember something of a row; False when it was remembered before."""
        rows = self._rows(kind, type(row))
        if key in rows:
            return False
        rows[key] = row
        self._pending.append((kind, key, row, ""))
        return True

    def differ(self, sentence: str) -> None:
        """Say a difference."""
        self.counts.differences += 1
        self._say(sentence)

    def compare(
        self, entry: Entry, row: Model, values: Values, others: Sequence[Values] = (),
        grows: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Say where a row is otherwise than all entries that name it."""
        for attribute in inspect(row).mapper.column_attrs:
            name, column = attribute.key, attribute.columns[0]
            label = column.info.get("label")
            if name not in values or label is None or column.info.get("noise"):
                continue
            wanted, present = values[name], getattr(row, name)
            if others and wanted in EMPTY:
                continue  # several files together say what a thing is; this one does not
            if any(one[name] == present for one in (values, *others)):
                continue
            if name in grows and self._has_grown(entry, name, present, (values, *others)):
                continue
            seed, now = in_words(row, column, wanted), in_words(row, column, present)
            self.differ(
                f"{entry.where}：{label}在文件中是“{seed or '空'}”，"
                f"系统中是“{now or '空'}”，保留系统中的"
            )

    def _has_grown(self, entry: Entry, name: str, present: str, given: Sequence[Values]) -> bool:
        """Whether a text is what the files say and more, or this plan is yet to add its own."""
        return self.is_first(entry) or any(one[name] in present for one in given)

    def settle(self) -> None:
        """Write what was kept, and remember which entries made it."""
        if not self._pending:
            return
        self.session.flush()
        pending, self._pending = self._pending, []
        self._there.clear()
        made = [{"kind": kind, "key": key, "subject_id": row.id} for kind, key, row, _ in pending]
        self.session.execute(insert(SeededRecord), made)
        for kind, _key, row, title in pending:
            if title:
                kept = KINDS[kind][1]
                record(
                    self.session, self.actor, "imported", kind=kept, subject_id=row.id, title=title
                )

    def _meet(self, entry: Entry, kind: str, key: str) -> None:
        other = self._met.setdefault((kind, key), entry)
        if other is not entry:
            raise entry.fault(other.key_field, f"与 {other.where} 重复")
        self.counts.read[kind] += 1
        self.count(entry, kind)

    def _rows(self, kind: str, model: type[Row]) -> dict[str, Row | None]:
        """Rows by entry, loaded at once; None where the row is gone."""
        if kind not in self._known:
            query = (
                select(SeededRecord.key, model)
                .outerjoin(model, model.id == SeededRecord.subject_id)
                .where(SeededRecord.kind == kind)
            )
            self._known[kind] = {found[0]: found[1] for found in self.session.execute(query)}
        return self._known[kind]

    def _made(self, kind: str, key: str, model: type[Row], values: Values) -> Row:
        row = model(**values)
        self.session.add(row)
        self.counts.created[kind] += 1
        self._new.add(row)
        title = values.get("name") or values.get("title") or values.get("company_name")
        self._pending.append((kind, key, row, str(title) if KINDS[kind][1] else ""))
        return row
