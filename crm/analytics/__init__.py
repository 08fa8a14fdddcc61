"""Funnel, quotas and gaps: readers that count."""
