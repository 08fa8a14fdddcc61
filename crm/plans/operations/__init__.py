"""Writes of quotas, definitions of counting and exchange rates."""

from crm.plans.operations.parameters import add_definition, set_rate
from crm.plans.operations.quotas import change_quota, create_quota

__all__ = ["add_definition", "change_quota", "create_quota", "set_rate"]
