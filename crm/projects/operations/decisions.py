"""What milestones and amounts paid in share: they are reported, then decided upon, with files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received, attach
from crm.core.db import now
from crm.core.errors import Refused
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.queries.access import title_for_all
from crm.projects.rules import MilestoneState
from crm.projects.rules.states import milestone_fault


def move(row: Milestone | PaidIn, state: MilestoneState, actor: Viewer, reason: str) -> None:
    """Decide upon what was reported; Refused when it stands otherwise by now."""
    if sentence := milestone_fault(row.state, state):
        raise Refused(sentence)
    row.state = state
    row.decided_by_id, row.decided_at = actor.id, now()
    row.decision_reason = reason


def attach_proofs(
    session: Session,
    actor: Viewer,
    project: Project,
    kind: str,
    row: Milestone | PaidIn,
    what: str,
    files: Sequence[Received],
) -> None:
    """Keep the files on which a report rests."""
    title = f"{title_for_all(project)} {what}"
    for file in files:
        attach(session, actor, kind, row.id, file, title=title, confidential=project.confidential)
