"""Search over leads, projects and companies by two characters, initials, codes."""
