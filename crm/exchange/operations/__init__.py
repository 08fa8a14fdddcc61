"""Writes of the doors: plans that come in, and runs of Excel files."""
