"""Forms of quotas and of the administrator's parameters."""

from crm.plans.forms.parameters import DefinitionForm, RateForm
from crm.plans.forms.quotas import QuotaForm

__all__ = ["DefinitionForm", "QuotaForm", "RateForm"]
