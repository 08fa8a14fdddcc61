"""The blueprint of leads; the pages stand in the files beside it."""

from flask import Blueprint

blueprint = Blueprint("leads", __name__, url_prefix="/leads")
