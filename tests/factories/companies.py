"""Companies and contacts."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, User
from crm.chains.models import ChainNode
from crm.companies.models import (
    Company,
    CompanyHonour,
    CompanyLink,
    CompanyMerge,
    CompanyName,
    Contact,
    NodeTarget,
)
from crm.companies.operations.merging import merge_companies
from crm.companies.rules import Honour, NameKind, Relation
from crm.companies.rules.dealings import LinkKind
from tests.factories.accounts import viewer_of

_numbers = count(1)


def make_company(session: Session, owner: User, name: str = "", **given) -> Company:
    """A company that the owner's unit keeps; a confidential one has the owner on its list."""
    name = name or f"第{next(_numbers)}号芯材料有限公司"
    given = {
        "relation": Relation.TARGET,
        "owner_id": owner.id,
        "unit_id": owner.unit_id,
        **given,
    }
    company = Company(name=name, **given)
    session.add(company)
    session.flush()
    if company.confidential:
        make_clearance(session, "company", company.id, owner)
    return company


def make_name(session: Session, company: Company, name: str, kind=NameKind.FORMER) -> CompanyName:
    """Another name of a company."""
    row = CompanyName(company_id=company.id, name=name, kind=kind)
    session.add(row)
    session.flush()
    return row


def make_honour(session: Session, company: Company, honour: Honour, **given) -> CompanyHonour:
    """A title that a company holds."""
    row = CompanyHonour(company_id=company.id, honour=honour, **given)
    session.add(row)
    session.flush()
    return row


def make_contact(session: Session, company: Company, owner: User, **given) -> Contact:
    """A person at a company, kept by the owner's unit."""
    given = {"name": "钱经理", "phone": "13812345678", "email": "qian@example.com", **given}
    contact = Contact(company_id=company.id, owner_id=owner.id, unit_id=owner.unit_id, **given)
    session.add(contact)
    session.flush()
    return contact


def make_merge(session: Session, owner: User, kept: Company) -> CompanyMerge:
    """A company of the owner's that was merged into another, neither with anything of its own."""
    other = make_company(session, owner, confidential=kept.confidential)
    return merge_companies(session, viewer_of(session, owner), kept, other, {})


def make_clearance(session: Session, kind: str, subject_id: int, user: User) -> Clearance:
    """Somebody on the list of a confidential record."""
    row = Clearance(kind=kind, subject_id=subject_id, user_id=user.id)
    session.add(row)
    session.flush()
    return row


def make_link(
    session: Session, company: Company, other: Company, kind: LinkKind = LinkKind.SUPPLIES
) -> CompanyLink:
    """The company supplies, holds or referred the other."""
    row = CompanyLink(company_id=company.id, other_id=other.id, kind=kind)
    session.add(row)
    session.flush()
    return row


def make_target(
    session: Session, owner: User, company: Company, node: ChainNode, **given
) -> NodeTarget:
    """A company that the owner is to attract to the node."""
    given = {"state_on": date(2026, 11, 1), **given}
    row = NodeTarget(
        company_id=company.id, node_id=node.id, owner_id=owner.id, unit_id=owner.unit_id, **given
    )
    session.add(row)
    session.flush()
    return row
