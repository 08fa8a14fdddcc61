"""What companies are to one another, people to us, and how far a target has been approached."""

from dataclasses import dataclass
from datetime import date

from crm.lib.labelled import Labelled


class ContactRole(Labelled):
    """What a person is to us at a company, whatever his title."""

    DECIDES = "decides", "决策人"
    LIAISON = "liaison", "对接人"
    TECHNICAL = "technical", "技术负责人"
    FINANCE = "finance", "财务投资"
    GOVERNMENT = "government", "政府事务"
    ADVISER = "adviser", "中介顾问"
    OTHER = "other", "其他"


class LinkKind(Labelled):
    """What one company is to another: it holds, supplies, or referred it (以商引商)."""

    HOLDS = "holds", "控股"
    SUPPLIES = "supplies", "供应"
    REFERRED = "referred", "引荐"


class TargetState(Labelled):
    """How far a company has been approached for a node."""

    NEW = "new", "未接触"
    TOUCHED = "touched", "已接触"
    TALKING = "talking", "洽谈中"
    LEAD = "lead", "已转线索"
    DROPPED = "dropped", "放弃"


class Tie(Labelled):
    """A link as it is said of one of its two companies."""

    PARENT = "parent", "上级集团"
    SUBSIDIARY = "subsidiary", "下属企业"
    SUPPLIER = "supplier", "供应商（上游）"
    CUSTOMER = "customer", "客户（下游）"
    REFERRED_BY = "referred_by", "引荐人"
    REFERRED = "referred", "由它引荐"

    @property
    def link(self) -> tuple[LinkKind, bool]:
        """The kind of link, and whether the company spoken of is the one that holds, supplies,
        or referred."""
        return TIES[self]


TIES = {
    Tie.PARENT: (LinkKind.HOLDS, False),
    Tie.SUBSIDIARY: (LinkKind.HOLDS, True),
    Tie.SUPPLIER: (LinkKind.SUPPLIES, False),
    Tie.CUSTOMER: (LinkKind.SUPPLIES, True),
    Tie.REFERRED_BY: (LinkKind.REFERRED, False),
    Tie.REFERRED: (LinkKind.REFERRED, True),
}


def tie_of(kind: LinkKind, forward: bool) -> Tie:
    """How a link is said of the company at its beginning (`forward`) or at its end."""
    return next(tie for tie, link in TIES.items() if link == (kind, forward))


@dataclass(frozen=True)
class TargetValues:
    """What people say of a company that is to be attracted to a node."""

    node_id: int
    state: TargetState = TargetState.NEW
    state_on: date | None = None
    owner_id: int | None = None
    reason: str = ""
    note: str = ""


def target_fault(values: TargetValues, on: date) -> tuple[str, str] | None:
    """What does not fit together, as field and sentence; None when all is fine."""
    if values.state_on and values.state_on > on:
        return "state_on", "进度日期还没有到，请填实际发生的日期。"
    if values.state is TargetState.DROPPED and not values.note:
        return "note", "放弃时请写明原因，以后不必重复接洽。"
    return None


def is_open(state: TargetState) -> bool:
    """Whether there is still something to be done."""
    return state not in (TargetState.LEAD, TargetState.DROPPED)
