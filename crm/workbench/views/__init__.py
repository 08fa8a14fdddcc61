"""The first page, and the calendar."""

from crm.workbench.views.board import blueprint
from crm.workbench.views.calendar import blueprint as calendar_blueprint

__all__ = ["blueprint", "calendar_blueprint"]
