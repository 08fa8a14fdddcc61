"""What is due: next steps, leads about to fall back, projects that stand still."""

from datetime import date

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.queries import labels
from crm.leads.queries.lists import LeadFilter, first_of
from crm.leads.queries.rows import LeadRow
from crm.leads.queries.rows import row_of as lead_row
from crm.leads.rules import Due, LeadSort
from crm.projects.models import Project
from crm.projects.queries.listing import ProjectRow, rows_for
from crm.projects.queries.listing import row_of as project_row
from crm.projects.rules import ProjectState
from crm.workbench.queries.waiting import SHOWN
from crm.workbench.rules import moved_since


def falling_leads(session: Session, viewer: Viewer, on: date, *, own: bool) -> list[LeadRow]:
    """Leads that return to the pool within days, the soonest first; one's own or all in scope."""
    by = LeadFilter(owner=viewer.id if own else None, due=Due.SOON)
    words = labels(session, viewer)
    rows = first_of(session, viewer, by, on, LeadSort.FALLS, SHOWN)
    return [lead_row(row, on, words) for row in rows]


def due_steps(session: Session, viewer: Viewer, on: date) -> list[LeadRow]:
    """The viewer's own leads whose next step is due or overdue, the longest first."""
    by = LeadFilter(owner=viewer.id, due=Due.STEP)
    words = labels(session, viewer)
    rows = first_of(session, viewer, by, on, LeadSort.STEP, SHOWN)
    return [lead_row(row, on, words) for row in rows]


def still_projects(session: Session, viewer: Viewer, on: date, *, own: bool) -> list[ProjectRow]:
    """Projects that go on but have not moved for too long, the longest first."""
    since = moved_since(on)
    late = [
        and_(Project.stage == stage, Project.last_moved_on < day) for stage, day in since.items()
    ]
    # The last condition follows from the others; it lets the oldest be read from an index.
    oldest = Project.last_moved_on < max(since.values())
    wanted = rows_for(viewer).where(Project.state == ProjectState.ACTIVE, or_(*late), oldest)
    if own:
        wanted = wanted.where(Project.owner_id == viewer.id)
    wanted = wanted.order_by(Project.last_moved_on, Project.id).limit(SHOWN)
    words = labels(session, viewer)
    return [project_row(row, words) for row in session.execute(wanted)]
