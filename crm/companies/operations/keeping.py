"""Who keeps a company."""

from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.companies.models import Company
from crm.companies.operations import HIDDEN


def keep_with(
    session: Session, actor: Viewer, company: Company, user_id: int | None, unit_id: int
) -> Company:
    """Let a person and his unit keep a company; of a confidential one he stands on the list."""
    company.owner_id, company.unit_id = user_id, unit_id
    changes = changes_of(company)
    session.flush()
    if company.confidential:
        clear(session, "company", company.id, (user_id,))
    if changes:
        record(
            session,
            actor,
            "assigned",
            kind="company",
            subject_id=company.id,
            title=HIDDEN if company.confidential else company.name,
            changes=changes,
            confidential=company.confidential,
        )
    return company
