"""Keeps the book while seeds are loaded: what is new, what was there, what people have changed."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from crm.core.db import Model
from crm.core.journal import in_words, record
from crm.exchange.models import SeededRecord
from crm.exchange.seeds.files import Entry

Row = TypeVar("Row", bound=Model)

# Kinds in the order in which they are counted, with the audit log's name for those it keeps.
KINDS: Mapping[str, tuple[str, str]] = {
    "unit": ("机构", "unit"),
    "definition": ("口径", "definition"),
    "cluster": ("产业集群", "cluster"),
    "chain": ("产业链", "chain"),
    "node": ("环节", "node"),
    "technology": ("关键技术", ""),
    "plan": ("规划", "plan"),
    "indicator": ("指标", ""),
    "value": ("指标数值", ""),
    "quota": ("招引目标", "quota"),
    "company": ("企业", "company"),
    "project": ("项目", "project"),
    "lead": ("线索", "lead"),
}


@dataclass
class Counts:
    """How many entries of each kind the files hold, and how many rows were made of them."""

    read: Counter[str]
    created: Counter[str]
    differences: int = 0

    @property
    def lines(self) -> list[str]:
        """One line per kind, for the command."""
        return [
            f"{label} {self.read[kind]}（新增 {self.created[kind]}）"
            for kind, (label, _) in KINDS.items()
            if self.read[kind]
        ]


class Ledger:
    """Makes what is missing and leaves alone what is there."""

    def __init__(self, session: Session, say: Callable[[str], None]) -> None:
        self.session = session
        self.counts = Counts(Counter(), Counter())
        self.met: set[str] = set()  # companies that this load has come across
        self._say = say
        self._known: dict[str, dict[str, Any]] = {}
        self._new: set[tuple[type, int]] = set()

    def keep(
        self,
        entry: Entry,
        kind: str,
        key: str,
        model: type[Row],
        values: Mapping[str, Any],
        *natural: ColumnElement[bool],
        first: Mapping[str, Any] | None = None,
    ) -> Row | None:
        """The row of an entry, made when there is none; None when people have removed it.

        `natural` finds a row that was there before the entry was first loaded. `first` are
        values that a new row begins with and that work changes: they are not compared.
        """
        self.counts.read[kind] += 1
        known = self._rows(kind, model)
        if key in known:
            row = known[key]
        else:
            row = self._found(model, natural)
            if row is None:
                row = self._made(kind, model, {**values, **(first or {})})
                known[key] = self._noted(kind, key, row)
                return row
            known[key] = self._noted(kind, key, row)
        if row is not None:
            self._compare(entry, row, values)
        return row

    def row(self, kind: str, model: type[Row], key: str) -> Row | None:
        """The row that was made of an entry, if it was loaded and still is there."""
        return self._rows(kind, model).get(key)

    def is_new(self, row: Model) -> bool:
        """Whether this load has made the row."""
        return (type(row), row.id) in self._new

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

    def _found(self, model: type[Row], natural: tuple[ColumnElement[bool], ...]) -> Row | None:
        if not natural:
            return None
        return self.session.scalars(select(model).where(*natural)).first()

    def _made(self, kind: str, model: type[Row], values: Mapping[str, Any]) -> Row:
        row = model(**values)
        self.session.add(row)
        self.session.flush()
        self.counts.created[kind] += 1
        self._new.add((model, row.id))
        audited = KINDS[kind][1]
        if audited:
            title = str(values.get("name") or values.get("title") or values.get("company_name"))
            record(self.session, None, "imported", kind=audited, subject_id=row.id, title=title)
        return row

    def _noted(self, kind: str, key: str, row: Row) -> Row:
        self.session.add(SeededRecord(kind=kind, key=key, subject_id=row.id))
        return row

    def _compare(self, entry: Entry, row: Model, values: Mapping[str, Any]) -> None:
        for attribute in inspect(row).mapper.column_attrs:
            column = attribute.columns[0]
            label = column.info.get("label")
            if attribute.key not in values or label is None or column.info.get("noise"):
                continue
            wanted, present = values[attribute.key], getattr(row, attribute.key)
            if wanted == present:
                continue
            self.counts.differences += 1
            seed, now = in_words(row, column, wanted), in_words(row, column, present)
            self._say(
                f"{entry.where}：{label}在文件中是“{seed or '空'}”，"
                f"系统中是“{now or '空'}”，保留系统中的"
            )
