"""Doors in and out: seeds, made-up history, later Excel and CSV."""
