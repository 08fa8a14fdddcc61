"""Pages of figures: quotas, the funnel, the gaps of chains."""

from crm.analytics.views import chains, funnel, gaps, quotas, slots  # noqa: F401  their routes
from crm.analytics.views.room import blueprint

__all__ = ["blueprint"]
