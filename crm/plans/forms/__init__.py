"""Forms of quotas and of the administrator's parameters."""

from crm.plans.forms.parameters import DefinitionForm, RateForm
from crm.plans.forms.quotas import PartsForm, QuotaForm, parts_form

__all__ = ["DefinitionForm", "PartsForm", "QuotaForm", "RateForm", "parts_form"]
