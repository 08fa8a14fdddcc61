"""The blueprints of companies and contacts; the pages stand in the files beside them."""

from flask import Blueprint

blueprint = Blueprint("companies", __name__, url_prefix="/companies")
contacts_blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")
