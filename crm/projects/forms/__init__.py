"""Forms of projects, split by subject."""

from crm.projects.forms.money import CapacityForm, FilesForm, PaidInForm
from crm.projects.forms.moves import DropForm, MilestoneForm, PersonForm, PlanForm, ReasonForm
from crm.projects.forms.records import ProjectForm

__all__ = [
    "CapacityForm",
    "DropForm",
    "FilesForm",
    "MilestoneForm",
    "PaidInForm",
    "PersonForm",
    "PlanForm",
    "ProjectForm",
    "ReasonForm",
]
