"""Tables of plans, their figures and tasks, quotas, definitions and exchange rates."""

from crm.plans.models.counting import Definition, ExchangeRate, Quota
from crm.plans.models.documents import (
    Mention,
    Plan,
    PlanTask,
    Sourced,
    TaskDepartment,
    TaskReport,
)
from crm.plans.models.figures import FigureCheck, FigureReference, Indicator, IndicatorValue

__all__ = [
    "Definition",
    "ExchangeRate",
    "FigureCheck",
    "FigureReference",
    "Indicator",
    "IndicatorValue",
    "Mention",
    "Plan",
    "PlanTask",
    "Quota",
    "Sourced",
    "TaskDepartment",
    "TaskReport",
]
