"""What is to stand in the audit log: noted while something is done, written when it commits.

Accounts stand below the audit package and must leave a trace too, so noting lives here; the
audit package numbers, chains and writes the notes just before the commit. What is rolled back
leaves no note.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from flask import has_request_context, request
from sqlalchemy import Column, FromClause, event, inspect
from sqlalchemy.orm import Session, SessionTransaction, object_session

from crm.core.db import Model, now
from crm.core.errors import ReadOnly
from crm.lib.currencies import AmountUnit, Currency
from crm.lib.labelled import Labelled
from crm.lib.money import format_amount
from crm.lib.periods import ZONE

LONGEST_TITLE, LONGEST_VALUE = 200, 500
SYSTEM = "系统"
Changes = dict[str, list[str | None]]

_names: dict[FromClause, Callable[[Session, int], str]] = {}


class Actor(Protocol):
    """Whoever does something: the viewer, a user row, or a guest."""

    @property
    def id(self) -> int | None:
        """The number of the account, if there is one."""

    @property
    def name(self) -> str:
        """The person's name."""


@dataclass(frozen=True)
class Guest:
    """Somebody who has not signed in."""

    id: int | None = None
    name: str = "未登录"


@dataclass(frozen=True)
class Note:
    """One thing that was done; `within` are the savepoints that may still undo it."""

    at: datetime
    actor_id: int | None
    actor: str
    address: str
    action: str
    kind: str
    subject_id: int | None
    title: str
    confidential: bool
    changes: Changes
    within: tuple[SessionTransaction, ...] = ()


def record_export(
    session: Session, actor: Actor | None, kind: str, title: str, terms: str, rows: int
) -> None:
    """Note that somebody took rows of a kind away, and by which filter; `terms` in words."""
    changes: Changes = {"筛选": [None, terms or "无"], "行数": [None, str(rows)]}
    record(session, actor, "exported", kind=kind, subject_id=None, title=title, changes=changes)


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    kind: str,
    subject_id: int | None,
    title: str,
    changes: Changes | None = None,
    confidential: bool = False,
) -> None:
    """Note what `actor` (None is the system itself) did to a record.

    `title` names the record for those who read the log: of a confidential one its code name.
    `changes` maps labels to the value before and after, as `changes_of` gives them. Raises
    ReadOnly where nothing will be committed: what is not kept must not happen.
    """
    if not session.info.get("writes", True):
        raise ReadOnly("本次请求只能读取，没有任何内容被更改。")
    address = (request.remote_addr or "") if has_request_context() else ""
    note = Note(
        at=now(),
        actor_id=actor.id if actor else None,
        actor=actor.name if actor else SYSTEM,
        address=address[:64],
        action=action,
        kind=kind,
        subject_id=subject_id,
        title=title[:LONGEST_TITLE],
        confidential=confidential,
        changes=changes or {},
        within=_savepoints(session),
    )
    if not session.in_transaction():
        session.begin()  # so that a rollback has something to undo, and forgets the note
    session.info.setdefault("journal", []).append(note)


def take(session: Session) -> list[Note]:
    """The notes of the transaction at hand, which are then the caller's."""
    return session.info.pop("journal", [])


def _savepoints(session: Session) -> tuple[SessionTransaction, ...]:
    found = []
    savepoint = session.get_nested_transaction()
    while savepoint is not None and savepoint.nested:
        found.append(savepoint)
        savepoint = savepoint.parent
    return tuple(found)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    notes = session.info.get("journal")
    if notes:
        kept = [note for note in notes if undone.nested and undone not in note.within]
        session.info["journal"] = kept


def changes_of(row: Model) -> Changes:
    """What has been set on a row since it was read: label -> [before, after], as words.

    To be called before the flush. Only columns with a label count; those marked as noise do
    not, personal values are masked, keys of other records become their names.
    """
    state = inspect(row)
    changes: Changes = {}
    for key, label, column in _told_columns(type(row)):
        if key not in state.committed_state:
            continue  # it has not been set
        history = state.attrs[key].load_history()
        if not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        old, new = in_words(row, column, before), in_words(row, column, after)
        if old != new or before != after:
            changes[label] = [old, new]
    return changes


