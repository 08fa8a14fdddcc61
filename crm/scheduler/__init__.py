"""Jobs by the clock: every worker may tick, a row in the database lets one run."""
