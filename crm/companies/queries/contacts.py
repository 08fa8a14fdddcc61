"""Contacts of a company, their numbers masked outside the unit that keeps them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import may_edit
from crm.accounts.rules import Permission, Viewer
from crm.companies.models import Contact
from crm.companies.rules import mask_email, mask_phone
from crm.companies.rules.dealings import ContactRole
from crm.core.db import read

_OF_COMPANY = (
    select(
        Contact.id,
        Contact.name,
        Contact.role,
        Contact.position,
        Contact.phone,
        Contact.email,
        Contact.note,
        Contact.owner_id,
        Contact.unit_id,
        OrgUnit.path,
    )
    .join(OrgUnit, OrgUnit.id == Contact.unit_id)
    .where(Contact.company_id == bindparam("of"))
    .order_by(Contact.id)
)


@dataclass(frozen=True)
class ContactFace:
    """A contact as the viewer sees it; `masked` when something was hidden."""

    id: int
    name: str
    role: ContactRole | None
    position: str
    phone: str
    email: str
    note: str
    masked: bool
    may_edit: bool


def contacts_of(session: Session, viewer: Viewer, company_id: int) -> list[ContactFace]:
    """The contacts of a company that the viewer has been shown."""
    rows = read(session, _OF_COMPANY, {"of": company_id})
    return [face_of(viewer, row, row.path) for row in rows]


def may_edit_contact(session: Session, viewer: Viewer, contact: Contact) -> bool:
    """The people of the unit that keeps it, and the managers above."""
    path = session.scalar(select(OrgUnit.path).where(OrgUnit.id == contact.unit_id)) or ""
    return _may_edit(viewer, contact, path)


def _may_edit(viewer: Viewer, contact: Contact | Row[Any], unit_path: str) -> bool:
    if viewer.may(Permission.LOG) and contact.unit_id == viewer.unit_id:
        return True
    return may_edit(viewer, contact.owner_id, unit_path)


def face_of(viewer: Viewer, contact: Contact | Row[Any], unit_path: str) -> ContactFace:
    """What the viewer sees of a contact that he may know of."""
    editor = _may_edit(viewer, contact, unit_path)
    own = editor or contact.unit_id == viewer.unit_id
    return ContactFace(
        id=contact.id,
        name=contact.name,
        role=contact.role,
        position=contact.position,
        phone=contact.phone if own else mask_phone(contact.phone),
        email=contact.email if own else mask_email(contact.email),
        note=contact.note if own else "",
        masked=not own and bool(contact.phone or contact.email),
        may_edit=editor,
    )
