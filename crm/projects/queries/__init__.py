"""Reads of projects, split by subject; what other packages need is offered here by name."""

from crm.projects.queries.access import (
    face_of,
    get_for,
    get_known,
    is_known,
    known_to,
    may_edit,
    may_manage,
    title_for_all,
    visible_to,
)
from crm.projects.queries.capacities import KIND as CAPACITY
from crm.projects.queries.counting import counting_conditions, net_condition
from crm.projects.queries.filters import ProjectFilter, in_region_group, list_address

__all__ = [
    "CAPACITY",
    "ProjectFilter",
    "counting_conditions",
    "face_of",
    "get_for",
    "get_known",
    "in_region_group",
    "is_known",
    "known_to",
    "list_address",
    "may_edit",
    "may_manage",
    "net_condition",
    "title_for_all",
    "visible_to",
]
