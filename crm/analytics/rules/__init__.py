"""How the pipeline is counted against plans. Pure functions."""
