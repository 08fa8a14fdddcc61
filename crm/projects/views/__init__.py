"""The pages of projects, split by subject."""

from crm.projects.views import (
    editing,
    files,
    listing,
    milestones,
    money,
    moves,
    people,
    record,
    slots,
    together,
)
from crm.projects.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "editing",
    "files",
    "listing",
    "milestones",
    "money",
    "moves",
    "people",
    "record",
    "slots",
    "together",
]
