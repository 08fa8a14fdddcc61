"""The floor: pure functions on plain values. No database, no Flask."""
