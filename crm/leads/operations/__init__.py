"""Writes of leads, activities and to-dos; pages, imports and jobs call the same ones."""

from crm.leads.operations.activities import follow_up, log_activity
from crm.leads.operations.moves import (
    assign,
    claim,
    drop,
    mark_converted,
    release,
    reopen,
)
from crm.leads.operations.records import create_lead, reveal_phone, update_lead
from crm.leads.operations.todos import add_todo, finish_todo, reopen_todo

__all__ = [
    "add_todo",
    "assign",
    "claim",
    "create_lead",
    "drop",
    "finish_todo",
    "follow_up",
    "log_activity",
    "mark_converted",
    "release",
    "reopen",
    "reopen_todo",
    "reveal_phone",
    "update_lead",
]
