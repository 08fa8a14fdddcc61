"""What companies are to one another, people to us, and how far a target has been approached."""

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
