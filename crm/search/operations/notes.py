"""What was said about records, read as documents of their own: the latest activities, and what a
company does; with what the records are called."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from crm.companies.models import Company, CompanyName
from crm.leads.models import Activity, Lead
from crm.leads.rules import LeadState
from crm.projects.models import Project
from crm.search.operations.subjects import NAMES, other_names
from crm.search.rules import (
    LATEST,
    NOTES_LENGTH,
    Document,
    Kind,
    Subject,
    notes_document,
    notes_text,
)

READ_AT_ONCE = 1000


def notes(session: Session, kind: Kind, ids: Collection[int] | None = None) -> Iterator[Document]:
    """The documents of some records, or of all of a kind, in the order of their numbers.

    One statement, in which records and activities come side by side; records of which nothing is
    said are left out.
    """
    other = OTHER_NAMES[kind](session, ids)
    if ids is not None and len(ids) == 1:  # as whenever something is logged
        rows = session.execute(_of_one(kind), {"of": next(iter(ids))})
    else:
        wanted, model = _in_order(kind), RECORDS[kind][1]
        some = wanted if ids is None else wanted.where(model.id.in_(ids))
        rows = session.execute(some, execution_options={"yield_per": READ_AT_ONCE})
    for _number, of_one in groupby(rows, key=lambda row: row.id):
        document = notes_document(_subject(kind, list(islice(of_one, LATEST)), other))
        if document is not None:
            yield document


def _in_order(kind: Kind) -> Select[Any]:
    """The newest of each record first: only so many of them count."""
    wanted, model = RECORDS[kind]
    return wanted.order_by(model.id, Activity.happened_on.desc(), Activity.id.desc())


@cache
def _of_one(kind: Kind) -> Select[Any]:
    model = RECORDS[kind][1]
    return _in_order(kind).where(model.id == bindparam("of")).limit(LATEST)


def _subject(kind: Kind, rows: list[Row[Any]], other: Mapping[int, list[str]]) -> Subject:
    record = rows[0]
    said = [word for row in rows for word in (row.summary, row.people, row.place) if word]
    own = kind is not Kind.COMPANY
    return Subject(
        kind=kind,
        id=record.id,
        names=_called(kind, record, other),
        note=notes_text("" if own else record.description, said),
        unit_id=record.unit_id if own else None,
        owner_id=record.owner_id if own else None,
        in_pool=kind is Kind.LEAD and record.state is LeadState.POOL and not record.confidential,
        confidential=record.confidential,
    )


def _called(kind: Kind, record: Row[Any], other: Mapping[int, list[str]]) -> list[str]:
    """What a record is called by those for whom its notes are: its list, when it has one."""
    if kind is Kind.LEAD:
        return [record.company_name, record.contact_name, record.code_name]
    if kind is Kind.COMPANY:
        return [record.name, record.short_name, *other.get(record.id, ())]
    # A confidential investor is not found by way of a project that is not.
    hidden = record.company_confidential
    company = [record.company, record.short_name, *other.get(record.company_id, ())]
    return [record.name, record.code_name, *([] if hidden else company)]


def _said(*columns: Any) -> Select[Any]:
    # Nobody is found by the end of a long report, so it is not fetched either.
    summary = func.substr(Activity.summary, 1, NOTES_LENGTH).label("summary")
    return select(*columns, summary, Activity.people, Activity.place)


def _about(kind: Kind, model: Any) -> Any:
    """What was said of a record and not withdrawn."""
    return and_(
        Activity.kind == kind.value,
        Activity.subject_id == model.id,
        Activity.withdrawn_at.is_(None),
    )


RECORDS: dict[Kind, tuple[Select[Any], Any]] = {
    Kind.COMPANY: (
        _said(
            Company.id,
            Company.name,
            Company.short_name,
            Company.confidential,
            Company.description,
        )
        .select_from(Company)
        .join(Activity, _about(Kind.COMPANY, Company), isouter=True)
        .where(or_(Company.description != "", Activity.id.is_not(None))),
        Company,
    ),
    Kind.PROJECT: (
        _said(
            Project.id,
            Project.name,
            Project.code_name,
            Project.company_id,
            Project.confidential,
            Project.unit_id,
            Project.owner_id,
            Company.name.label("company"),
            Company.short_name,
            Company.confidential.label("company_confidential"),
        )
        .select_from(Project)
        .join(Company, Company.id == Project.company_id)
        .join(Activity, _about(Kind.PROJECT, Project)),
        Project,
    ),
    Kind.LEAD: (
        _said(
            Lead.id,
            Lead.company_name,
            Lead.contact_name,
            Lead.code_name,
            Lead.confidential,
            Lead.unit_id,
            Lead.owner_id,
            Lead.state,
        )
        .select_from(Lead)
        .join(Activity, _about(Kind.LEAD, Lead)),
        Lead,
    ),
}


_NAMES_OF_INVESTORS = NAMES.where(
    CompanyName.company_id.in_(
        select(Project.company_id).where(Project.id.in_(bindparam("of", expanding=True)))
    )
)


def _of_investors(session: Session, ids: Collection[int] | None) -> dict[int, list[str]]:
    return other_names(session, ids, _NAMES_OF_INVESTORS)


# Short and former names, by company; of leads there are none.
OTHER_NAMES: dict[Kind, Callable[..., dict[int, list[str]]]] = {
    Kind.COMPANY: other_names,
    Kind.PROJECT: _of_investors,
    Kind.LEAD: lambda _session, _ids: {},
}
