"""How gunicorn serves the application: `gunicorn --config python:crm.server wsgi:app`.

The application is loaded once and prepared (structure, seeds, first administrator, what figures are
counted from) before the workers are forked from it: half the time to start, and in memory once.
"""

import ctypes
import gc
import multiprocessing
from contextlib import suppress
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo

from crm.analytics.queries.ledger import warm
from crm.core.db import db
from crm.scheduler.jobs import start

worker_class = "gthread"
threads = 4
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"
preload_app = True

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # malloc.h
MEGABYTE = 1 << 20


def on_starting(server: Any) -> None:
    """Bring the database up to this code; no connection may cross the fork."""
    # One heap for all threads, and large pieces beside it, given back as soon as they are free:
    # otherwise each worker would keep the 19 MB of a compared password, once for every thread.
    _ask_allocator("mallopt", M_ARENA_MAX, 1)
    _ask_allocator("mallopt", M_MMAP_THRESHOLD, MEGABYTE)
    _ask_allocator("mallopt", M_TRIM_THRESHOLD, 32 * MEGABYTE)
    app = server.app.wsgi()
    _prepare_aside(app)
    with app.app_context():
        with db.reading() as session:
            warm(session)
        db.dispose()
    # What is loaded before the fork stays shared as long as the collector does not look at it,
    # and costs no full collection in the midst of a request.
    gc.collect()
    gc.freeze()
    # A page makes some thousands of objects and hardly a cycle of them: looked for seven times less
    # often, the collector takes 0.3 ms of a page instead of 1.3, and seldom stops one for 60 ms.
    gc.set_threshold(5_000, 10, 20)
    _ask_allocator("malloc_trim", 0)


def _ask_allocator(function: str, *arguments: int) -> None:
    with suppress(OSError, AttributeError):  # another C library than glibc
        getattr(ctypes.CDLL(None), function)(*arguments)


def _prepare_aside(app: Flask) -> None:
    """Prepare in a process of its own, whose memory is free afterwards: seeds take a lot of it."""
    process = multiprocessing.get_context("fork").Process(target=_prepare, args=(app,))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _prepare(app: Flask) -> None:
    app.cli.main(["prepare"], obj=ScriptInfo(create_app=lambda: app))


def post_worker_init(worker: Any) -> None:
    """Each worker ticks; a row in the database lets one of them run a job."""
    app = worker.wsgi
    if app.config["SETTINGS"].scheduler == "embedded":
        start(app)
