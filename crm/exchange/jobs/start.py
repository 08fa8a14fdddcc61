"""Who works at a run: the request itself when there is little to do, else a process of its own.

A process of its own neither slows the worker's other requests nor ends with it. One that is lost
lets its lease run out; the scheduler's tick then starts another, which goes on where it stopped.
"""

import logging
import os
import subprocess
import sys
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from crm.core.db import db, now
from crm.core.storage import storage
from crm.exchange.jobs.work import work
from crm.exchange.models import ImportRun
from crm.exchange.operations.runs import forget_rows
from crm.exchange.queries.runs import left_behind
from crm.exchange.rules.runs import FEW_ROWS, KEEP_DAYS, SMALL_FILE, RunState

log = logging.getLogger(__name__)
NICENESS = 5  # requests go first


def begin(run: ImportRun) -> None:
    """Have a run worked at, and wait for it when there is little to do.

    To be called when no transaction is open: the work has its own.
    """
    run_id = run.id
    if _is_small(run) or current_app.testing:
        work(run_id)
    else:
        spawn(run_id)


def _is_small(run: ImportRun) -> bool:
    if run.state in (RunState.WRITING, RunState.UNDOING):
        return run.total <= FEW_ROWS
    path = storage().path(run.storage_key)
    return path.is_file() and path.stat().st_size <= SMALL_FILE


def spawn(run_id: int) -> None:
    """Start a process that works at a run; when it cannot start, the next tick does the work."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "import", str(run_id)]
    try:
        subprocess.Popen(  # noqa: S603  our own interpreter and a number
            command,
            cwd=current_app.root_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            close_fds=True,
        )
    except OSError:
        log.exception("import %s could not be started", run_id)


def run_aside(run_id: int) -> None:
    """What the process does: work, politely."""
    os.nice(NICENESS)
    work(run_id, alone=True)


def resume() -> int:
    """Take up what lies behind because its process was lost or never started; gives how many."""
    with db.reading() as session:
        numbers = list(session.scalars(select(ImportRun.id).where(left_behind(now()))))
    for number in numbers:
        if current_app.testing:
            work(number)
        else:
            spawn(number)
    return len(numbers)


def forget() -> int:
    """Delete what was read of files long ago; the records that came of it stay."""
    with db.transaction() as session:
        return forget_rows(session, now() - timedelta(days=KEEP_DAYS))
