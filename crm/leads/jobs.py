"""What is done for leads by itself, once a day in the morning."""

from crm.core.db import db, now
from crm.leads.operations.moves import release_fallen, warn_falling
from crm.lib.periods import business_date


def release_overdue() -> int:
    """Return leads whose protection is over to the pool and tell their owners; gives how many."""
    with db.transaction() as session:
        return release_fallen(session, business_date(now()))


def warn_owners() -> int:
    """Tell owners which leads fall back to the pool soon; gives how many."""
    with db.transaction() as session:
        return warn_falling(session, business_date(now()))
