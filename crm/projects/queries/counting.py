"""What counts, as conditions of SQL: the same decision as `rules.counting.counts`."""

from sqlalchemy import ColumnElement, or_

from crm.plans.rules import Agreement
from crm.projects.models import Milestone, Project
from crm.projects.rules import ProjectState
from crm.projects.rules.counting import Definition


def counting_conditions(definition: Definition) -> list[ColumnElement[bool]]:
    """Conditions on Project and Milestone columns that a milestone which counts fulfils."""
    return project_conditions(definition) + milestone_conditions(definition)


def project_conditions(definition: Definition) -> list[ColumnElement[bool]]:
    """The part that speaks of the project: kinds left out."""
    left_out = list(definition.kinds_left_out)
    return [Project.kind.not_in(left_out)] if left_out else []


def milestone_conditions(definition: Definition) -> list[ColumnElement[bool]]:
    """The part that speaks of the milestone: framework agreements."""
    if definition.framework_counts:
        return []
    return [or_(Milestone.agreement.is_(None), Milestone.agreement != Agreement.FRAMEWORK)]


def net_condition() -> ColumnElement[bool]:
    """Net (净) leaves out what was terminated since."""
    return Project.state != ProjectState.DROPPED
