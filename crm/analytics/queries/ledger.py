"""All projects with what is counted of them, in each worker's memory; a changed one is read anew.

Every figure over the pipeline is counted from here, by pure functions. Reading all of it takes the
database longer than a page may; reading what has changed since takes it hardly anything.
"""

from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import sifted
from crm.accounts.rules import Viewer
from crm.analytics.queries.gathering import entries
from crm.analytics.rules.entries import Entry, known
from crm.chains.queries import labels
from crm.core.gathered import Gathered
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode

_ledger = Gathered(
    entries,
    {
        Project: "id",
        Milestone: "project_id",
        PaidIn: "project_id",
        ProjectCapacity: "project_id",
        ProjectNode: "project_id",
        Clearance: "subject_id",  # of other kinds as well: then a project is read for nothing
    },
)


def seen(session: Session, viewer: Viewer | None) -> list[Entry]:
    """The projects in the viewer's scope, each as he sees it; None stands for the office, which
    sees and knows all. The list is shared: nobody may change it."""
    every = _ledger.at(session)
    if viewer is None:
        return list(every.values())
    held = session.info.get("seen")
    if held and held[0] is every and held[1] == viewer.sight:
        return held[2]
    units = labels(session, viewer).directory.units.values()
    in_scope = sifted(viewer, every.values(), {unit.id: unit.path for unit in units})
    found = known(in_scope, viewer.id)
    session.info["seen"] = (every, viewer.sight, found)
    return found


def warm(session: Session) -> None:
    """Read all of it, so that no page has to wait for it."""
    _ledger.at(session)
