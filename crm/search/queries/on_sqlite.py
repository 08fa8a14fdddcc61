"""The newest matches on SQLite: its index hands them out in that order, and stops."""

from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from crm.search.models import FTS
from crm.search.queries.documents import (
    BY_NAME,
    BY_NOTES,
    Document,
    fts,
    matches,
    named,
    notes,
    open_to,
)
from crm.search.rules import NOTED, Kind


@cache
def statement() -> CompoundSelect[Any]:
    """All kinds in one statement, each with a query of its own."""
    return union_all(*(select(_kind(kind).subquery()) for kind in Kind))


def _kind(kind: Kind) -> Select[Any] | CompoundSelect[Any]:
    most = bindparam("most")
    called = _rows(kind.value, most).cte(f"called_{kind.value}")
    names = select(named(kind), called.c.subject_id, BY_NAME.label("by_notes"))
    if kind not in NOTED:
        return names
    # In the limit it is looked at once and first; a condition would be, row by row, at last.
    counted = select(func.count(called.c.subject_id.distinct())).scalar_subquery()
    if_lacking = case((counted < bindparam("enough"), most), else_=literal_column("0"))
    noted = _rows(notes(kind), if_lacking).subquery()
    return union_all(names, select(named(kind), noted.c.subject_id, BY_NOTES))


def _rows(asked: str, most: Any) -> Select[Any]:
    return (
        select(Document.subject_id)
        .select_from(fts())
        .where(matches(bindparam(asked)), open_to(bindparam("user")))
        .order_by(FTS.c.rowid.desc())
        .limit(most)
    )
