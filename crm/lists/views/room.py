"""The blueprint of what lists share; the pages stand in the files beside it."""

from flask import Blueprint

blueprint = Blueprint("lists", __name__, url_prefix="/lists")
