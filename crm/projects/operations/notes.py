"""What all writes of projects share: the note in the log, and refusing what a rule found."""

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.projects.models import Project
from crm.projects.queries.access import KIND, title_for_all
from crm.projects.rules.order import Fault


def note(
    session: Session,
    actor: Viewer | None,
    action: str,
    project: Project,
    changes: Changes | None = None,
) -> None:
    """Note what was done to a project."""
    record(
        session,
        actor,
        action,
        kind=KIND,
        subject_id=project.id,
        title=title_for_all(project),
        changes=changes,
        confidential=project.confidential,
    )


def told(**values: str | None) -> Changes:
    """Values that are new, as changes from nothing; empty ones left out."""
    return {label: [None, text] for label, text in values.items() if text}


def refuse(fault: Fault | None) -> None:
    """Raise Refused for a fault that a rule has found."""
    if fault is not None:
        raise Refused(fault.sentence, fault.field)
