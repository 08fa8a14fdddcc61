"""Forms of plans, indicators, quotas, tasks and of the administrator's parameters."""

from crm.plans.forms.documents import (
    IndicatorForm,
    PlanForm,
)
from crm.plans.forms.figures import (
    ActualForm,
    DecisionForm,
    ReasonForm,
    SheetForm,
    SheetRowsForm,
)
from crm.plans.forms.parameters import (
    DefinitionForm,
    RateForm,
)
from crm.plans.forms.quotas import (
    PartsForm,
    QuotaForm,
    parts_form,
)
from crm.plans.forms.tasks import (
    ReportForm,
    TaskForm,
    links_form,
    links_of,
)

__all__ = [
    "ActualForm",
    "DecisionForm",
    "DefinitionForm",
    "IndicatorForm",
    "PartsForm",
    "PlanForm",
    "QuotaForm",
    "RateForm",
    "ReasonForm",
    "ReportForm",
    "SheetForm",
    "SheetRowsForm",
    "TaskForm",
    "links_form",
    "links_of",
    "parts_form",
]
