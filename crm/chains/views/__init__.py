"""Pages of the taxonomy."""

from crm.chains.views import pages, taxonomy  # noqa: F401  their routes
from crm.chains.views.room import blueprint

__all__ = ["blueprint"]
