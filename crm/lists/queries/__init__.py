"""Reads of saved views, tags, and changes of many records."""
