"""Reads of briefs, and of the figures that go into one."""

from crm.briefs.queries.figures import collect
from crm.briefs.queries.records import (
    briefs,
    cover_of,
    find,
    get_for,
    may_prepare,
    numbers,
    units_to_prepare,
    visible_to,
)

__all__ = [
    "briefs",
    "collect",
    "cover_of",
    "find",
    "get_for",
    "may_prepare",
    "numbers",
    "units_to_prepare",
    "visible_to",
]
