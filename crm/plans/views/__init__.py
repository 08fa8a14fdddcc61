"""Pages of plans, their figures, quotas and the administrator's parameters."""

from crm.plans.views import (  # noqa: F401  their routes
    actuals,
    administration,
    contradictions,
    indicators,
    parameters,
    plans,
    quotas,
)
from crm.plans.views.room import blueprint

__all__ = ["blueprint"]
