"""What was done about a matter as a whole: for a record and for those that belong with it.

A project goes on where its lead ended, and a company has leads and projects: whoever opens one of
them wants to read the whole story, as far as he may read it by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import directory, given, like
from crm.accounts.rules import Sight, Viewer
from crm.leads.models import Activity
from crm.leads.queries.activities import COLUMNS, Done, files_of, told
from crm.leads.queries.subjects import SUBJECTS, names, url_of


@dataclass(frozen=True)
class Source:
    """A record of a kind by its number, or those of a company that a viewer may read by name."""

    kind: str
    number: int
    of_company: bool = False


def around_company(company_id: int) -> list[Source]:
    """A company that the viewer knows, with those of its records that he may read by name."""
    kinds = [one.kind for one in SUBJECTS.values() if one.company is not None]
    theirs = [Source(kind, company_id, of_company=True) for kind in kinds]
    return [Source("company", company_id), *theirs]


def readable_name(session: Session, viewer: Viewer, kind: str, number: int | None) -> str:
    """What a record is called, for those who may read it by name; empty for the others."""
    return names(session, viewer, [(kind, number)]).get((kind, number), "") if number else ""


def story(
    session: Session,
    viewer: Viewer,
    sources: Sequence[Source],
    most: int,
    called: Mapping[tuple[str, int], str] | None = None,
) -> dict[str, Any]:
    """What was done for the records, which the viewer knows, as pages show it: the latest with
    their photographs and papers, what was withdrawn among it, and how often something was done in
    all, where that does not count. Done for another than the first record, it says for which: by
    `called`, or by the names that the viewer may read."""
    # Each source by itself: an index gives its latest, where alternatives would be sorted whole;
    # and putting a union of them together takes longer than asking twice.
    found = [
        session.execute(
            _latest(one.kind, one.of_company, like(viewer)),
            given(viewer, of=one.number, most=most),
        ).all()
        for one in sources
    ]
    every = [row for rows in found for row in rows]
    latest = sorted(every, key=lambda row: (row.happened_on, row.id), reverse=True)[:most]
    done = _done(session, viewer, latest, sources[0].kind, called) if latest else []
    return {
        "activities": done,
        "activity_files": files_of(session, done),
        "activity_count": sum(rows[0].times for rows in found if rows),
    }


def _done(
    session: Session,
    viewer: Viewer,
    rows: Sequence[Row[Any]],
    own: str,
    called: Mapping[tuple[str, int], str] | None,
) -> list[Done]:
    if called is None:
        called = names(session, viewer, {(r.kind, r.subject_id) for r in rows if r.kind != own})
    known = directory(session, viewer)
    return [
        replace(
            told(session, viewer, row, known),
            origin=called.get((row.kind, row.subject_id), ""),
            origin_kind="" if row.kind == own else SUBJECTS[row.kind].label,
            origin_url="" if row.kind == own else url_of(row.kind, row.subject_id),
        )
        for row in rows
    ]


@cache
def _latest(kind: str, of_company: bool, viewer: Sight) -> Select[Any]:
    """The latest that was done, each with how many times something was that counts."""
    counts = select(func.count(Activity.id)).where(Activity.withdrawn_at.is_(None))
    times = (
        _about(counts, kind, of_company, viewer).correlate(None).scalar_subquery().label("times")
    )
    wanted = select(*COLUMNS, Activity.kind, Activity.subject_id, times)
    return (
        _about(wanted, kind, of_company, viewer)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(bindparam("most"))
    )


def _about(wanted: Select[Any], kind: str, of_company: bool, viewer: Sight) -> Select[Any]:
    """What was done for the record with the number `of`, or for those of that company."""
    wanted = wanted.where(Activity.kind == kind)
    if not of_company:
        return wanted.where(Activity.subject_id == bindparam("of"))
    subject = SUBJECTS[kind]
    theirs = subject.readable(viewer).where(subject.company == bindparam("of"))
    return wanted.where(Activity.subject_id.in_(theirs.with_only_columns(subject.model.id)))
