"""What a project brings: capacities, and foreign capital paid in with its evidence."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.attachments.models import Attachment
from crm.attachments.queries import of_subjects
from crm.chains.queries import labels
from crm.projects.models import PaidIn, Project, ProjectCapacity
from crm.projects.rules import MilestoneState
from crm.projects.rules.states import LIVE


@dataclass(frozen=True)
class PaidInLine:
    """An amount with its evidence and who reported and decided."""

    row: PaidIn
    reported_by: str
    decided_by: str
    files: list[Attachment]

    @property
    def stands(self) -> bool:
        """Whether it is reported or verified."""
        return self.row.state in LIVE

    @property
    def pending(self) -> bool:
        """Whether it waits to be verified."""
        return self.row.state is MilestoneState.REPORTED


def capacities_of(session: Session, project: Project) -> list[ProjectCapacity]:
    """The capacities of a project by product."""
    wanted = select(ProjectCapacity).where(ProjectCapacity.project_id == project.id)
    return list(session.scalars(wanted.order_by(ProjectCapacity.product)))


def paid_in_of(session: Session, project: Project) -> list[PaidInLine]:
    """All amounts, the latest month first; what was returned or revoked too."""
    wanted = select(PaidIn).where(PaidIn.project_id == project.id)
    rows = session.scalars(wanted.order_by(PaidIn.month.desc(), PaidIn.id.desc())).all()
    files = of_subjects(session, "paid_in", [row.id for row in rows])
    words = labels(session)
    return [
        PaidInLine(
            row, words.person(row.reported_by_id), words.person(row.decided_by_id),
            files.get(row.id, []),
        )
        for row in rows
    ]  # fmt: skip


def verified_cents(lines: list[PaidInLine]) -> int:
    """What is verified of them, in US cents."""
    return sum(one.row.cents for one in lines if one.row.state is MilestoneState.VERIFIED)
