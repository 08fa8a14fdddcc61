"""Works at a run until it waits for a person."""

import logging
import os
import secrets
import socket
from collections.abc import Callable

from crm.accounts.queries import viewer_for
from crm.core.db import db
from crm.core.errors import CrmError
from crm.exchange.jobs.check import check
from crm.exchange.jobs.look import look
from crm.exchange.jobs.shared import Job
from crm.exchange.jobs.write import undo, write
from crm.exchange.models import ImportRun
from crm.exchange.operations.runs import Lost, claim, settle
from crm.exchange.rules.runs import RunState
from crm.lib.table_files import TableRefused

log = logging.getLogger(__name__)
BROKEN = "系统出错，没有任何内容被更改。请稍后重新检查；仍不行请告诉系统管理员。"
GONE = "导入的人账号已停用，没有继续。"

PHASES: dict[RunState, Callable[[Job], None]] = {
    RunState.READING: look,
    RunState.CHECKING: check,
    RunState.WRITING: write,
    RunState.UNDOING: undo,
}


def work(run_id: int, *, alone: bool = False) -> None:
    """Phase after phase, as long as nobody has to be asked and nobody else works at it.

    `alone` says that the process does nothing else.
    """
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[:120]
    while True:
        with db.transaction() as session:
            run = claim(session, run_id, worker)
            actor = run and viewer_for(session, run.owner_id)
        if run is None:
            return
        state = run.state
        try:
            if actor is None:
                raise CrmError(GONE)
            PHASES[state](Job(run_id, worker, actor, run, alone))
        except Lost:
            return
        except (CrmError, TableRefused) as error:
            _fail(run, worker, state, str(error))
        except Exception:  # the person must not wait for a run that has ended
            log.exception("import %s failed", run_id)
            _fail(run, worker, state, BROKEN)


def _fail(run: ImportRun, worker: str, state: RunState, sentence: str) -> None:
    """A run that cannot be undone stays written; any other is not imported."""
    back = RunState.DONE if state is RunState.UNDOING else RunState.FAILED
    try:
        with db.transaction() as session:
            settle(session, run.id, worker, back, message=sentence)
    except Lost:
        return
