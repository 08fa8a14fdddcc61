"""Reads that count: quotas, the funnel, the gaps of chains."""
