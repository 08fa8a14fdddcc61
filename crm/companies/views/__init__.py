"""Pages of companies and contacts."""

from crm.companies.views import clearances, companies, contacts, lookups  # noqa: F401  their routes
from crm.companies.views.room import blueprint, contacts_blueprint

__all__ = ["blueprint", "contacts_blueprint"]
