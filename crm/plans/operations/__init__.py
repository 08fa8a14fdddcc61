"""Writes of quotas, definitions of counting and exchange rates."""

from crm.plans.operations.parameters import add_definition, set_rate
from crm.plans.operations.quotas import NOT_YOURS, break_down, change_quota, create_quota

__all__ = ["NOT_YOURS", "add_definition", "break_down", "change_quota", "create_quota", "set_rate"]
