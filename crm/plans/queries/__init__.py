"""Reads of plans, indicators, quotas, definitions of counting and exchange rates."""

from crm.plans.queries.parameters import (
    definition_for,
    definitions,
    get_definition,
    get_rate,
    latest_rate,
    rate_of,
    rates,
)
from crm.plans.queries.plans import get_plan, indicators_of, plans
from crm.plans.queries.quotas import (
    QuotaFilter,
    chains_with_quotas,
    get_for,
    may_change,
    quotas_in,
    quotas_of_node,
    quotas_of_plan,
    visible_to,
    years,
)

__all__ = [
    "QuotaFilter",
    "chains_with_quotas",
    "definition_for",
    "definitions",
    "get_definition",
    "get_for",
    "get_plan",
    "get_rate",
    "indicators_of",
    "latest_rate",
    "may_change",
    "plans",
    "quotas_in",
    "quotas_of_node",
    "quotas_of_plan",
    "rate_of",
    "rates",
    "visible_to",
    "years",
]
