"""The application as a server runs it: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import os

import config
from crm.app import create_app
from crm.scheduler.jobs import start

settings = config.load()
app = create_app(settings)

# Only a serving process ticks: gunicorn names itself to its workers, commands go without.
# Under another server set CRM_SCHEDULER=off and let `flask jobs run` do it.
if settings.scheduler == "embedded" and "gunicorn" in os.environ.get("SERVER_SOFTWARE", ""):
    start(app)
