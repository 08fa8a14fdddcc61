"""Writes of plans, indicators, decisions, quotas, tasks, definitions and exchange rates."""

from crm.plans.operations.actuals import (
    revoke_actual,
    save_sheet,
    set_actual,
)
from crm.plans.operations.decisions import (
    UNDO,
    decide,
)
from crm.plans.operations.documents import (
    IndicatorValues,
    PlanValues,
    add_indicator,
    add_plan,
    change_indicator,
    change_plan,
    line_of,
)
from crm.plans.operations.parameters import (
    add_definition,
    set_rate,
)
from crm.plans.operations.quotas import (
    NOT_YOURS,
    break_down,
    change_quota,
    create_quota,
)
from crm.plans.operations.tasks import (
    NOT_YOUR_TASK,
    ReportValues,
    add_task,
    change_task,
    link_departments,
    report_of,
    report_task,
)

__all__ = [
    "NOT_YOURS",
    "NOT_YOUR_TASK",
    "UNDO",
    "IndicatorValues",
    "PlanValues",
    "ReportValues",
    "add_definition",
    "add_indicator",
    "add_plan",
    "add_task",
    "break_down",
    "change_indicator",
    "change_plan",
    "change_quota",
    "change_task",
    "create_quota",
    "decide",
    "line_of",
    "link_departments",
    "report_of",
    "report_task",
    "revoke_actual",
    "save_sheet",
    "set_actual",
    "set_rate",
]
