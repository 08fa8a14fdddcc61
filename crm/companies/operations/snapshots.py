"""Rows as plain values that a JSON column keeps, and back as they were."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Enum, insert, inspect
from sqlalchemy.orm import Session

from crm.core.db import Model
from crm.core.types import UtcDateTime
from crm.lib.labelled import Labelled

TIMES = ("created_at", "updated_at", "version")


def dumped(row: Model) -> dict[str, Any]:
    """All columns of a row, by name, as JSON knows them."""
    columns = inspect(row).mapper.column_attrs
    return {one.key: plain(getattr(row, one.key)) for one in columns}


def plain(value: Any) -> Any:
    """A column's value as JSON knows it."""
    if isinstance(value, Labelled):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def typed(model: type[Model], name: str, value: Any) -> Any:
    """A kept value as the column takes it."""
    column = inspect(model).columns[name]
    if value is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def put_back(session: Session, model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows as they were dumped, with their numbers; columns made since get their default."""
    values = [
        {name: typed(model, name, value) for name, value in row.items()
         if name in inspect(model).columns}
        for row in rows
    ]  # fmt: skip
    if values:
        session.execute(insert(model), values)


def told(row: dict[str, Any]) -> dict[str, Any]:
    """What a dumped row says, without when it was written."""
    return {name: value for name, value in row.items() if name not in TIMES}
