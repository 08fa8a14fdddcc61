"""Pages of plans, their figures, quotas, tasks and the administrator's parameters."""

from crm.plans.views import (  # noqa: F401  their routes
    actuals,
    administration,
    chains,
    contradictions,
    indicators,
    parameters,
    parts,
    plans,
    quotas,
    task_admin,
    task_list,
    tasks,
)
from crm.plans.views.room import blueprint, tasks_blueprint

__all__ = ["blueprint", "tasks_blueprint"]
