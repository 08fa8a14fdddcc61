"""Writes of companies and contacts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from crm.accounts.models import OrgUnit
from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.companies.models import Company, CompanyHonour, CompanyName, Contact
from crm.companies.rules import (
    CompanyValues,
    ContactValues,
    Honour,
    HonourTerms,
    NameKind,
    honour_fault,
    tidy_phone,
)
from crm.core.errors import Refused
from crm.lib.credit_code import CreditCodeError, check_credit_code

PLAIN = (
    "name", "relation", "short_name", "is_leader", "confidential", "country", "region_code",
    "industry_code", "registered_capital_fen", "address", "website", "description",
)  # fmt: skip
HIDDEN = "涉密企业"


def create_company(session: Session, actor: Viewer, values: CompanyValues) -> Company:
    """A company that the actor's unit keeps. Refused when name or credit code is taken."""
    code = checked_code(values.credit_code)
    _refuse_twins(session, values.name, code)
    company = Company(
        **{name: getattr(values, name) for name in PLAIN},
        credit_code=code,
        owner_id=actor.id,
        unit_id=actor.unit_id,
    )
    session.add(company)
    changes = changes_of(company)
    session.flush()
    _keep_names(session, company, values)
    _clear(session, company, actor)
    _note(session, actor, "created", company, changes)
    return company


def update_company(
    session: Session, actor: Viewer, company: Company, values: CompanyValues, version: int | None
) -> Company:
    """Change a company. Conflict when somebody else has saved since `version` was shown."""
    company.must_be(version)
    code = checked_code(values.credit_code)
    _refuse_twins(session, values.name, code, company.id)
    for name in PLAIN:
        setattr(company, name, getattr(values, name))
    company.credit_code = code
    changes = changes_of(company) | _keep_names(session, company, values)
    _clear(session, company, actor)
    session.flush()
    if changes:
        _note(session, actor, "updated", company, changes)
    return company


def set_honours(
    session: Session,
    actor: Viewer,
    company: Company,
    wanted: Mapping[Honour, HonourTerms],
    version: int | None,
    on: date,
) -> None:
    """The titles that a company holds. Conflict when somebody has saved it since `version`."""
    company.must_be(version)
    rows = select(CompanyHonour).where(CompanyHonour.company_id == company.id)
    kept = {row.honour: row for row in session.scalars(rows)}
    before = {
        honour: HonourTerms(row.obtained_on, row.expires_on, row.source)
        for honour, row in kept.items()
    }
    for honour, terms in wanted.items():
        fault = honour_fault(terms, on)
        if fault:
            raise Refused(fault[1], field=f"{honour.value}_{fault[0]}")
        row = kept.get(honour) or CompanyHonour(company_id=company.id, honour=honour)
        row.obtained_on, row.expires_on = terms.obtained_on, terms.expires_on
        row.source = terms.source
        session.add(row)
    for honour in kept.keys() - wanted.keys():
        session.delete(kept[honour])
    if before != dict(wanted):
        flag_modified(company, "updated_at")  # the titles are part of the record's version
        _note(session, actor, "updated", company, _honour_changes(before, wanted))
    session.flush()


def _honour_changes(
    before: Mapping[Honour, HonourTerms], after: Mapping[Honour, HonourTerms]
) -> dict[str, Any]:
    return {
        honour.label: [
            old.words + (f"（{old.source}）" if old.source else "") if old else None,
            new.words + (f"（{new.source}）" if new.source else "") if new else None,
        ]
        for honour in Honour
        if (old := before.get(honour)) != (new := after.get(honour))
    }


def add_contact(
    session: Session,
    actor: Viewer,
    company: Company,
    values: ContactValues,
    keeper: tuple[int | None, int] | None = None,
) -> Contact:
    """A person at a company, kept by the actor and the actor's unit, or by another keeper."""
    owner_id, unit_id = keeper or (actor.id, actor.unit_id)
    contact = Contact(company_id=company.id, owner_id=owner_id, unit_id=unit_id, **_contact(values))
    session.add(contact)
    changes = changes_of(contact)
    session.flush()
    _note(session, actor, "created", company, changes, contact)
    return contact


