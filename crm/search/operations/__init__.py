"""Keeps the search index in the transaction that changes what it is about."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import chain, filterfalse
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import UOWTransaction

from crm.carriers.models import Carrier
from crm.companies.models import Company, CompanyName, Contact
from crm.core.finding import hears, indexes
from crm.leads.models import Activity, Lead
from crm.plans.models import PlanTask
from crm.projects.models import Project
from crm.search.models import ARE_NOTES, SearchDocument
from crm.search.operations.notes import notes
from crm.search.operations.storing import AT_ONCE, keep, remove, replace, values, write
from crm.search.operations.subjects import OWN, SUBJECTS
from crm.search.rules import NOTED, Document, Kind, Part, documents

__all__ = ["documents_of", "index_what_is_missing", "init", "keep", "refresh", "reindex"]

# What a change of a record must touch to be worth indexing again.
WATCHED: dict[type, frozenset[str]] = {
    Company: frozenset({"name", "short_name", "credit_code", "confidential", "code_named"}),
    CompanyName: frozenset({"name", "company_id"}),
    Contact: frozenset({"name", "phone", "company_id", "unit_id"}),
    Lead: frozenset(
        {
            "company_name", "credit_code", "contact_name", "contact_phone", "intent",
            "confidential", "code_name", "unit_id", "owner_id", "state",
        }
    ),
    Project: frozenset(
        {
            "name", "code_name", "confidential", "company_id", "description", "unit_id", "owner_id",
        }
    ),
    Carrier: frozenset({"name", "place", "description"}),
    PlanTask: frozenset({"title", "group_name", "content"}),
}  # fmt: skip
# And what of a row that its record has said of it: only the notes are made anew then.
SAID: dict[type, frozenset[str]] = {
    Activity: frozenset(
        {"kind", "subject_id", "happened_on", "summary", "people", "place", "withdrawn_at"}
    ),
    Company: frozenset({"description"}),
}

# Tables whose rows are the records themselves, not more names of one.
MAIN: dict[type, Kind] = {
    Company: Kind.COMPANY,
    Contact: Kind.CONTACT,
    Lead: Kind.LEAD,
    Project: Kind.PROJECT,
    Carrier: Kind.CARRIER,
    PlanTask: Kind.TASK,
}


def init(_app: Flask) -> None:
    """Have every flush keep the index; for as long as the process lives."""
    if not event.contains(Session, "after_flush", _follow):
        event.listen(Session, "after_flush", _follow)


def reindex(session: Session) -> int:
    """Make the whole index anew; gives the number of documents."""
    session.execute(delete(SearchDocument))
    return sum(_write_all(session, kind) for kind in Kind)


def index_what_is_missing(session: Session) -> None:
    """Index the kinds of which there is nothing yet, and the notes where there are none: after an
    upgrade that has changed the form of the index, or has brought something that was not searched
    before."""
    for kind in Kind:
        if not _is_indexed(session, kind):
            _write_all(session, kind)
        elif kind in NOTED and not _is_indexed(session, kind, ARE_NOTES):
            write(session, notes(session, kind))


def refresh(
    session: Session, kind: Kind, ids: Collection[int], fresh: Collection[int] = ()
) -> None:
    """Index some records again; `fresh` are those that have no documents yet."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        old = [number for number in part if number not in fresh]
        if old:
            remove(session, kind, old)
        write(session, chain(_made(session, kind, part), _first_notes(session, kind, part, old)))


def documents_of(session: Session, kind: Kind, ids: Collection[int]) -> list[dict[str, Any]]:
    """What `keep` stores for new records; making it takes longer than storing it."""
    made = chain(_made(session, kind, ids), _first_notes(session, kind, ids, ()))
    return [values(document) for document in made]


def _write_all(session: Session, kind: Kind) -> int:
    written = write(session, _made(session, kind))
    return written + (write(session, notes(session, kind)) if kind in NOTED else 0)


