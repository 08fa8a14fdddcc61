"""Pages of the doors: what came in with a plan, and how a further one comes in."""

from crm.exchange.views import imports, plans  # noqa: F401  their routes
from crm.exchange.views.room import blueprint

__all__ = ["blueprint"]
