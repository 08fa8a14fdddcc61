"""Writing down whom a node needs, by whom and how far they are approached."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_of
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import ChainNode
from crm.companies.models import Company, NodeTarget
from crm.companies.operations import HIDDEN
from crm.companies.queries.targets import is_listed, waiting_for_lead
from crm.companies.rules.dealings import TargetState, TargetValues, target_fault
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.notifications.operations import notify

# A target that was given up is met again when its company comes by itself.
TURNED = tuple(state for state in TargetState if state is not TargetState.LEAD)


def add_target(
    session: Session, actor: Viewer, company: Company, values: TargetValues, on: date
) -> NodeTarget:
    """Put a company on the list of a node."""
    twin = select(NodeTarget.id).where(
        NodeTarget.node_id == values.node_id, NodeTarget.company_id == company.id
    )
    if session.scalar(twin) is not None:
        raise Refused("这家企业已在该环节的目标库中，请直接修改已有的。", "company_name")
    target = NodeTarget(company_id=company.id, unit_id=actor.unit_id)
    _fill(session, actor, target, company, values, on)
    session.add(target)
    changes = changes_of(target)
    session.flush()
    _note(session, actor, "created", target, company, changes)
    _tell(session, actor, target, company, None)
    return target


def update_target(
    session: Session,
    actor: Viewer,
    target: NodeTarget,
    values: TargetValues,
    version: int | None,
    on: date,
) -> NodeTarget:
    """Change who approaches it, and how far that is. Conflict when it was saved meanwhile."""
    target.must_be(version)
    twin = select(NodeTarget.id).where(
        NodeTarget.node_id == values.node_id,
        NodeTarget.company_id == target.company_id,
        NodeTarget.id != target.id,
    )
    if session.scalar(twin) is not None:
        raise Refused("这家企业已在该环节的目标库中。", "node_id")
    previous = target.owner_id
    _fill(session, actor, target, target.company, values, on)
    changes = changes_of(target)
    session.flush()
    if changes:
        _note(session, actor, "updated", target, target.company, changes)
    _tell(session, actor, target, target.company, previous)
    return target


def became_lead(
    session: Session, actor: Viewer, company_id: int | None, node_id: int | None, on: date
) -> None:
    """A lead about the company was logged: its targets on that node, or above, have come so far.

    Not to be called for a confidential lead, which would be given away.
    """
    if company_id is None or node_id is None:
        return
    for target in waiting_for_lead(session, company_id, node_id, TURNED):
        target.state, target.state_on = TargetState.LEAD, on
        changes = changes_of(target)
        session.flush()
        _note(session, actor, "updated", target, target.company, changes)


def _fill(
    session: Session,
    actor: Viewer,
    target: NodeTarget,
    company: Company,
    values: TargetValues,
    on: date,
) -> None:
    fault = target_fault(values, on)
    if fault:
        raise Refused(fault[1], fault[0])
    if session.get(ChainNode, values.node_id) is None:
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    if values.owner_id != target.owner_id:
        target.owner_id, target.unit_id = _owner(session, actor, company, values.owner_id)
    moved = values.state is not target.state
    # The day of the step before, left in its field, is not that of the new one.
    stale = moved and values.state_on == target.state_on
    given = None if stale else values.state_on
    target.state_on = given or (on if moved else target.state_on)
    target.node_id, target.state = values.node_id, values.state
    target.reason, target.note = values.reason, values.note


def _owner(
    session: Session, actor: Viewer, company: Company, user_id: int | None
) -> tuple[int | None, int]:
    if user_id is None:
        return None, actor.unit_id
    user = session.get(User, user_id)
    if user is None or user_id not in {person.id for person in people_of(session, actor)}:
        raise Refused("请选择您所辖范围内的在岗人员。", "owner_id")
    if company.confidential and not is_listed(session, company.id, user_id):
        raise Refused("这是涉密企业，负责人须在它的知悉名单上。", "owner_id")
    return user.id, user.unit_id


def _tell(
    session: Session, actor: Viewer, target: NodeTarget, company: Company, previous: int | None
) -> None:
    owner = target.owner_id
    if owner is not None and owner not in (actor.id, previous):
        text = f"{actor.name}请您负责接洽目标企业“{_name(company)}”"
        notify(session, (owner,), text, f"/companies/targets/{target.id}/edit")


def _name(company: Company) -> str:
    return HIDDEN if company.confidential else company.name


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    target: NodeTarget,
    company: Company,
    changes: Changes,
) -> None:
    record(
        session,
        actor,
        action,
        kind="target",
        subject_id=target.id,
        title=_name(company),
        changes={name: words for name, words in changes.items() if name != "企业"},
        confidential=company.confidential,
    )
