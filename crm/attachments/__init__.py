"""Files that belong to records."""
