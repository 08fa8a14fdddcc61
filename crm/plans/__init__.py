"""Official plans as data: indicators, quotas, and the definitions by which is counted."""
