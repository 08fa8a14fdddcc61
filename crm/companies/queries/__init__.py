"""Reads of companies: which ones a person sees, and single records.

Companies are shared by the whole zone; a confidential one exists for the people on its list only.
"""

from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, false, select
from sqlalchemy.orm import Session, joinedload

from crm.accounts import queries as accounts
from crm.accounts.rules import Permission, Scope, Sight, Viewer
from crm.companies.models import Company, Contact
from crm.core.errors import NotFound

KIND = "company"


def known_to(viewer: Sight) -> ColumnElement[bool]:
    """Which companies exist for the viewer."""
    if viewer.scope is Scope.NONE or not viewer.may(Permission.READ):
        return false()
    return accounts.cleared(viewer, KIND, Company)


def visible_to(viewer: Sight) -> Select[tuple[Company]]:
    """The companies that the viewer may see."""
    return select(Company).where(known_to(viewer))


def get_for(session: Session, viewer: Viewer, company_id: int, *, lock: bool = False) -> Company:
    """A company with its unit and owner; NotFound when the viewer may not see it.

    With `lock` nobody else can change it until the transaction ends.
    """
    wanted = _one(accounts.like(viewer))
    if lock:
        wanted = wanted.with_for_update(of=Company)
    company = session.scalars(wanted, accounts.given(viewer, of=company_id)).one_or_none()
    if company is None:
        raise NotFound
    return company


@cache
def _one(viewer: Sight) -> Select[tuple[Company]]:
    return (
        visible_to(viewer)
        .where(Company.id == bindparam("of"))
        .options(joinedload(Company.unit, innerjoin=True), joinedload(Company.owner))
    )


def get_contact(
    session: Session, viewer: Viewer, contact_id: int, *, lock: bool = False
) -> Contact:
    """A contact of a company that the viewer may see; NotFound otherwise."""
    wanted = (
        select(Contact)
        .join(Company, Company.id == Contact.company_id)
        .where(Contact.id == contact_id, known_to(viewer))
    )
    if lock:
        wanted = wanted.with_for_update(of=Contact)
    contact = session.scalars(wanted).one_or_none()
    if contact is None:
        raise NotFound
    return contact


def may_edit(viewer: Viewer, company: Company) -> bool:
    """The people of the unit that keeps it, and the managers above; `company.unit` is loaded."""
    if viewer.may(Permission.LOG) and company.unit_id == viewer.unit_id:
        return True
    return accounts.may_edit(viewer, company.owner_id, company.unit.path)


def same_name(session: Session, viewer: Viewer, name: str) -> int | None:
    """The number of the company with exactly that name, if the viewer may see it."""
    return session.scalar(_called(accounts.like(viewer)), accounts.given(viewer, called=name))


@cache
def _called(viewer: Sight) -> Select[tuple[int]]:
    return select(Company.id).where(Company.name == bindparam("called"), known_to(viewer))
