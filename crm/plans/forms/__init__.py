"""Forms of quotas, of tasks and of the administrator's parameters."""

from crm.plans.forms.parameters import DefinitionForm, RateForm
from crm.plans.forms.quotas import QuotaForm
from crm.plans.forms.tasks import ReportForm, TaskForm, links_form, links_of

__all__ = [
    "DefinitionForm",
    "QuotaForm",
    "RateForm",
    "ReportForm",
    "TaskForm",
    "links_form",
    "links_of",
]
