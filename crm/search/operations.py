"""Keeps the search index in the transaction that changes what it is about."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import UOWTransaction

from crm.carriers.models import Carrier
from crm.companies.models import Company, CompanyName, Contact
from crm.core.bulk import add_rows
from crm.core.finding import indexes
from crm.core.lists import among
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.plans.models import PlanTask
from crm.projects.models import Project
from crm.search.models import SearchDocument
from crm.search.rules import Document, Kind, Subject, documents

AT_ONCE = 500
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
    return sum(_write(session, subjects(session)) for subjects in SUBJECTS.values())


def index_what_is_missing(session: Session) -> None:
    """Index the kinds of which there is nothing yet: after an upgrade that has changed the form
    of the index, or has brought a kind that was not searched before."""
    for kind, subjects in SUBJECTS.items():
        any_of_it = select(SearchDocument.id).where(SearchDocument.kind == kind.value).limit(1)
        if session.scalar(any_of_it) is None:
            _write(session, subjects(session))


def refresh(
    session: Session, kind: Kind, ids: Collection[int], fresh: Collection[int] = ()
) -> None:
    """Index some records again; `fresh` are those that have no documents yet."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        if old := [number for number in part if number not in fresh]:
            session.execute(
                delete(SearchDocument).where(
                    SearchDocument.kind == kind.value, SearchDocument.subject_id.in_(old)
                ),
                execution_options={"synchronize_session": False},
            )
        _write(session, SUBJECTS[kind](session, part))


def documents_of(session: Session, kind: Kind, ids: Collection[int]) -> list[dict[str, Any]]:
    """What `keep` stores for some records; making it takes longer than storing it."""
    return [
        _values(document)
        for subject in SUBJECTS[kind](session, ids)
        for document in documents(subject)
    ]


def keep(session: Session, kind: Kind, made: Iterable[dict[str, Any]]) -> None:
    """Store documents of new records of a kind, but for those that have some by now."""
    rest = iter(made)
    while part := list(islice(rest, AT_ONCE)):
        numbers = {one["subject_id"] for one in part}
        wanted = select(SearchDocument.subject_id).where(
            SearchDocument.kind == kind.value, among(session, SearchDocument.subject_id, numbers)
        )
        known = set(session.scalars(wanted))
        add_rows(session, SearchDocument, [one for one in part if one["subject_id"] not in known])


def _index(kind: Kind, session: Session, numbers: Collection[int], fresh: Collection[int]) -> None:
    refresh(session, kind, numbers, set(fresh))


def _follow(session: Session, _context: UOWTransaction) -> None:
    touched: dict[Kind, set[int]] = {}
    fresh = {_subject_of(row) for row in session.new if type(row) in MAIN}
    for row in (*session.new, *session.dirty, *session.deleted):
        watched = WATCHED.get(type(row))
        if watched and (row in session.deleted or _changed(row, watched)):
            kind, number = _subject_of(row)
            touched.setdefault(kind, set()).add(number)
    if companies := touched.get(Kind.COMPANY):
        # A project is found by its investor's names too.
        of_them = select(Project.id).where(Project.company_id.in_(companies))
        touched.setdefault(Kind.PROJECT, set()).update(session.scalars(of_them))
    for kind, numbers in touched.items():
        if numbers:
            refresh(session, kind, numbers, {number for of, number in fresh if of is kind})


def _changed(row: Any, watched: frozenset[str]) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in watched)


def _subject_of(row: Any) -> tuple[Kind, int]:
    if isinstance(row, CompanyName):
        return Kind.COMPANY, row.company_id
    return MAIN[type(row)], row.id


def _write(session: Session, subjects: Iterable[Subject]) -> int:
    written = 0
    made = (document for subject in subjects for document in documents(subject))
    while part := [_values(document) for document in islice(made, AT_ONCE)]:
        add_rows(session, SearchDocument, part)
        written += len(part)
    return written


def _values(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind.value,
        "subject_id": document.subject_id,
        "part": document.part,
        "cleared": document.cleared,
        "tokens": document.tokens,
    }


