"""Writes of quotas, definitions of counting and exchange rates."""

from crm.plans.operations.parameters import add_definition, set_rate
from crm.plans.operations.quotas import NOT_YOURS, change_quota, create_quota

__all__ = ["NOT_YOURS", "add_definition", "change_quota", "create_quota", "set_rate"]
