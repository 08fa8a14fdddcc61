"""Projects and their milestones: reported, verified, returned, revoked."""
