"""Writes of quotas, tasks, definitions of counting and exchange rates."""

from crm.plans.operations.parameters import add_definition, set_rate
from crm.plans.operations.quotas import NOT_YOURS, change_quota, create_quota
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
    "ReportValues",
    "add_definition",
    "add_task",
    "change_quota",
    "change_task",
    "create_quota",
    "link_departments",
    "report_of",
    "report_task",
    "set_rate",
]
