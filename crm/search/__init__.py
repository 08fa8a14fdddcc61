"""Search over leads, projects, companies, carriers and tasks by two characters, initials, codes."""
