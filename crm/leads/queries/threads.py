"""What was done about a matter as a whole: for a record and for those that belong with it.

A project goes on where its lead ended, and a company has leads and projects: whoever opens one of
them wants to read the whole story, as far as he may read it by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    Row,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crm.accounts.queries import Directory, directory, given, like
from crm.accounts.rules import Sight, Viewer
from crm.attachments.queries import with_files
from crm.core.db import read
from crm.leads.models import Activity
from crm.leads.queries.activities import COLUMNS, Done, files_of, told
from crm.leads.queries.subjects import SUBJECTS, names, url_of


@dataclass(frozen=True)
class Source:
    """A record of a kind by its number, or those of a company that a viewer may read by name.

    `called` is what a record is called; those of a company are asked.
    """

    kind: str
    number: int
    of_company: bool = False
    called: str = ""


def around_company(company_id: int) -> list[Source]:
    """A company that the viewer knows, with those of its records that he may read by name."""
    kinds = [one.kind for one in SUBJECTS.values() if one.company is not None]
    theirs = [Source(kind, company_id, of_company=True) for kind in kinds]
    return [Source("company", company_id), *theirs]


def readable_name(session: Session, viewer: Viewer, kind: str, number: int | None) -> str:
    """What a record is called, for those who may read it by name; empty for the others."""
    return names(session, viewer, [(kind, number)]).get((kind, number), "") if number else ""


def story(session: Session, viewer: Viewer, sources: Sequence[Source], most: int) -> dict[str, Any]:
    """What was done for the records, which the viewer knows, as pages show it: the latest with
    their photographs and papers, what was withdrawn among it, and how often something was done in
    all, where that does not count. Done for another than the first record, it says for which."""
    rows: Sequence[Row[Any]] = []
    if sources:
        of = {f"of_{place}": one.number for place, one in enumerate(sources)}
        wanted = _latest(tuple((one.kind, one.of_company) for one in sources), like(viewer))
        rows = read(session, wanted, given(viewer, **of, most=most))
    known = directory(session, viewer)
    called = {one.kind: one.called for one in sources}
    done = [_done(session, viewer, row, known, sources[0].kind, called) for row in rows]
    return {
        "activities": done,
        "activity_files": files_of(session, [row for row in rows if row.has_files]),
        "activity_count": rows[0].times if rows else 0,
    }


def _done(
    session: Session,
    viewer: Viewer,
    row: Row[Any],
    known: Directory,
    own: str,
    called: Mapping[str, str],
) -> Done:
    one = told(session, viewer, row, known)
    if row.kind == own:
        return one
    return replace(
        one,
        origin=row.origin or called[row.kind],
        origin_kind=SUBJECTS[row.kind].label,
        origin_url=url_of(row.kind, row.subject_id),
    )


@cache
def _latest(sources: tuple[tuple[str, bool], ...], viewer: Sight) -> Select[Any]:
    """The latest that was done, each with how many times in all something was that counts."""
    every = [
        _about(kind, of_company, viewer, bindparam(f"of_{place}"))
        for place, (kind, of_company) in enumerate(sources)
    ]
    # Each source by itself: an index gives its latest, where alternatives would be sorted whole.
    parts = [select(_latest_of(wanted).subquery()) for wanted in every]
    rows = union_all(*parts).subquery()
    times = sum(_times(wanted) for wanted in every)
    return _latest_of(select(rows, times.label("times")), rows.c)


def _latest_of(wanted: Select[Any], of: Any = Activity) -> Select[Any]:
    return wanted.order_by(of.happened_on.desc(), of.id.desc()).limit(bindparam("most"))


def _times(wanted: Select[Any]) -> ScalarSelect[int]:
    counts = wanted.where(Activity.withdrawn_at.is_(None))
    return counts.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()


def _about(kind: str, of_company: bool, viewer: Sight, of: Any) -> Select[Any]:
    """What was done for the record of that number, or for those of that company, by name."""
    columns = (
        *COLUMNS,
        Activity.kind,
        Activity.subject_id,
        with_files("activity", Activity.id).label("has_files"),
    )
    wanted = select(*columns).where(Activity.kind == kind)
    if not of_company:
        return wanted.add_columns(literal_column("''", Text).label("origin")).where(
            Activity.subject_id == of
        )
    theirs = SUBJECTS[kind].readable(viewer)
    number, name = theirs.selected_columns
    # Asked for each of the few rows: joined, SQLite would walk through all activities by day.
    origin = theirs.with_only_columns(name).where(number == Activity.subject_id).scalar_subquery()
    theirs = theirs.where(SUBJECTS[kind].company == of).with_only_columns(number)
    return wanted.add_columns(origin.label("origin")).where(Activity.subject_id.in_(theirs))