class Telling:
    """What new rows of a table hold, as changes from nothing: for rows written many at a time.

    As `changes_of` tells it of an object. The names of other records are looked up once each.
    """

    def __init__(self, session: Session, model: type[Model]) -> None:
        self._session, self._columns = session, _told_columns(model)
        self._kept: dict[tuple[str, Any], str] = {}

    def of(self, values: Mapping[str, Any], names: Mapping[str, str] | None = None) -> Changes:
        """The changes of a row; `names` are those of other records, by column."""
        changes: Changes = {}
        for key, label, column in self._columns:
            value = values.get(key)
            if value is None or value == "":
                continue
            if names and key in names:
                changes[label] = [None, names[key]]
            else:
                changes[label] = [None, self._words(key, column, value, values)]
        return changes

    def _words(self, key: str, column: Column[Any], value: Any, values: Mapping[str, Any]) -> str:
        if type(value) is str:
            return masked(value) if column.info.get("personal") else plain(value)
        if column.info.get("personal"):
            return masked(str(value))
        if key.endswith(("_fen", "_minor")):
            return _amount_words(value, values.get("currency"), key)
        kept = (key, value)
        if kept not in self._kept:
            self._kept[kept] = (
                _name_of(self._session, column, value) if column.foreign_keys else plain(value)
            )
        return self._kept[kept]


@cache
def _told_columns(model: type[Model]) -> list[tuple[str, str, Column[Any]]]:
    return [
        (attribute.key, column.info["label"], column)
        for attribute in inspect(model).column_attrs
        if "label" in (column := attribute.columns[0]).info and not column.info.get("noise")
    ]


def in_words(row: Model, column: Column[Any], value: Any) -> str | None:
    """A column's value as people read it; None when it is empty."""
    if value is None or value == "":
        return None
    if column.info.get("personal"):
        return masked(str(value))
    if column.foreign_keys:
        return _name_of(object_session(row), column, value)
    if isinstance(value, int) and column.key.endswith(("_fen", "_minor")):
        return _amount(row, column.key, value)
    return plain(value)


def plain(value: Any) -> str:
    """A value without a column as words, at most LONGEST_VALUE characters."""
    if type(value) is str:
        return _cut(value)
    match value:
        case Labelled():
            return value.label
        case Enum():
            return str(value.value)
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def masked(text: str) -> str:
    """A personal value of which only the ends can be seen: 138****5678."""
    if len(text) < 7:
        return "*" * len(text)
    return f"{text[:3]}****{text[-4:]}"


def _amount(row: Model, key: str, value: int) -> str:
    return _amount_words(value, getattr(row, "currency", None), key)


def _amount_words(value: int, currency: Any, key: str) -> str:
    currency = currency if key.endswith("_minor") else None
    currency = currency if isinstance(currency, Currency) else Currency.CNY
    return format_amount(value, AmountUnit.natural(value, currency))


def named_by(model: type[Model], name: Callable[[Session, int], str]) -> None:
    """Say where the name of another record is known without asking for the record."""
    _names[model.__table__] = name


def _name_of(session: Session | None, column: Column[Any], key: int) -> str:
    table = next(iter(column.foreign_keys)).column.table
    if session is not None and table in _names:
        with session.no_autoflush:
            return _names[table](session, key) or f"#{key}"
    target = next((one.class_ for one in Model.registry.mappers if one.local_table is table), None)
    if target is None or session is None:
        return f"#{key}"
    with session.no_autoflush:
        found = session.get(target, key)
    if getattr(found, "confidential", False):
        return getattr(found, "code_name", "") or f"涉密记录 #{key}"
    return next(
        (
            plain(text)
            for name in ("name", "title", "label", "code")
            if (text := getattr(found, name, None))
        ),
        f"#{key}",
    )
