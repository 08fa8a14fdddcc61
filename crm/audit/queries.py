"""Reads of the log: its list, a record's timeline, and the check of its chain."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from crm.audit.models import AuditEntry, AuditHead
from crm.audit.rules import START, chained
from crm.core.db import read

CHUNK = 5_000


@dataclass(frozen=True)
class Line:
    """An entry of the log as a page shows it; `hidden` when its values may not be told."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    address: str
    action: str
    kind: str
    subject_id: int | None
    title: str
    confidential: bool
    changes: dict[str, list[str | None]]


@dataclass(frozen=True)
class Wanted:
    """What the list of the log is narrowed to."""

    since: datetime | None = None
    before: datetime | None = None
    actor_id: int | None = None
    action: str = ""
    kind: str = ""
    text: str = ""


COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.actor,
    AuditEntry.address,
    AuditEntry.action,
    AuditEntry.kind,
    AuditEntry.subject_id,
    AuditEntry.title,
    AuditEntry.confidential,
    AuditEntry.changes,
)
_OF_RECORD = (
    select(*COLUMNS)
    .where(AuditEntry.kind == bindparam("kind"), AuditEntry.subject_id == bindparam("of"))
    .order_by(AuditEntry.id.desc())
    .limit(bindparam("most"))
)


def found(wanted: Wanted) -> Select[Any]:
    """The entries that a list asks for, without an order; see `veiled`."""
    return select(*COLUMNS).where(*_conditions(wanted))


def veiled(session: Session, rows: Iterable[Any]) -> list[Line]:
    """Rows of `found` as lines for those who read the log.

    A record that is confidential now or ever was goes by its code name in all of its entries,
    the ones from before included, and is marked, so that only its fields' names are told.
    """
    lines = [Line(*row[: len(COLUMNS)]) for row in rows]
    subjects = {(line.kind, line.subject_id) for line in lines if line.subject_id is not None}
    names = _code_names(session, sorted(subjects))
    return [
        replace(line, title=names[line.kind, line.subject_id], confidential=True)
        if (line.kind, line.subject_id) in names
        else line
        for line in lines
    ]


def all_lines(session: Session, wanted: Wanted, most: int) -> Iterator[Line]:
    """Everything that the list asks for, newest first, read in parts; `most` at the most."""
    below: int | None = None
    while most > 0:
        query = found(wanted).order_by(AuditEntry.id.desc()).limit(min(CHUNK, most))
        rows = session.execute(query if below is None else query.where(AuditEntry.id < below)).all()
        if not rows:
            return
        yield from veiled(session, rows)
        below, most = rows[-1].id, most - len(rows)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.before:
        found.append(AuditEntry.at < wanted.before)
    if wanted.actor_id:
        found.append(AuditEntry.actor_id == wanted.actor_id)
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.kind:
        found.append(AuditEntry.kind == wanted.kind)
    if wanted.text:
        # What is not shown is not found either: a name from before the record was confidential.
        found.append(AuditEntry.title.contains(wanted.text, autoescape=True))
        found.append(or_(AuditEntry.confidential, ~_ever_confidential()))
    return found


def _ever_confidential() -> ColumnElement[bool]:
    other = aliased(AuditEntry)
    return exists().where(
        other.kind == AuditEntry.kind,
        other.subject_id == AuditEntry.subject_id,
        other.confidential,
    )


def _code_names(
    session: Session, subjects: Sequence[tuple[str, int | None]]
) -> dict[tuple[str, int | None], str]:
    """The latest code name of each of the subjects that are or were confidential."""
    names: dict[tuple[str, int | None], str] = {}
    for start in range(0, len(subjects), 400):
        query = (
            select(AuditEntry.kind, AuditEntry.subject_id, AuditEntry.title)
            .where(
                tuple_(AuditEntry.kind, AuditEntry.subject_id).in_(subjects[start : start + 400]),
                AuditEntry.confidential,
            )
            .order_by(AuditEntry.id)
        )
        names |= {(kind, number): title for kind, number, title in session.execute(query)}
    return names


def timeline(
    session: Session, kind: str, subject_id: int, limit: int = 30, below: int | None = None
) -> list[Line]:
    """A record's own entries, newest first, with all values: for those who may see the record.

    Whoever sees a confidential record only by its code name must not be given this.
    """
    query = _OF_RECORD if below is None else _OF_RECORD.where(AuditEntry.id < below)
    rows = read(session, query, {"kind": kind, "of": subject_id, "most": limit})
    return [Line(*row) for row in rows]


def people(session: Session) -> list[tuple[int, str]]:
    """Everybody who stands in the log, for the filter: (number, latest name)."""
    latest = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.actor_id.is_not(None))
        .group_by(AuditEntry.actor_id)
    )
    query: Select[Any] = select(AuditEntry.actor_id, AuditEntry.actor).where(
        AuditEntry.id.in_(latest)
    )
    return sorted(((key, name) for key, name in session.execute(query)), key=lambda one: one[1])


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry; (0, START) of an empty log."""
    row = session.execute(select(AuditHead.last_id, AuditHead.hash)).first()
    return (row.last_id, row.hash) if row else (0, START)


@dataclass(frozen=True)
class Report:
    """What a check of the log has found: how many entries, and the first fault as a sentence."""

    entries: int
    last_hash: str
    fault: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing was wrong."""
        return not self.fault


def verify(session: Session, key: bytes, anchors: Iterable[tuple[int, str]] = ()) -> Report:
    """Recompute the whole chain and hold it against its head and the anchors kept elsewhere.

    Finds a changed, missing, inserted or swapped entry, and a tail that was cut: by the head
    row, or by an anchor when the head was set back too. Reads in a stream.
    """
    known = dict(anchors)
    last_id, previous = 0, START
    query = select(*COLUMNS, AuditEntry.hash).order_by(AuditEntry.id)
    for row in session.execute(query, execution_options={"yield_per": CHUNK}):
        fields: Mapping[str, Any] = row._mapping
        number = fields["id"]
        if number != last_id + 1:
            return Report(last_id, previous, f"第 {last_id + 1} 条缺失：其后是第 {number} 条")
        if chained(key, previous, fields) != fields["hash"]:
            return Report(last_id, previous, f"第 {number} 条被改动：内容与校验值不符")
        last_id, previous = number, fields["hash"]
        if known.pop(number, previous) != previous:
            return Report(last_id, previous, f"第 {number} 条与库外存放的校验值不符")
    return Report(last_id, previous, _end_fault(last_id, previous, head(session), known))


def _end_fault(last_id: int, last_hash: str, kept: tuple[int, str], beyond: dict[int, str]) -> str:
    if beyond:
        return f"第 {last_id + 1} 条起被截去：库外记有第 {max(beyond)} 条"
    if kept[0] > last_id:
        return f"第 {last_id + 1} 至 {kept[0]} 条被截去"
    if kept != (last_id, last_hash):
        return f"末尾与记录不符：应为第 {kept[0]} 条，实为第 {last_id} 条"
    return ""
