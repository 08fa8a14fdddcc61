"""Writes of saved views and tags, and changes of many records at once."""
