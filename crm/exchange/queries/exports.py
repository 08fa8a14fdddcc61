"""What a person has taken away as files, told by the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.models import AuditEntry
from crm.core.lists import Order, Page, page

ORDER = Order(AuditEntry.id, int)


def page_of(session: Session, viewer: Viewer, cursor: str) -> Page:
    """A page of the viewer's own exports, the latest first."""
    wanted = select(
        AuditEntry.id, AuditEntry.at, AuditEntry.kind, AuditEntry.title, AuditEntry.changes
    ).where(AuditEntry.actor_id == viewer.id, AuditEntry.action == "exported")
    return page(session, wanted, ORDER, AuditEntry.id, cursor)
