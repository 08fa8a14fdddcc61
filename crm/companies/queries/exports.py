"""What an export of companies, or of the people there, holds: exactly what the list shows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.chains.queries import Labels
from crm.companies.models import Company, CompanyNode, Contact
from crm.companies.queries.contacts import ContactFace, face_of
from crm.companies.queries.lists import CompanyFilter, listed
from crm.core.errors import Refused

MOST_EXPORTED = 50_000
AT_ONCE = 1_000
TOO_MANY = f"超过 {MOST_EXPORTED:,} 条，请先缩小筛选范围，再导出。"


def exported(
    session: Session, viewer: Viewer, wanted: CompanyFilter, words: Labels
) -> Iterator[tuple[Any, str]]:
    """The companies that the filter leaves, each with its nodes in words; Refused beyond
    MOST_EXPORTED, at the row that is too many."""
    query = (
        listed(session, viewer, wanted)
        .add_columns(
            Company.credit_code,
            Company.registered_capital_fen,
            Company.industry_code,
            Company.address,
            Company.website,
            Company.description,
        )
        .order_by(Company.updated_at.desc(), Company.id.desc())
        .limit(MOST_EXPORTED + 1)
        .execution_options(yield_per=AT_ONCE)
    )
    count = 0
    for part in session.execute(query).partitions(AT_ONCE):
        nodes = _nodes(session, [row.id for row in part], words)
        for row in part:
            count += 1
            if count > MOST_EXPORTED:
                raise Refused(TOO_MANY)
            yield row, nodes.get(row.id, "")


def _nodes(session: Session, numbers: list[int], words: Labels) -> dict[int, str]:
    wanted = (
        select(CompanyNode.company_id, CompanyNode.node_id)
        .where(CompanyNode.company_id.in_(numbers))
        .order_by(CompanyNode.is_main.desc(), CompanyNode.node_id)
    )
    found: dict[int, list[str]] = {}
    for company_id, node_id in session.execute(wanted):
        found.setdefault(company_id, []).append(words.node(node_id))
    return {number: "、".join(names) for number, names in found.items()}


def exported_contacts(
    session: Session, viewer: Viewer, wanted: CompanyFilter
) -> Iterator[tuple[str, ContactFace]]:
    """The people at the companies that the filter leaves, masked as on the company's page."""
    companies = listed(session, viewer, wanted).with_only_columns(Company.id)
    query = (
        select(Company.name, Contact, OrgUnit.path)
        .join(Company, Company.id == Contact.company_id)
        .join(OrgUnit, OrgUnit.id == Contact.unit_id)
        .where(Contact.company_id.in_(companies))
        .order_by(Company.name, Contact.id)
        .limit(MOST_EXPORTED + 1)
        .execution_options(yield_per=AT_ONCE)
    )
    for count, (name, contact, path) in enumerate(session.execute(query)):
        if count >= MOST_EXPORTED:
            raise Refused(TOO_MANY)
        yield name, face_of(viewer, contact, path)
