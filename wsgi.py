"""The application as a server runs it: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import config
from crm.app import create_app

app = create_app(config.load())