def bring_contact(
    session: Session,
    actor: Viewer,
    company: Company,
    values: ContactValues,
    keeper: tuple[int | None, int],
) -> None:
    """A person whom another record names; nobody is entered twice."""
    same = Contact.name == values.name
    if values.phone:
        same |= Contact.phone == tidy_phone(values.phone)
    wanted = select(Contact.id).where(Contact.company_id == company.id, same)
    if session.scalars(wanted.limit(1)).first() is None:
        add_contact(session, actor, company, values, keeper)


def update_contact(
    session: Session,
    actor: Viewer,
    contact: Contact,
    company: Company,
    values: ContactValues,
    version: int | None,
) -> Contact:
    """Change a contact. Conflict when somebody else has saved since `version` was shown."""
    contact.must_be(version)
    for name, value in _contact(values).items():
        setattr(contact, name, value)
    changes = changes_of(contact)
    session.flush()
    if changes:
        _note(session, actor, "updated", company, changes, contact)
    return contact


def reveal_contact(session: Session, actor: Viewer, contact: Contact, company: Company) -> None:
    """Keep in the log that somebody outside the unit was shown a contact's numbers."""
    _note(session, actor, "revealed", company, {}, contact)


def checked_code(text: str | None) -> str | None:
    """The credit code in its normal form, None for none; Refused with a sentence when wrong."""
    if not text or not text.strip():
        return None
    try:
        return check_credit_code(text)
    except CreditCodeError as error:
        raise Refused(f"{error}。", field="credit_code") from error


def _refuse_twins(
    session: Session, name: str, code: str | None, leave_out: int | None = None
) -> None:
    """The unique columns with a sentence; of a confidential twin only that there is one."""
    for column, value, field, words in (
        (Company.credit_code, code, "credit_code", "这个统一社会信用代码"),
        (Company.name, name, "name", "这个名称"),
    ):
        if value is None:
            continue
        twin = session.execute(
            select(Company.id, Company.name, Company.confidential, OrgUnit.name.label("unit"))
            .join(OrgUnit, OrgUnit.id == Company.unit_id)
            .where(column == value)
        ).first()
        if twin is None or twin.id == leave_out:
            continue
        if twin.confidential:
            raise Refused(f"{words}已登记给一家涉密企业，请询问{twin.unit}。", field)
        raise Refused(f"{words}已登记给“{twin.name}”，请直接使用已有记录，不要重复登记。", field)


def _keep_names(session: Session, company: Company, values: CompanyValues) -> dict[str, Any]:
    """Store short and former names; gives what changed, for the log."""
    wanted = {name: NameKind.FORMER for name in values.former_names if name != company.name}
    if values.short_name and values.short_name != company.name:
        wanted[values.short_name] = NameKind.SHORT
    kept = {
        row.name: row
        for row in session.scalars(select(CompanyName).where(CompanyName.company_id == company.id))
    }
    gone = [row.id for name, row in kept.items() if name not in wanted and _is_ours(row)]
    if gone:
        session.execute(delete(CompanyName).where(CompanyName.id.in_(gone)))
    for name, kind in wanted.items():
        if name not in kept:
            session.add(CompanyName(company_id=company.id, kind=kind, name=name))
    before = "、".join(sorted(name for name, row in kept.items() if row.kind is NameKind.FORMER))
    after = "、".join(sorted(name for name, kind in wanted.items() if kind is NameKind.FORMER))
    return {} if before == after else {"曾用名": [before or None, after or None]}


def _is_ours(row: CompanyName) -> bool:
    """Foreign and code names come from plans; the form does not know them and leaves them."""
    return row.kind in (NameKind.SHORT, NameKind.FORMER)


def _clear(session: Session, company: Company, actor: Viewer) -> None:
    """Who makes a company confidential stands on its list at once, and so does its owner."""
    if company.confidential:
        clear(session, "company", company.id, (actor.id, company.owner_id))


def _contact(values: ContactValues) -> dict[str, Any]:
    return {
        "name": values.name,
        "role": values.role,
        "position": values.position,
        "phone": tidy_phone(values.phone),
        "email": values.email,
        "note": values.note,
    }


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    company: Company,
    changes: dict[str, Any],
    contact: Contact | None = None,
) -> None:
    title = HIDDEN if company.confidential else company.name
    if contact is not None and not company.confidential:
        title = f"{company.name} {contact.name}"
    record(
        session,
        actor,
        action,
        kind="contact" if contact is not None else "company",
        subject_id=contact.id if contact is not None else company.id,
        title=title,
        changes=changes,
        confidential=company.confidential,
    )
