"""The monthly brief: made from a frozen snapshot, approved, printed."""
