"""What still belongs to people whose accounts are switched off: somebody has to take it on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from crm.accounts.queries import former_people_of
from crm.accounts.rules import Viewer
from crm.core.lists import among
from crm.leads.models import Lead
from crm.leads.queries import visible_to as leads_of
from crm.leads.queries.access import known_to as lead_known
from crm.leads.queries.lists import list_address as lead_address
from crm.leads.rules import LeadState
from crm.projects.models import Project
from crm.projects.queries import known_to, list_address, visible_to
from crm.projects.rules import ProjectState


@dataclass(frozen=True)
class Left:
    """Somebody who has left, and how much is still his, with the lists of it."""

    name: str
    unit: str
    leads: int
    projects: int
    leads_url: str
    projects_url: str


def left_behind(session: Session, viewer: Viewer) -> list[Left]:
    """What those who have left still hold in the viewer's scope, as far as he knows it by name."""
    gone = former_people_of(session, viewer)
    if not gone:
        return []
    numbers = {one.id for one in gone}
    leads = _by_owner(
        session, leads_of(viewer).where(lead_known(viewer), Lead.state == LeadState.OPEN), Lead,
        numbers,
    )  # fmt: skip
    projects = _by_owner(
        session, visible_to(viewer).where(known_to(viewer), Project.state == ProjectState.ACTIVE),
        Project, numbers,
    )  # fmt: skip
    return [
        Left(
            one.name,
            one.unit_name,
            leads.get(one.id, 0),
            projects.get(one.id, 0),
            lead_address(owner=one.id, state=LeadState.OPEN),
            list_address(owner=one.id, state=ProjectState.ACTIVE),
        )
        for one in gone
        if one.id in leads or one.id in projects
    ]


def _by_owner(
    session: Session, wanted: Select[Any], model: Any, numbers: Collection[int]
) -> dict[int, int]:
    counted = (
        wanted.with_only_columns(model.owner_id, func.count())
        .where(among(session, model.owner_id, numbers))
        .group_by(model.owner_id)
    )
    return dict(session.execute(counted).all())
