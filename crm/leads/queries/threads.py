"""What was done about a matter as a whole: for a record and for those that belong with it.

A project goes on where its lead ended, and a company has leads and projects: whoever opens one of
them wants to read the whole story, as far as he may read it by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import directory
from crm.accounts.rules import Viewer
from crm.leads.models import Activity
from crm.leads.queries.activities import COLUMNS, Done, told
from crm.leads.queries.subjects import SUBJECTS, names, url_of

# The kind of some records and their numbers, or what selects them.
Source = tuple[str, Sequence[int] | Select[tuple[int]]]


def around_company(viewer: Viewer, company_id: int) -> list[Source]:
    """A company that the viewer knows, with those of its records that he may read by name."""
    sources: list[Source] = [("company", [company_id])]
    for subject in SUBJECTS.values():
        if subject.company is not None:
            wanted = subject.readable(viewer).where(subject.company == company_id)
            sources.append((subject.kind, wanted.with_only_columns(subject.model.id)))
    return sources


def readable_name(session: Session, viewer: Viewer, kind: str, number: int | None) -> str:
    """What a record is called, for those who may read it by name; empty for the others."""
    return names(session, viewer, [(kind, number)]).get((kind, number), "") if number else ""


def done_for(
    session: Session,
    viewer: Viewer,
    sources: Sequence[Source],
    limit: int,
    called: Mapping[tuple[str, int], str] | None = None,
) -> list[Done]:
    """The latest that was done for the records, which the viewer knows; what was withdrawn is
    among it. Done for another than the first record, it says for which: by `called`, or by the
    names that the viewer may read."""
    # Each source by itself: an index gives its latest, where alternatives would be sorted whole;
    # and putting a union of them together takes longer than asking twice.
    found: list[Row[Any]] = []
    for kind, numbers in sources:
        wanted = (
            select(*COLUMNS, Activity.kind, Activity.subject_id)
            .where(Activity.kind == kind, Activity.subject_id.in_(numbers))
            .order_by(Activity.happened_on.desc(), Activity.id.desc())
            .limit(limit)
        )
        found += session.execute(wanted)
    rows = sorted(found, key=lambda row: (row.happened_on, row.id), reverse=True)[:limit]
    own = sources[0][0]
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


def count_for(session: Session, sources: Sequence[Source]) -> int:
    """How often something was done for the records; what was withdrawn does not count."""
    counts = [
        select(func.count(Activity.id))
        .where(
            Activity.kind == kind,
            Activity.subject_id.in_(numbers),
            Activity.withdrawn_at.is_(None),
        )
        .scalar_subquery()
        for kind, numbers in sources
    ]
    return sum(session.execute(select(*counts)).one())
