"""Leads: who reports first is protected; what was done about them and what comes next."""
