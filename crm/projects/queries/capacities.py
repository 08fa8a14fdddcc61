"""What projects will produce, for the checks of plans: figures of those known by name only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.lists import among
from crm.plans.queries.figures import NOT_IN_SIGHT, Cited, offer
from crm.projects.models import Project, ProjectCapacity
from crm.projects.queries.access import known_to, visible_to

KIND = "capacity"


def _capacities(session: Session, viewer: Viewer, references: Sequence[Any]) -> dict[int, Cited]:
    """The capacities that references name by project and product."""
    numbers = {one.subject_id for one in references}
    rows = session.execute(
        visible_to(viewer)
        .join(ProjectCapacity, ProjectCapacity.project_id == Project.id)
        .where(known_to(viewer), among(session, Project.id, numbers))
        .with_only_columns(
            Project.id, Project.name, Project.source, ProjectCapacity.product,
            ProjectCapacity.value, ProjectCapacity.unit,
        )
    )  # fmt: skip
    found = {(row.id, row.product): row for row in rows}
    hidden = Cited("项目产能", absent=NOT_IN_SIGHT)
    return {
        one.id: _cited(found[key], one.year) if (key := (one.subject_id, one.product)) in found
        else hidden
        for one in references
    }  # fmt: skip


def _cited(row: Row[Any], year: int | None) -> Cited:
    return Cited(
        label=row.name,
        detail=f"项目产能 · {row.product}",
        value=Decimal(row.value),
        year=year,
        unit=row.unit,
        place=row.source,
        url=f"/projects/{row.id}",
    )


offer(KIND, _capacities)
