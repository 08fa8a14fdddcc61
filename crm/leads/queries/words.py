"""What was done, found by words: in what was said, with whom and where, or as the record is called.

Exact: every word stands in the text itself, or the search finds the record by its names. The
indexes only say where to look. What few may have is looked at there; for words that many have, the
list is walked in its own order, and only counted there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, intersect, or_, select, union_all
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.finding import found_by, said
from crm.core.lists import among
from crm.leads.models import Activity
from crm.leads.queries.subjects import SUBJECTS

MOST_WORDS = 6
FEW = 5_000


@dataclass(frozen=True)
class Worded:
    """The conditions of some words; `few` when they have the numbers to be looked at among them,
    else `where` has the condition by which they are counted, if an index tells."""

    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    few: bool = False
    where: ColumnElement[bool] | None = None


def worded(session: Session, viewer: Viewer, q: str) -> Worded:
    """How activities are found by words.

    The names of a record are asked for whoever knows them or not: what may not be read by name is
    left out of the list otherwise.
    """
    words = list(dict.fromkeys(q.split()))[:MOST_WORDS]
    found = [_has(session, viewer, word) for word in words]
    some = [one for word in words if (one := _some(session, viewer, word)) is not None]
    if not some:
        return Worded(found)
    both = some[0] if len(some) == 1 else intersect(*some)
    numbers = session.scalars(both.limit(FEW + 1)).all()
    if not numbers:
        return Worded([false()], few=True)
    if len(numbers) <= FEW:
        return Worded([among(session, Activity.id, set(numbers)), *found], few=True)
    return Worded(found, where=Activity.id.in_(both))


def _has(session: Session, viewer: Viewer, word: str) -> ColumnElement[bool]:
    texts = (Activity.summary, Activity.people, Activity.place)
    return or_(
        *(text.icontains(word, autoescape=True) for text in texts),
        *_called(session, viewer, word),
    )


def _called(session: Session, viewer: Viewer, word: str) -> Iterator[ColumnElement[bool]]:
    """Whether the record is called so, kind by kind."""
    for kind in SUBJECTS:
        its = found_by(session, viewer, kind, Activity.subject_id, word, called=True)
        yield and_(Activity.kind == kind, its)


def _some(session: Session, viewer: Viewer, word: str) -> Select[Any] | None:
    """The activities among which are all that have a word; None when no index tells them."""
    texts = said(session, word)
    if texts is None:
        return None
    names: Sequence[Select[Any]] = [
        select(Activity.id).where(its) for its in _called(session, viewer, word)
    ]
    every = union_all(texts, *names).subquery()
    return select(every.c[0])
