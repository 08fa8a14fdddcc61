"""The blueprints to which the pages of this package belong."""

from flask import Blueprint

blueprint = Blueprint("plans", __name__)
tasks_blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")
