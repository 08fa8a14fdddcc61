"""The records that are searched, read as what they are found by."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from crm.carriers.models import Carrier
from crm.companies.models import Company, CompanyName, Contact
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.plans.models import PlanTask
from crm.projects.models import Project
from crm.search.rules import Kind, Subject


def _companies(session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    names = other_names(session, ids)
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
    names = other_names(session, None if ids is None else {row.company_id for row in rows})
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


def _lead(row: Any) -> Subject:
    return Subject(
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


def _contact(row: Any) -> Subject:
    return Subject(
        kind=Kind.CONTACT, id=row.id, names=[row.name], phones=[row.phone], unit_id=row.unit_id
    )


def _carrier(row: Any) -> Subject:
    names = [row.name, row.place]
    return Subject(kind=Kind.CARRIER, id=row.id, names=names, note=row.description)


def _task(row: Any) -> Subject:
    names = [row.title, row.group_name]
    return Subject(kind=Kind.TASK, id=row.id, names=names, note=row.content)


# Kinds that are found by nothing but their own rows, and what becomes of a row.
OWN: dict[Kind, Callable[[Any], Subject]] = {
    Kind.LEAD: _lead,
    Kind.CONTACT: _contact,
    Kind.CARRIER: _carrier,
    Kind.TASK: _task,
}
_ROWS: dict[Kind, tuple[Select[Any], Any]] = {
    Kind.LEAD: (
        select(
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
        ),
        Lead.id,
    ),
    Kind.CONTACT: (select(Contact.id, Contact.name, Contact.phone, Contact.unit_id), Contact.id),
    Kind.CARRIER: (
        select(Carrier.id, Carrier.name, Carrier.place, Carrier.description), Carrier.id,
    ),
    Kind.TASK: (
        select(PlanTask.id, PlanTask.title, PlanTask.group_name, PlanTask.content), PlanTask.id,
    ),
}  # fmt: skip


def _read(kind: Kind, session: Session, ids: Collection[int] | None = None) -> Iterator[Subject]:
    wanted, key = _ROWS[kind]
    return map(OWN[kind], session.execute(_only(wanted, key, ids)))


def _only(wanted: Any, key: Any, ids: Collection[int] | None) -> Any:
    wanted = wanted.order_by(key)
    return wanted if ids is None else wanted.where(key.in_(ids))


NAMES = select(CompanyName.company_id, CompanyName.name).order_by(CompanyName.company_id)
NAMES_OF = NAMES.where(CompanyName.company_id.in_(bindparam("of", expanding=True)))


def other_names(
    session: Session, ids: Collection[int] | None = None, some: Select[Any] = NAMES_OF
) -> dict[int, list[str]]:
    """The other names of companies by their numbers: all, or `some` of those given."""
    wanted = NAMES if ids is None else some
    found: dict[int, list[str]] = {}
    for company_id, name in session.execute(wanted, {"of": list(ids or ())}):
        found.setdefault(company_id, []).append(name)
    return found


SUBJECTS: dict[Kind, Callable[..., Iterator[Subject]]] = {
    Kind.COMPANY: _companies,
    Kind.PROJECT: _projects,
    **{kind: partial(_read, kind) for kind in OWN},
}
