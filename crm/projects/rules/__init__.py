"""What a project and its milestones may do and what follows from them. Pure functions.

The enumerations are offered here by name; everything else by its file: order, evidence,
counting, shares, faces.
"""

from crm.projects.rules.states import DateBasis, MilestoneState, ProjectState

__all__ = ["DateBasis", "MilestoneState", "ProjectState"]
