"""How conditions are answered fastest, where SQLite does not find that out by itself."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from crm.core.db import Model

MANY = 20_000


def passing_over(wanted: Select[Any], model: type[Model], index: str) -> Select[Any]:
    """The selection made by passing over an index that holds all columns which it asks for.

    For conditions that many rows fulfil. SQLite has counted nothing: it takes any index for one
    that finds a few rows, and fetches tens of thousands. PostgreSQL knows by itself.
    """
    return wanted.with_hint(model, f"INDEXED BY {index}", "sqlite")


def by_key(wanted: Select[Any], model: type[Model]) -> Select[Any]:
    """The selection made by looking up the keys that it names, for few of them. SQLite would
    rather pass over all that lies in somebody's units."""
    return wanted.with_hint(model, "NOT INDEXED", "sqlite")


def on_sqlite(session: Session) -> bool:
    """Whether the session asks SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def few_on_sqlite(session: Session, numbers: Select[tuple[int]]) -> bool:
    """Whether SQLite had better collect the rows that have one of the numbers than test each row.

    It makes a list of all of them, however many. PostgreSQL knows itself which is better.
    """
    if not on_sqlite(session):
        return False
    some = numbers.limit(MANY + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= MANY


def member(
    numbers: Select[tuple[int]], number: ColumnElement[int], *, few: bool
) -> ColumnElement[bool]:
    """Whether a key is one of the numbers: as a list of them when they are few, else row by row."""
    if few:
        return number.in_(numbers)
    return numbers.where(numbers.selected_columns[0] == number).exists()