def _is_indexed(session: Session, kind: Kind, *more: Any) -> bool:
    wanted = select(SearchDocument.id).where(SearchDocument.kind == kind.value, *more)
    return session.scalar(wanted.limit(1)) is not None


def _made(session: Session, kind: Kind, ids: Collection[int] | None = None) -> Iterator[Document]:
    return (document for one in SUBJECTS[kind](session, ids) for document in documents(one))


def _first_notes(
    session: Session, kind: Kind, ids: Collection[int], old: Collection[int]
) -> Iterable[Document]:
    """Of records that are new nothing has been said, but a company says what it does."""
    wanted = ids if kind is Kind.COMPANY else old
    return notes(session, kind, wanted) if kind in NOTED and wanted else ()


def _refresh_notes(session: Session, kind: Kind, ids: Collection[int]) -> None:
    made = list(notes(session, kind, ids))
    replace(session, made)
    if silent := set(ids) - {document.subject_id for document in made}:
        remove(session, kind, silent, Part.NOTES)


def _index(kind: Kind, session: Session, numbers: Collection[int], fresh: Collection[int]) -> None:
    refresh(session, kind, numbers, set(fresh))


def _hear(kind: Kind, session: Session, numbers: Collection[int]) -> None:
    _refresh_notes(session, kind, numbers)


def _follow(session: Session, _context: UOWTransaction) -> None:
    touched: dict[Kind, set[int]] = {}
    noted: dict[Kind, set[int]] = {}
    fresh = {_subject_of(row) for row in session.new if type(row) in MAIN}
    write(session, (document for row in session.new if _is_told(row) for document in _own(row)))
    for row in (*filterfalse(_is_told, session.new), *session.dirty, *session.deleted):
        gone = row in session.deleted
        watched, said = WATCHED.get(type(row)), SAID.get(type(row))
        if watched and (gone or _changed(row, watched)):
            kind, number = _subject_of(row)
            touched.setdefault(kind, set()).add(number)
        elif said and (gone or _changed(row, said)):
            for kind, number in _spoken_of(row):
                noted.setdefault(kind, set()).add(number)
    if companies := touched.get(Kind.COMPANY):
        # A project is found by its investor's names too.
        of_them = select(Project.id).where(Project.company_id.in_(companies))
        touched.setdefault(Kind.PROJECT, set()).update(session.scalars(of_them))
    for kind, numbers in touched.items():
        if numbers:
            refresh(session, kind, numbers, {number for of, number in fresh if of is kind})
    for kind, numbers in noted.items():
        anew = {number for number in touched.get(kind, ()) if (kind, number) not in fresh}
        if rest := numbers - anew:
            _refresh_notes(session, kind, rest)


def _is_told(row: Any) -> bool:
    """Whether a new row says all that its record is found by: it need not be read again."""
    return MAIN.get(type(row)) in OWN


def _own(row: Any) -> list[Document]:
    return documents(OWN[MAIN[type(row)]](row))


def _changed(row: Any, watched: frozenset[str]) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in watched)


def _subject_of(row: Any) -> tuple[Kind, int]:
    if isinstance(row, CompanyName):
        return Kind.COMPANY, row.company_id
    return MAIN[type(row)], row.id


def _spoken_of(row: Any) -> set[tuple[Kind, int]]:
    """The records whose notes a change concerns; an activity may have been another one's before."""
    if not isinstance(row, Activity):
        return {_subject_of(row)}
    attributes = inspect(row).attrs
    kinds, numbers = (
        {getattr(row, name), *attributes[name].history.deleted} for name in ("kind", "subject_id")
    )
    known = {kind.value: kind for kind in NOTED}
    return {(known[kind], number) for kind in kinds if kind in known for number in numbers}


for _kind in Kind:
    indexes(_kind.value, partial(_index, _kind))
for _kind in NOTED:
    hears(_kind.value, partial(_hear, _kind))
