"""Seed files: plans, taxonomy, quotas and the plans' own pipeline as YAML that clerks can mend."""
