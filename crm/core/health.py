"""Is it alive, is it ready: for the front server and for whoever watches."""

import os
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text

from crm.core.db import db
from crm.core.storage import storage
from crm.core.web import public

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations" / "versions"

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> str:
    """The process answers."""
    return "ok"


@blueprint.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Database, its revision and the storage are as this code needs them; 503 when not."""
    checks = {"database": _database(), "migrations": _migrations(), "storage": _storage()}
    return jsonify(checks), 200 if all(checks.values()) else 503


def _database() -> bool:
    """Whether it answers, and, on SQLite, whether a commit is on disk before it is acknowledged."""
    session = db.session
    session.execute(text("SELECT 1"))
    if session.get_bind().dialect.name != "sqlite":
        return session.scalar(text("SHOW synchronous_commit")) != "off"
    durable = session.scalar(text("PRAGMA synchronous")) == 2
    return durable and session.scalar(text("PRAGMA journal_mode")) == "wal"


def _migrations() -> bool:
    if current_app.testing:
        return True
    return db.session.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()


def newest_revision() -> str:
    """The revision that this code expects, by its file's name: no worker needs Alembic for it."""
    return max(path.name for path in MIGRATIONS.glob("*.py")).split("_")[2]


def _storage() -> bool:
    return os.access(storage().root, os.W_OK)
