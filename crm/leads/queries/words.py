"""What was done, found by words: in what was said, with whom and where, or as the record is called.

Exact: every word stands in the text itself, or the search finds the record by its names. The
indexes only say where to look. What few may have is looked at there; for words that many have, the
list is walked in its own order, and only counted there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, intersect, or_, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.finding import found_by, said
from crm.core.lists import among
from crm.core.ways import on_sqlite
from crm.leads.models import Activity
from crm.leads.queries.subjects import SUBJECTS

MOST_WORDS = 6
FEW = 5_000


@dataclass(frozen=True)
class Found:
    """The conditions of some words; `few` when they have the numbers to be looked at among them,
    else `where` has the condition by which they are counted, if an index tells."""

    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    few: bool = False
    where: ColumnElement[bool] | None = None


def found_in_text(session: Session, viewer: Viewer, q: str) -> Found:
    """How activities are found by words.

    The names of a record are asked for whoever knows them or not: what may not be read by name is
    left out of the list otherwise.
    """
    words = [
        (word, _called(session, viewer, word)) for word in dict.fromkeys(q.split()[:MOST_WORDS])
    ]
    found = [_has(word, called) for word, called in words]
    some = [one for word, called in words if (one := _some(session, word, called)) is not None]
    if not some:
        return Found(found)
    both = some[0] if len(some) == 1 else intersect(*some)
    numbers = session.scalars(both.limit(FEW + 1)).all()
    if not numbers:
        return Found([false()], few=True)
    if len(numbers) <= FEW:
        return Found([among(session, Activity.id, set(numbers)), *found], few=True)
    # PostgreSQL counts faster as it walks than by what two indexes give together.
    alone = on_sqlite(session) or not any(called for _word, called in words)
    return Found(found, where=Activity.id.in_(both) if alone else None)


def _called(session: Session, viewer: Viewer, word: str) -> list[ColumnElement[bool]]:
    """Whether the record is called so; of the kinds of which one is at all."""
    ways = [
        (kind, found_by(session, viewer, kind, subject.model.id, word, called=True))
        for kind, subject in SUBJECTS.items()
    ]
    asked = [_any(session, select(SUBJECTS[kind].model.id).where(its)) for kind, its in ways]
    there = session.execute(select(*asked)).one()
    return [
        and_(
            Activity.kind == kind,
            found_by(session, viewer, kind, Activity.subject_id, word, called=True),
        )
        for (kind, _its), any_is in zip(ways, there, strict=True)
        if any_is
    ]


def _any(session: Session, numbers: Select[tuple[int]]) -> ColumnElement[bool]:
    """Whether there is one. PostgreSQL would pass over all records until it meets the first."""
    if on_sqlite(session):
        return numbers.exists()
    return select(func.count()).select_from(numbers.subquery()).scalar_subquery() > 0


def _has(word: str, called: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    texts = (Activity.summary, Activity.people, Activity.place)
    return or_(*(text.icontains(word, autoescape=True) for text in texts), *called)


def _some(session: Session, word: str, called: Sequence[ColumnElement[bool]]) -> Select[Any] | None:
    """The activities among which are all that have a word; None when no index tells them."""
    texts = said(session, word)
    if texts is None or not called:
        return texts
    every = union_all(texts, *(select(Activity.id).where(its) for its in called)).subquery()
    return select(every.c[0])
