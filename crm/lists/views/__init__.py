"""Pages of saved views, tags, and changes of many records."""

from crm.lists.views import bulk, saved, tags  # noqa: F401  their routes
from crm.lists.views.room import blueprint

__all__ = ["blueprint"]
