"""What has been merged: where a number leads now, and what may be undone."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.companies.models import Company, CompanyMerge, CompanyName, Contact
from crm.companies.queries import known_to
from crm.companies.rules import Identity, NameKind, person_key, phone_key
from crm.core.errors import NotFound

LONGEST_WAY = 20


def current_id(session: Session, company_id: int) -> int:
    """The number under which a company stands now: its own, or that of what it was merged into."""
    for _step in range(LONGEST_WAY):
        wanted = (
            select(CompanyMerge.kept_id)
            .where(
                CompanyMerge.merged_id == company_id,
                CompanyMerge.undone_at.is_(None),
                ~exists().where(Company.id == company_id),
            )
            .order_by(CompanyMerge.id.desc())
        )
        kept = session.scalars(wanted).first()
        if kept is None:
            break
        company_id = kept
    return company_id


def merged_into(session: Session, viewer: Viewer, company_id: int) -> int:
    """The company that another one was merged into; NotFound when the viewer may not see it."""
    number = current_id(session, company_id)
    seen = select(Company.id).where(Company.id == number, known_to(viewer))
    if number == company_id or session.scalar(seen) is None:
        raise NotFound
    return number


def get_merge(session: Session, company: Company, merge_id: int) -> CompanyMerge:
    """A merge into a company that the viewer has been shown; NotFound otherwise."""
    wanted = (
        select(CompanyMerge)
        .where(CompanyMerge.id == merge_id, CompanyMerge.kept_id == company.id)
        .with_for_update()
    )
    merge = session.scalars(wanted).one_or_none()
    if merge is None:
        raise NotFound
    return merge


def identity_of(session: Session, company: Company) -> Identity:
    """All by which a company is recognised, to look for others like it."""
    wanted = select(CompanyName.kind, CompanyName.name).where(CompanyName.company_id == company.id)
    names = session.execute(wanted).all()
    contacts = select(Contact.phone, Contact.mail_domain, Contact.name)
    people = session.execute(contacts.where(Contact.company_id == company.id)).all()
    return Identity(
        name=company.name,
        credit_code=company.credit_code,
        phones=frozenset({phone_key(row.phone) for row in people} - {""}),
        domains=frozenset({row.mail_domain for row in people} - {""}),
        people=frozenset({person_key(row.name) for row in people} - {""}),
        short_names=frozenset(name for kind, name in names if kind is NameKind.SHORT),
        other_names=frozenset(name for kind, name in names if kind is not NameKind.SHORT),
    )
