"""Writes of leads, activities and to-dos; pages, imports and jobs call the same ones."""

from crm.companies.operations.belongings import belongs
from crm.companies.queries import KIND as COMPANY
from crm.leads.models import Activity, EventCompany, Lead, Todo
from crm.leads.operations.activities import follow_up, log_activity
from crm.leads.operations.corrections import (
    correct_activity,
    reinstate_activity,
    withdraw_activity,
)
from crm.leads.operations.events import (
    add_met,
    create_event,
    link_met,
    remove_met,
    tie_met,
    update_event,
)
from crm.leads.operations.moves import (
    Receiver,
    assign,
    claim,
    drop,
    mark_converted,
    release,
    reopen,
)
from crm.leads.operations.records import create_lead, reveal_phone, update_lead
from crm.leads.operations.subjects import log_for
from crm.leads.operations.terms import set_terms
from crm.leads.operations.todos import (
    About,
    about,
    add_todo,
    finish_todo,
    put_off_todo,
    reopen_todo,
    stop_repeating,
)

__all__ = [
    "About",
    "Receiver",
    "about",
    "add_met",
    "add_todo",
    "assign",
    "claim",
    "correct_activity",
    "create_event",
    "create_lead",
    "drop",
    "finish_todo",
    "follow_up",
    "link_met",
    "log_activity",
    "log_for",
    "mark_converted",
    "put_off_todo",
    "reinstate_activity",
    "release",
    "remove_met",
    "reopen",
    "reopen_todo",
    "reveal_phone",
    "set_terms",
    "stop_repeating",
    "tie_met",
    "update_event",
    "update_lead",
    "withdraw_activity",
]

# What goes along when a company turns out to be another one.
belongs("线索", Lead, Lead.company_id)
belongs("参加的活动", EventCompany, EventCompany.company_id)
belongs("跟进", Activity, Activity.subject_id, Activity.kind == COMPANY)
belongs("待办", Todo, Todo.subject_id, Todo.kind == COMPANY)
