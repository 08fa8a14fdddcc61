"""What is done for accounts by itself."""

from crm.accounts.operations import forget as forget_rows
from crm.core.db import db, now


def forget() -> None:
    """Delete sessions that are over and failed sign-ins that no longer count; run daily."""
    with db.transaction() as session:
        forget_rows(session, now())
