"""Pages of leads, the pool, activities and to-dos."""

from crm.leads.views import (  # noqa: F401  their routes
    activity_list,
    clearances,
    corrections,
    edit,
    export,
    listing,
    lookups,
    moves,
    record,
    slots,
    together,
)
from crm.leads.views.activities import blueprint as activities_blueprint
from crm.leads.views.events import blueprint as events_blueprint
from crm.leads.views.parameters import blueprint as parameters_blueprint
from crm.leads.views.room import blueprint
from crm.leads.views.todos import blueprint as todos_blueprint

__all__ = [
    "activities_blueprint",
    "blueprint",
    "events_blueprint",
    "parameters_blueprint",
    "todos_blueprint",
]
