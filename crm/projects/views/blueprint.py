"""The blueprint of the project pages."""

from flask import Blueprint

blueprint = Blueprint("projects", __name__, url_prefix="/projects")
