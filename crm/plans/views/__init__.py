"""Pages of plans, quotas and the administrator's parameters."""

from crm.plans.views import parameters, parts, plans, quotas  # noqa: F401  their routes
from crm.plans.views.room import blueprint

__all__ = ["blueprint"]
