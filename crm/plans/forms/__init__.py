"""Forms of plans, indicators, quotas and of the administrator's parameters."""

from crm.plans.forms.documents import IndicatorForm, PlanForm
from crm.plans.forms.figures import (
    ActualForm,
    DecisionForm,
    ReasonForm,
    SheetForm,
    SheetRowsForm,
)
from crm.plans.forms.parameters import DefinitionForm, RateForm
from crm.plans.forms.quotas import QuotaForm

__all__ = [
    "ActualForm",
    "DecisionForm",
    "DefinitionForm",
    "IndicatorForm",
    "PlanForm",
    "QuotaForm",
    "RateForm",
    "ReasonForm",
    "SheetForm",
    "SheetRowsForm",
]
