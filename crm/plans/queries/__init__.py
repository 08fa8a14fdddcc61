"""Reads of definitions, rates, plans, indicators and quotas."""

from crm.plans.queries.parameters import (
    definition_for,
    definitions,
    get_definition,
    get_rate,
    latest_rate,
    rate_of,
    rates,
)

__all__ = [
    "definition_for",
    "definitions",
    "get_definition",
    "get_rate",
    "latest_rate",
    "rate_of",
    "rates",
]
