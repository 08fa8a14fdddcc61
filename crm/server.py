"""How gunicorn serves the application: `gunicorn --config python:crm.server wsgi:app`.

The application is loaded once and prepared (structure, seeds, first administrator, what figures are
counted from) before the workers are forked from it: half the time to start, and in memory once.
"""

import ctypes
import gc
from contextlib import suppress
from typing import Any

from crm.analytics.queries.ledger import warm
from crm.cli import prepare_database
from crm.core.db import db
from crm.scheduler.jobs import start

worker_class = "gthread"
threads = 4
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"
preload_app = True

M_ARENA_MAX = -8  # malloc.h


def on_starting(server: Any) -> None:
    """Bring the database up to this code; no connection may cross the fork."""
    app = server.app.wsgi()
    with app.app_context():
        prepare_database()
        with db.reading() as session:
            warm(session)
        db.dispose()
    _spare_memory()


def _spare_memory() -> None:
    """Half of what the workers keep otherwise.

    glibc would keep the 19 MB of a compared password for every thread; from one heap they are
    used again by the next. What is loaded before the fork stays shared as long as the collector
    does not look at it, and costs no full collection in the midst of a request.
    """
    with suppress(OSError, AttributeError):  # another C library, without such heaps
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Each worker ticks; a row in the database lets one of them run a job."""
    app = worker.wsgi
    if app.config["SETTINGS"].scheduler == "embedded":
        start(app)
