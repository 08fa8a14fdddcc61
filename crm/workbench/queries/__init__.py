"""What the workbench shows to those who work, and to those who answer for the work."""

from crm.workbench.queries.due import due_steps, falling_leads, still_projects
from crm.workbench.queries.figures import COUNTED, Overview, overview, own_quotas
from crm.workbench.queries.left import left_behind
from crm.workbench.queries.waiting import SHOWN, my_reports, to_verify

__all__ = [
    "COUNTED",
    "SHOWN",
    "Overview",
    "due_steps",
    "falling_leads",
    "left_behind",
    "my_reports",
    "overview",
    "own_quotas",
    "still_projects",
    "to_verify",
]
