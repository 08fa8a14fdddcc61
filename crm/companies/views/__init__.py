"""Pages of companies and contacts."""

from crm.companies.views import (  # noqa: F401  their routes
    clearances,
    companies,
    contacts,
    export,
    honours,
    links,
    lookups,
    merging,
    record,
    target_export,
    targets,
    together,
)
from crm.companies.views.room import blueprint, contacts_blueprint

__all__ = ["blueprint", "contacts_blueprint"]
