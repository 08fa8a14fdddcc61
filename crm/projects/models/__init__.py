"""Tables of projects, their nodes, milestones, planned dates, capacities and money paid in."""

from crm.projects.models.money import PaidIn, ProjectCapacity
from crm.projects.models.records import Milestone, PlannedDate, Project, ProjectNode

__all__ = [
    "Milestone",
    "PaidIn",
    "PlannedDate",
    "Project",
    "ProjectCapacity",
    "ProjectNode",
]
