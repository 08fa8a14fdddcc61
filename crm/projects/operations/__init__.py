"""Writes of projects, split by subject; pages, import and interface call the same ones."""

from crm.companies.operations.belongings import belongs
from crm.projects.models import Project
from crm.projects.operations.activities import follow_up
from crm.projects.operations.conversion import convert
from crm.projects.operations.milestones import (
    plan_dates,
    report,
    revoke,
    send_back,
    verify,
)
from crm.projects.operations.money import (
    keep_capacity,
    report_paid_in,
    return_paid_in,
    revoke_paid_in,
    verify_paid_in,
)
from crm.projects.operations.people import add_clearance, assign, remove_clearance
from crm.projects.operations.projects import create_project, update_project
from crm.projects.operations.states import drop, pause, resume

__all__ = [
    "add_clearance",
    "assign",
    "convert",
    "create_project",
    "drop",
    "follow_up",
    "keep_capacity",
    "pause",
    "plan_dates",
    "remove_clearance",
    "report",
    "report_paid_in",
    "resume",
    "return_paid_in",
    "revoke",
    "revoke_paid_in",
    "send_back",
    "update_project",
    "verify",
    "verify_paid_in",
]

# What goes along when a company turns out to be another one.
belongs("项目", Project, Project.company_id)