def _companies(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    names = _other_names(session, ids)
    shown = (Company.id, Company.name, Company.short_name, Company.credit_code)
    for row in session.execute(_only(select(*shown, Company.confidential), Company.id, ids)):
        yield Subject(
            kind=Kind.COMPANY,
            id=row.id,
            names=[row.name, row.short_name, *names.get(row.id, ())],
            codes=[row.credit_code or ""],
            confidential=row.confidential,
        )


def _projects(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted = select(
        Project.id,
        Project.name,
        Project.code_name,
        Project.confidential,
        Project.description,
        Project.company_id,
        Project.unit_id,
        Project.owner_id,
        Company.name.label("company"),
        Company.short_name,
        Company.credit_code,
        Company.confidential.label("company_confidential"),
    ).join(Company, Company.id == Project.company_id)
    rows = list(session.execute(_only(wanted, Project.id, ids)))
    names = _other_names(session, None if ids is None else {row.company_id for row in rows})
    for row in rows:
        # A confidential investor is not found by way of a project that is not.
        hidden = row.company_confidential
        company = [row.company, row.short_name, *names.get(row.company_id, ())]
        yield Subject(
            kind=Kind.PROJECT,
            id=row.id,
            names=[row.name, *([] if hidden else company)],
            codes=[] if hidden else [row.credit_code or ""],
            note=row.description,
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            confidential=row.confidential,
            code_name=row.code_name,
        )


def _leads(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted = select(
        Lead.id,
        Lead.company_name,
        Lead.credit_code,
        Lead.contact_name,
        Lead.contact_phone,
        Lead.intent,
        Lead.confidential,
        Lead.code_name,
        Lead.unit_id,
        Lead.owner_id,
        Lead.state,
    )
    for row in session.execute(_only(wanted, Lead.id, ids)):
        yield Subject(
            kind=Kind.LEAD,
            id=row.id,
            names=[row.company_name, row.contact_name],
            codes=[row.credit_code or ""],
            note=row.intent,
            phones=[row.contact_phone],
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            in_pool=row.state is LeadState.POOL and not row.confidential,
            confidential=row.confidential,
            code_name=row.code_name,
        )


def _contacts(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted = select(Contact.id, Contact.name, Contact.phone, Contact.unit_id)
    for row in session.execute(_only(wanted, Contact.id, ids)):
        yield Subject(
            kind=Kind.CONTACT,
            id=row.id,
            names=[row.name],
            phones=[row.phone],
            unit_id=row.unit_id,
        )


def _carriers(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted = select(Carrier.id, Carrier.name, Carrier.place, Carrier.description)
    for row in session.execute(_only(wanted, Carrier.id, ids)):
        names = [row.name, row.place]
        yield Subject(kind=Kind.CARRIER, id=row.id, names=names, note=row.description)


def _tasks(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted = select(PlanTask.id, PlanTask.title, PlanTask.group_name, PlanTask.content)
    for row in session.execute(_only(wanted, PlanTask.id, ids)):
        names = [row.title, row.group_name]
        yield Subject(kind=Kind.TASK, id=row.id, names=names, note=row.content)


def _only(wanted: Any, key: Any, ids: Collection[int] | None) -> Any:
    wanted = wanted.order_by(key)
    return wanted if ids is None else wanted.where(key.in_(ids))


def _other_names(session: Session, ids: Collection[int] | None) -> dict[int, list[str]]:
    wanted = select(CompanyName.company_id, CompanyName.name)
    found: dict[int, list[str]] = {}
    for company_id, name in session.execute(_only(wanted, CompanyName.company_id, ids)):
        found.setdefault(company_id, []).append(name)
    return found


SUBJECTS: dict[Kind, Callable[..., Iterator[Subject]]] = {
    Kind.COMPANY: _companies,
    Kind.PROJECT: _projects,
    Kind.LEAD: _leads,
    Kind.CONTACT: _contacts,
    Kind.CARRIER: _carriers,
    Kind.TASK: _tasks,
}

for _kind in Kind:
    indexes(_kind.value, partial(_index, _kind))
