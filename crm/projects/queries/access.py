"""Which projects a person sees, which of them by name, and which he may change."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.models import Clearance
from crm.accounts.queries import cleared, given, in_scope, like, scope
from crm.accounts.queries import may_edit as may_edit_in
from crm.accounts.rules import Permission, Sight, Viewer
from crm.chains.models import ChainNode
from crm.companies.models import Company
from crm.core.errors import Forbidden, NotFound
from crm.leads.queries.subjects import Subject, offer
from crm.projects.models import Milestone, PaidIn, Project
from crm.projects.rules import MilestoneState
from crm.projects.rules.faces import Face, face

KIND = "project"
NOT_LISTED = "这是涉密项目，您不在知悉名单上，不能查看详情或操作。需要时请联系项目负责人。"
NOT_YOURS_TO_REVOKE = "已认定的节点由负责人撤销；未认定的由填报人或负责人撤回。"
NOT_YOURS = "只有项目负责人，或本单位及上级单位的负责人可以进行这项操作。"


def visible_to(viewer: Sight) -> Select[Any]:
    """The projects in the viewer's data scope."""
    return select(Project).where(scope(viewer, Project))


def known_to(viewer: Sight) -> ColumnElement[bool]:
    """Whether the viewer knows a project by name: not confidential, or he is on its list."""
    return cleared(viewer, KIND, Project)


def _readable(viewer: Sight) -> Select[tuple[int, str]]:
    return visible_to(viewer).with_only_columns(Project.id, Project.name).where(known_to(viewer))


def _told(session: Session, viewer: Viewer, number: int) -> tuple[str, bool]:
    project = get_known(session, viewer, number)
    return title_for_all(project), project.confidential


def company_known_to(viewer: Sight) -> ColumnElement[bool]:
    """Whether the viewer knows the investor by name."""
    return cleared(viewer, "company", Company)


def get_for(session: Session, viewer: Viewer, project_id: int, *, lock: bool = False) -> Project:
    """The project with company, node, chain, owner and unit; NotFound outside of the scope.

    Whether its secrets may be shown, `is_known` says. With `lock` nobody else can change it or
    its milestones until the transaction ends.
    """
    wanted = _one(like(viewer))
    if lock and session.info.get("writes"):  # an expired form reads only
        wanted = wanted.with_for_update(of=Project)
    project = session.scalars(wanted, given(viewer, of=project_id)).one_or_none()
    if project is None:
        raise NotFound
    return project


@cache
def _one(viewer: Sight) -> Select[tuple[Project]]:
    return (
        visible_to(viewer)
        .join(Project.company)
        .join(Project.unit)
        .join(Project.node)
        .join(ChainNode.chain)
        .where(Project.id == bindparam("of"))
        .options(
            contains_eager(Project.company),
            contains_eager(Project.unit),
            contains_eager(Project.node).contains_eager(ChainNode.chain),
            joinedload(Project.owner),
        )
    )


def get_known(session: Session, viewer: Viewer, project_id: int, *, lock: bool = False) -> Project:
    """The project for those who know it by name; Forbidden for the others in scope."""
    project = get_for(session, viewer, project_id, lock=lock)
    if not is_known(session, viewer, project):
        raise Forbidden(NOT_LISTED)
    return project


def get_to_edit(
    session: Session, viewer: Viewer, project_id: int, *, lock: bool = False
) -> Project:
    """The project for those who may change it; Forbidden for the others in scope."""
    project = get_known(session, viewer, project_id, lock=lock)
    if not may_edit(viewer, project):
        raise Forbidden(NOT_YOURS)
    return project


# So that lists of activities and to-dos name the projects that they belong to.
offer(
    Subject(
        KIND, "项目", "/projects", Project, _readable, _told, "?tab=activities",
        Project.company_id, get_to_edit,
    )
)  # fmt: skip


def get_to_manage(
    session: Session, viewer: Viewer, project_id: int, *, lock: bool = False
) -> Project:
    """The project for the managers of its unit and of the units above."""
    project = get_to_edit(session, viewer, project_id, lock=lock)
    if not may_manage(viewer, project):
        raise Forbidden("这项操作由本单位或上级单位的负责人进行。")
    return project


def get_milestone(session: Session, project: Project, milestone_id: int) -> Milestone:
    """A milestone of the project; NotFound for another's."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.project_id != project.id:
        raise NotFound
    return milestone


def get_paid_in(session: Session, project: Project, paid_id: int) -> PaidIn:
    """An amount paid in to the project; NotFound for another's."""
    paid = session.get(PaidIn, paid_id)
    if paid is None or paid.project_id != project.id:
        raise NotFound
    return paid


def is_known(session: Session, viewer: Viewer, project: Project) -> bool:
    """Whether the viewer may see the project's secrets."""
    return not project.confidential or _listed(session, viewer, KIND, project.id)


def company_is_known(session: Session, viewer: Viewer, company: Company) -> bool:
    """Whether the viewer may see who the investor is."""
    return not company.confidential or _listed(session, viewer, "company", company.id)


def _listed(session: Session, viewer: Viewer, kind: str, subject_id: int) -> bool:
    listed = select(Clearance.id).where(
        Clearance.kind == kind,
        Clearance.subject_id == subject_id,
        Clearance.user_id == viewer.id,
    )
    return session.scalars(listed).first() is not None


def may_edit(viewer: Viewer, project: Project) -> bool:
    """Whether the viewer may change a project that he knows."""
    in_reach = in_scope(viewer, project.owner_id, project.unit.path, project.unit_id)
    return in_reach and may_edit_in(viewer, project.owner_id, project.unit.path)


def may_manage(viewer: Viewer, project: Project) -> bool:
    """Whether the viewer heads the project's unit or one above it."""
    return viewer.may(Permission.MANAGE) and project.unit.path.startswith(viewer.unit_path)


def may_revoke(viewer: Viewer, project: Project, milestone: Milestone | PaidIn) -> bool:
    """Managers revoke any; whoever reported one takes it back as long as it is not verified."""
    pending = milestone.state is MilestoneState.REPORTED
    return may_manage(viewer, project) or (pending and milestone.reported_by_id == viewer.id)


def face_of(project: Project, known: bool, company_known: bool = True) -> Face:
    """What the viewer sees of a project that was fetched with its company."""
    return face(
        known=known,
        name=project.name,
        code_name=project.code_name,
        company=project.company.name if company_known else "涉密企业",
        minor=project.investment_minor,
        unit=project.amount_unit,
        fen=project.investment_fen,
    )


def title_for_all(project: Project) -> str:
    """The name that may stand in messages and in the log: of a confidential one its code name."""
    return project.code_name if project.confidential else project.name
