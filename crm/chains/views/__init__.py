"""Pages of the taxonomy."""

from crm.chains.views import lookups, pages, taxonomy  # noqa: F401  their routes
from crm.chains.views.room import blueprint

__all__ = ["blueprint"]
