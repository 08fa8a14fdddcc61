"""Reads of leads, activities and to-dos."""

from crm.leads.queries.access import (
    get_for,
    get_known,
    get_to_edit,
    get_to_manage,
    is_known,
    known_to,
    may_edit,
    visible_to,
)

__all__ = [
    "get_for",
    "get_known",
    "get_to_edit",
    "get_to_manage",
    "is_known",
    "known_to",
    "may_edit",
    "visible_to",
]
