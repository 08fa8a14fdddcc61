"""The application is put together here: named steps, nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

import crm.tables  # noqa: F401  all models, so that keys and relationships find one another
from crm.accounts import views as accounts
from crm.analytics import views as analytics
from crm.audit import operations as auditing
from crm.audit import views as audit
from crm.briefs import views as briefs
from crm.carriers import views as carriers
from crm.chains import views as chains
from crm.companies import views as companies
from crm.core import errors, frame, health, web
from crm.core.commands import Commands
from crm.core.db import db
from crm.core.security import derive_key
from crm.core.storage import Storage
from crm.exchange import views as exchange
from crm.leads import views as leads
from crm.lists import views as lists
from crm.notifications import views as notifications
from crm.plans import views as plans
from crm.projects import views as projects
from crm.scheduler import views as scheduler
from crm.search import operations as indexing
from crm.search import views as search
from crm.workbench import views as workbench

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1 << 20

BLUEPRINTS = (
    health.blueprint,
    accounts.blueprint,
    audit.blueprint,
    notifications.blueprint,
    chains.blueprint,
    lists.blueprint,
    carriers.blueprint,
    plans.blueprint,
    plans.tasks_blueprint,
    companies.blueprint,
    companies.contacts_blueprint,
    leads.blueprint,
    leads.activities_blueprint,
    leads.todos_blueprint,
    leads.parameters_blueprint,
    leads.events_blueprint,
    projects.blueprint,
    scheduler.blueprint,
    search.blueprint,
    analytics.blueprint,
    workbench.blueprint,
    workbench.calendar_blueprint,
    briefs.blueprint,
    exchange.blueprint,
)


def create_app(settings: Any) -> Flask:
    """The application for the given settings (`config.Settings`)."""
    app = Flask("crm", root_path=str(ROOT), template_folder="templates", static_folder="static")
    _configure(app, settings)
    _connect(app, settings)
    _guard(app)
    _assemble(app)
    return app


def _configure(app: Flask, settings: Any) -> None:
    secure = settings.secure_cookies
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        TESTING=settings.testing,
        TIMEZONE=settings.timezone,
        MAX_CONTENT_LENGTH=52 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=1000,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # crm.core.web checks, and keeps what was typed
        WTF_CSRF_TIME_LIMIT=None,  # lives as long as the sign-in session
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_environment = frame.Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False


def _connect(app: Flask, settings: Any) -> None:
    db.connect(settings.database_url)
    app.extensions["storage"] = Storage(settings.storage_dir)
    app.extensions["audit_key"] = derive_key(settings.secret_key, "audit")


def _guard(app: Flask) -> None:
    web.init(app)
    errors.init(app)
    accounts.init(app)
    auditing.init(app)
    indexing.init(app)


def _assemble(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    frame.init(app)
    app.cli = Commands("crm.cli")
