"""The blueprint to which the pages of this package belong."""

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)
