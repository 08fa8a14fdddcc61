"""Who keeps a company."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import clear_all
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.companies.models import Company
from crm.companies.operations import HIDDEN

# A company, who keeps it from now on, and in which unit.
Keeper = tuple[Company, int | None, int]


def keep_with(session: Session, actor: Viewer, keepers: Sequence[Keeper]) -> None:
    """Let people and their units keep companies; of confidential ones they stand on the lists."""
    changed = []
    for company, user_id, unit_id in keepers:
        company.owner_id, company.unit_id = user_id, unit_id
        changed.append((company, changes_of(company)))
    session.flush()
    secret = {one.id: (user_id,) for one, user_id, _unit in keepers if one.confidential}
    clear_all(session, "company", secret)
    for company, changes in changed:
        if not changes:
            continue
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
