"""What all lists share: saved views, tags, changes of many records at once."""
