"""What is sent about something that was logged, and what the log tells of it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry

EARLIER = date(2026, 10, 25)
SENT = {
    "activity": "visit_out", "happened_on": "2026-11-10", "summary": "看了新产线", "people": "王总",
    "place": "苏州",
}  # fmt: skip
REASON = {"reason": "记错了企业"}


def told(session: Session) -> AuditEntry | None:
    """The last entry about a record."""
    wanted = select(AuditEntry).where(AuditEntry.kind != "page").order_by(AuditEntry.id.desc())
    return session.scalars(wanted).first()
