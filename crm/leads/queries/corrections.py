"""What a withdrawal would change, to be told before it is made."""

from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.leads.models import Activity
from crm.leads.queries.access import KIND, get_known
from crm.leads.queries.activities import latest_beside
from crm.leads.queries.terms import granted
from crm.leads.rules import LeadState, last_day


def falls_without(session: Session, viewer: Viewer, activity: Activity) -> date | None:
    """The day on which its lead would fall back without it; None when that stays as it is."""
    if activity.kind != KIND or activity.withdrawn_at is not None:
        return None
    lead = get_known(session, viewer, activity.subject_id)
    if lead.state is not LeadState.OPEN:
        return None
    rest = latest_beside(session, activity)
    last = last_day(lead.last_followed_on, activity.happened_on, rest, None)
    if last == lead.last_followed_on:
        return None
    then = granted(session, lead.protected_from, last).falls_on
    return None if then == lead.falls_on else then
