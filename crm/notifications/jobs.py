"""What is done for messages by itself."""

from datetime import timedelta

from crm.core.db import db, now
from crm.notifications.operations import forget as forget_rows

KEPT = timedelta(days=180)


def forget() -> None:
    """Delete messages that were read half a year ago; run daily."""
    with db.transaction() as session:
        forget_rows(session, now() - KEPT)
