"""Messages to people inside the system."""
