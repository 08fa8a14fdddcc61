"""What stands on a project's own page, for those who know it by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import Directory, directory, given, like
from crm.accounts.rules import Role, Scope, Sight, Viewer
from crm.attachments.models import Attachment
from crm.attachments.queries import of_subject, of_subjects
from crm.chains.models import Chain, ChainNode
from crm.chains.queries import labels
from crm.core.db import read
from crm.core.errors import NotFound
from crm.leads.queries.events import tells_outcomes
from crm.leads.rules.events import Outcome
from crm.lib.money import format_wan
from crm.plans.rules import STAGES, Stage
from crm.projects.models import Milestone, PaidIn, PlannedDate, Project, ProjectNode
from crm.projects.queries.access import KIND, company_known_to, known_to, visible_to
from crm.projects.queries.listing import ProjectRow, row_of, rows_for
from crm.projects.rules import DateBasis, MilestoneState
from crm.projects.rules.evidence import FIELDS
from crm.projects.rules.order import Fact
from crm.projects.rules.shares import WHOLE
from crm.projects.rules.states import LIVE
from crm.projects.rules.strip import Reached, Step, strip

SHOWN = 20
_OF = bindparam("of")
_MILESTONES = select(Milestone).where(Milestone.project_id == _OF).order_by(Milestone.id.desc())
_PLANNED = select(PlannedDate.stage, PlannedDate.planned_on).where(PlannedDate.project_id == _OF)
_SHARES = (
    select(ChainNode.name, Chain.name.label("chain"), ProjectNode.share)
    .join(ChainNode, ChainNode.id == ProjectNode.node_id)
    .join(Chain, Chain.id == ChainNode.chain_id)
    .where(ProjectNode.project_id == _OF)
    .order_by(ProjectNode.share.desc(), ProjectNode.id)
)


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with everything it rests on; `deciding` is what may be done with it now."""

    id: int
    stage: Stage
    on: date
    basis: DateBasis
    state: MilestoneState
    proofs: list[tuple[str, str]]
    amount: str
    note: str
    exception: str
    reported_by_id: int | None
    reported_by: str
    reported_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    reason: str
    source: str
    files: list[Attachment]

    @property
    def stands(self) -> bool:
        """Whether it is reported or verified."""
        return self.state in LIVE

    @property
    def pending(self) -> bool:
        """Whether it waits to be verified."""
        return self.state is MilestoneState.REPORTED


@dataclass(frozen=True)
class Share:
    """The share of a project on a node, in per cent."""

    node: str
    percent: float


def milestones(session: Session, project: Project) -> list[MilestoneLine]:
    """All milestones with their files: the latest stage first, what stands before the rest."""
    found = session.scalars(_MILESTONES, {"of": project.id}).all()
    files = of_subjects(session, "milestone", [one.id for one in found])
    people = directory(session)
    lines = [_line(one, people, files.get(one.id, [])) for one in found]
    return sorted(lines, key=lambda one: (-STAGES.index(one.stage), not one.stands))


def _line(one: Milestone, people: Directory, files: list[Attachment]) -> MilestoneLine:
    return MilestoneLine(
        id=one.id,
        stage=one.stage,
        on=one.occurred_on,
        basis=one.basis,
        state=one.state,
        proofs=_proofs(one),
        amount="" if one.amount_fen is None else format_wan(one.amount_fen),
        note=one.note,
        exception=one.exception_reason,
        reported_by_id=one.reported_by_id,
        reported_by=people.person(one.reported_by_id),
        reported_at=one.reported_at,
        decided_by=people.person(one.decided_by_id),
        decided_at=one.decided_at,
        reason=one.decision_reason,
        source=one.source,
        files=files,
    )


def _proofs(one: Milestone) -> list[tuple[str, str]]:
    found = []
    for name, label in FIELDS.items():
        value = getattr(one, name)
        if value in (None, ""):
            continue
        if name == "agreement":
            value = value.label
        if name == "capital_fen":
            value = format_wan(value)
        found.append((label, value))
    return found


def facts(lines: Sequence[MilestoneLine]) -> list[Fact]:
    """The same milestones as the rules take them."""
    return [Fact(one.stage, one.on, one.state) for one in lines]


def steps(lines: Sequence[MilestoneLine], planned: dict[Stage, date], today: date) -> list[Step]:
    """The strip of the milestones that stand, and of the planned ones."""
    reached = [
        Reached(one.stage, one.on, one.state, one.basis, bool(one.exception))
        for one in lines
        if one.stands
    ]
    return strip(reached, planned, today)


_RETURNED = (
    select(Milestone)
    .where(
        Milestone.project_id == bindparam("of"),
        Milestone.stage == bindparam("stage"),
        Milestone.state == MilestoneState.RETURNED,
    )
    .order_by(Milestone.id.desc())
    .limit(1)
)


