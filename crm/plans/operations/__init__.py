"""Writes of plans, indicators, decisions, quotas, definitions of counting and exchange rates."""

from crm.plans.operations.actuals import revoke_actual, save_sheet, set_actual
from crm.plans.operations.decisions import UNDO, decide
from crm.plans.operations.documents import (
    IndicatorValues,
    PlanValues,
    add_indicator,
    add_plan,
    change_indicator,
    change_plan,
    line_of,
)
from crm.plans.operations.parameters import add_definition, set_rate
from crm.plans.operations.quotas import NOT_YOURS, change_quota, create_quota

__all__ = [
    "NOT_YOURS",
    "UNDO",
    "IndicatorValues",
    "PlanValues",
    "add_definition",
    "add_indicator",
    "add_plan",
    "change_indicator",
    "change_plan",
    "change_quota",
    "create_quota",
    "decide",
    "line_of",
    "revoke_actual",
    "save_sheet",
    "set_actual",
    "set_rate",
]
