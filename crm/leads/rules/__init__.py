"""Rules of leads: states, protection, what people say of them. Pure functions."""

from crm.leads.rules.corrections import last_day, revives
from crm.leads.rules.protection import (
    TERMS,
    Protection,
    ProtectionTerms,
    Versions,
    protection,
    terms_fault,
    terms_on,
)
from crm.leads.rules.states import (
    MOVES,
    DropReason,
    LeadState,
    Move,
    WrongMove,
    after,
    is_possible,
)
from crm.leads.rules.todos import Rhythm, TodoValues, next_due
from crm.leads.rules.values import (
    ActivityKind,
    ActivityValues,
    Due,
    LeadSort,
    LeadValues,
    values_fault,
)

__all__ = [
    "MOVES",
    "TERMS",
    "ActivityKind",
    "ActivityValues",
    "DropReason",
    "Due",
    "LeadSort",
    "LeadState",
    "LeadValues",
    "Move",
    "Protection",
    "ProtectionTerms",
    "Rhythm",
    "TodoValues",
    "Versions",
    "WrongMove",
    "after",
    "is_possible",
    "last_day",
    "next_due",
    "protection",
    "revives",
    "terms_fault",
    "terms_on",
    "values_fault",
]
