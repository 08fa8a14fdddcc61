"""What two companies may not both have when they turn out to be one."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from crm.chains.models import ChainNode
from crm.companies.models import CompanyLink, NodeTarget
from crm.companies.rules.dealings import LinkKind


def twin_fault(session: Session, kept_id: int, other_id: int) -> str:
    """Why the links and targets of the two cannot become those of one; '' when they can."""
    one, two = aliased(CompanyLink), aliased(CompanyLink)
    between = or_(
        and_(one.company_id == kept_id, one.other_id == other_id),
        and_(one.company_id == other_id, one.other_id == kept_id),
    )
    if session.scalar(select(one.id).where(between).limit(1)) is not None:
        return "两家企业之间登记有关系，同一家企业不会与自己有关系；请先移除再合并。"
    same = or_(
        and_(one.company_id == kept_id, two.company_id == other_id, one.other_id == two.other_id),
        and_(
            one.other_id == kept_id,
            two.other_id == other_id,
            or_(one.company_id == two.company_id, one.kind == LinkKind.HOLDS),
        ),
    )
    if session.scalar(select(one.id).join(two, one.kind == two.kind).where(same).limit(1)):
        return "两家企业登记了相同的关系，或各有上级集团；请先移除其中一条再合并。"
    first, second = aliased(NodeTarget), aliased(NodeTarget)
    node = session.scalar(
        select(ChainNode.name)
        .join(first, first.node_id == ChainNode.id)
        .join(second, second.node_id == ChainNode.id)
        .where(first.company_id == kept_id, second.company_id == other_id)
        .limit(1)
    )
    if node is not None:
        return f"两家企业都在环节“{node}”的目标企业库中；请先把其中一条改到别的环节再合并。"
    return ""