def latest_returned(session: Session, project: Project, stage: Stage) -> Milestone | None:
    """The report of a stage that was returned last, to be reported anew."""
    return session.scalars(_RETURNED, {"of": project.id, "stage": stage}).first()


def start_of(session: Session, project: Project) -> date | None:
    """The day on which talks began."""
    wanted = select(Milestone.occurred_on).where(
        Milestone.project_id == project.id,
        Milestone.stage == Stage.NEGOTIATING,
        Milestone.state == MilestoneState.VERIFIED,
    )
    return session.scalar(wanted)


def planned_days(session: Session, project: Project) -> dict[Stage, date]:
    """When each milestone is planned."""
    return dict(read(session, _PLANNED, {"of": project.id}))


def shares(session: Session, project: Project) -> list[Share]:
    """On which nodes the project lies, the largest share first; empty when on one only."""
    rows = read(session, _SHARES, {"of": project.id})
    if len(rows) < 2:
        return []
    return [Share(f"{row.chain} · {row.name}", row.share * 100 / WHOLE) for row in rows]


def other_shares(session: Session, project: Project) -> list[tuple[int, int]]:
    """The shares on other nodes than the main one: (node, hundredths of a per cent)."""
    wanted = (
        select(ProjectNode.node_id, ProjectNode.share)
        .where(ProjectNode.project_id == project.id, ProjectNode.node_id != project.node_id)
        .order_by(ProjectNode.share.desc(), ProjectNode.id)
    )
    return [(node, share) for node, share in session.execute(wanted)]


def own_files(session: Session, project: Project) -> list[Row[tuple[Attachment, str]]]:
    """The attachments of the record itself with who uploaded them."""
    return of_subject(session, KIND, project.id)


def attachment_of(session: Session, project: Project, number: int) -> Attachment:
    """An attachment of the project, its milestones or its amounts; NotFound for any other."""
    of_project = (Attachment.kind == KIND) & (Attachment.subject_id == project.id)
    of_milestones = (Attachment.kind == "milestone") & Attachment.subject_id.in_(
        select(Milestone.id).where(Milestone.project_id == project.id)
    )
    of_money = (Attachment.kind == "paid_in") & Attachment.subject_id.in_(
        select(PaidIn.id).where(PaidIn.project_id == project.id)
    )
    found = session.scalars(
        select(Attachment).where(
            Attachment.id == number,
            Attachment.removed_at.is_(None),
            or_(of_project, of_milestones, of_money),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def people_within_reach(session: Session, project: Project) -> list[Row[tuple[int, str, str]]]:
    """Active people whose scope holds the project, whether listed or not: (id, name, unit)."""
    path = literal(project.unit.path)
    reach = or_(
        User.scope == Scope.ZONE,
        (User.scope == Scope.BELOW) & path.startswith(OrgUnit.path),
        (User.scope == Scope.UNIT) & (User.unit_id == project.unit_id),
    )
    wanted = (
        select(User.id, User.name, OrgUnit.name.label("unit_name"))
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.active, User.role.in_((Role.STAFF, Role.MANAGER, Role.LEADER)), reach)
        .order_by(OrgUnit.path, User.name)
    )
    return list(session.execute(wanted))


def company_projects(
    session: Session, viewer: Viewer, company_id: int, most: int = SHOWN
) -> list[ProjectRow]:
    """The projects of a company that the viewer knows by name, the newest first."""
    words = labels(session, viewer)
    values = given(viewer, of=company_id, most=most)
    rows = read(session, _of_company(like(viewer)), values)
    return [row_of(row, words) for row in rows]


@cache
def _of_company(viewer: Sight) -> Select[Any]:
    of = Project.company_id == bindparam("of")
    return (
        rows_for(viewer)
        .where(of, known_to(viewer), company_known_to(viewer))
        .order_by(Project.updated_at.desc(), Project.id.desc())
        .limit(bindparam("most"))
    )


def of_lead(session: Session, viewer: Viewer, lead_id: int) -> Project | None:
    """The project that a lead has become, if the viewer may see it."""
    wanted = visible_to(viewer).where(Project.lead_id == lead_id)
    return session.scalars(wanted).one_or_none()


def _became(session: Session, viewer: Viewer, leads: Sequence[int]) -> dict[int, Outcome]:
    """The projects that were made of leads, as far as the viewer knows them by name."""
    wanted = visible_to(viewer).where(Project.lead_id.in_(leads), known_to(viewer))
    return {
        project.lead_id: Outcome(
            project.name, f"/projects/{project.id}", project.stage, project.state.label
        )
        for project in session.scalars(wanted)
    }


tells_outcomes(_became)
