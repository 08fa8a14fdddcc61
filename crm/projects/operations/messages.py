"""What people are told when a milestone was reported or decided."""

from sqlalchemy.orm import Session

from crm.accounts.queries import heads_of
from crm.accounts.rules import Viewer
from crm.notifications.operations import notify
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.queries.access import title_for_all


def tell_managers(
    session: Session, actor: Viewer, project: Project, what: str, tab: str = "milestones"
) -> None:
    """Ask the managers of the project's unit and above to verify what was reported."""
    heads = set(heads_of(session, project.unit_id)) - {actor.id}
    text = f"{actor.name} 填报了“{title_for_all(project)}”的{what}，请认定"
    notify(session, heads, text, address(project, tab))


def tell_reporter(
    session: Session,
    actor: Viewer,
    project: Project,
    row: Milestone | PaidIn,
    what: str,
    tab: str = "milestones",
) -> None:
    """Tell whoever reported a milestone or an amount what has become of it."""
    reporter = row.reported_by_id
    if reporter is None or reporter == actor.id:
        return
    text = f"“{title_for_all(project)}”的{what}{row.state.label}（{actor.name}）"
    notify(session, [reporter], text, address(project, tab))


def address(project: Project, tab: str) -> str:
    """The page of the project's milestones, or of another of its tabs."""
    return f"/projects/{project.id}?tab={tab}"
