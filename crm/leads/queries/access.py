"""Which leads a person sees, which of them by name, and which he may change."""

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts import queries as accounts
from crm.accounts.models import Clearance
from crm.accounts.rules import Permission, Scope, Sight, Viewer
from crm.chains.models import ChainNode
from crm.core.errors import Forbidden, NotFound
from crm.leads.models import Lead
from crm.leads.rules import LeadState

KIND = "lead"
NOT_LISTED = "这是涉密线索，您不在知悉名单上，不能查看详情或操作。需要时请联系线索所在单位。"
NOT_YOURS = "只有线索负责人，或本单位及上级单位的负责人可以进行这项操作。"


def known_to(viewer: Sight) -> ColumnElement[bool]:
    """Whether the viewer knows a lead by name: not confidential, or he is on its list."""
    return accounts.cleared(viewer, KIND, Lead)


def in_pool(viewer: Sight) -> ColumnElement[bool]:
    """The common pool: open to all who work with leads, except what is confidential."""
    if viewer.scope is Scope.NONE:
        return false()
    return and_(Lead.state == LeadState.POOL, Lead.confidential.is_(False))


def visible_to(viewer: Sight) -> Select[tuple[Lead]]:
    """The leads in the viewer's data scope, and those in the common pool."""
    return select(Lead).where(or_(accounts.scope(viewer, Lead), in_pool(viewer)))


def get_for(session: Session, viewer: Viewer, lead_id: int, *, lock: bool = False) -> Lead:
    """The lead with unit, owner, node and chain; NotFound outside of the scope.

    Whether its secrets may be shown, `is_known` says. With `lock` nobody else can change it
    until the transaction ends.
    """
    wanted = _one(accounts.like(viewer))
    if lock:
        wanted = wanted.with_for_update(of=Lead)
    lead = session.scalars(wanted, accounts.given(viewer, of=lead_id)).one_or_none()
    if lead is None:
        raise NotFound
    return lead


@cache
def _one(viewer: Sight) -> Select[tuple[Lead]]:
    return (
        visible_to(viewer)
        .join(Lead.unit)
        .where(Lead.id == bindparam("of"))
        .options(
            contains_eager(Lead.unit),
            joinedload(Lead.owner),
            joinedload(Lead.node).joinedload(ChainNode.chain),
        )
    )


def get_known(session: Session, viewer: Viewer, lead_id: int, *, lock: bool = False) -> Lead:
    """The lead for those who know it by name; Forbidden for the others in scope."""
    lead = get_for(session, viewer, lead_id, lock=lock)
    if not is_known(session, viewer, lead):
        raise Forbidden(NOT_LISTED)
    return lead


def get_to_edit(session: Session, viewer: Viewer, lead_id: int, *, lock: bool = False) -> Lead:
    """The lead for those who may change it; Forbidden for the others in scope."""
    lead = get_known(session, viewer, lead_id, lock=lock)
    if not may_edit(viewer, lead):
        raise Forbidden(NOT_YOURS)
    return lead


def get_to_manage(session: Session, viewer: Viewer, lead_id: int, *, lock: bool = False) -> Lead:
    """The lead for the managers of its unit and of the units above."""
    lead = get_known(session, viewer, lead_id, lock=lock)
    if not may_manage(viewer, lead):
        raise Forbidden("只有本单位或上级单位的负责人可以进行这项操作。")
    return lead


def is_known(session: Session, viewer: Viewer, lead: Lead) -> bool:
    """Whether the viewer knows this lead by name."""
    if not lead.confidential:
        return True
    listed = select(Clearance.id).where(
        Clearance.kind == KIND, Clearance.subject_id == lead.id, Clearance.user_id == viewer.id
    )
    return session.scalar(listed) is not None


def may_edit(viewer: Viewer, lead: Lead) -> bool:
    """The owner, and the managers of its unit and above; `lead.unit` is loaded."""
    return accounts.may_edit(viewer, lead.owner_id, lead.unit.path)


def may_manage(viewer: Viewer, lead: Lead) -> bool:
    """The managers of its unit and above; `lead.unit` is loaded."""
    return viewer.may(Permission.MANAGE) and lead.unit.path.startswith(viewer.unit_path)
