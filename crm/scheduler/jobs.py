"""All jobs with their hours, and the ticker that asks every minute what is due."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, current_app

from crm.accounts import jobs as accounts
from crm.attachments import jobs as attachments
from crm.audit import jobs as audit
from crm.briefs import jobs as briefs
from crm.core.db import db, now
from crm.exchange import jobs as exchange
from crm.leads import jobs as leads
from crm.notifications import jobs as notifications
from crm.scheduler.operations import claim, fail, finish
from crm.scheduler.rules import Hour, Rhythm, due_period

log = logging.getLogger(__name__)
SECONDS = 60
RELEASE_SECONDS = 5  # how long after its start a server first looks


@dataclass(frozen=True)
class Job:
    """A function that the clock runs; what it returns is kept as the outcome."""

    name: str
    label: str
    hour: Hour
    run: Callable[[], Any]


def _draft_brief() -> str:
    with db.transaction() as session:
        return briefs.draft_month(session, now())


def _daily(hour: int, minute: int = 0) -> Hour:
    return Hour(Rhythm.DAILY, time(hour, minute))


JOBS = (
    Job("leads.release", "到期线索退回公海", _daily(0, 30), leads.release_overdue),
    Job("leads.warn", "提醒即将掉保的线索", _daily(8, 0), leads.warn_owners),
    Job("audit.anchor", "留存审计链校验值", _daily(1, 0), audit.anchor),
    Job("accounts.forget", "清理过期登录", _daily(2, 0), accounts.forget),
    Job("attachments.clean", "清理无主文件", _daily(2, 30), attachments.clean),
    Job("attachments.small", "补做照片的缩略图", _daily(2, 45), attachments.make_missing),
    Job("notifications.forget", "清理旧消息", _daily(3, 0), notifications.forget),
    Job("exchange.forget", "清理旧的导入明细", _daily(3, 30), exchange.forget),
    Job("briefs.draft", "编制上月月报草稿", Hour(Rhythm.MONTHLY, time(7, 0)), _draft_brief),
)


def worker_name() -> str:
    """Who claims: host, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:120]


def tick() -> list[str]:
    """Run every job that is due and that nobody has run; gives the names of those run here."""
    local = now().astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    return [job.name for job in JOBS if _run_if_due(job, local)]


def _run_if_due(job: Job, local: datetime) -> bool:
    period = due_period(job.hour, local)
    return period is not None and run(job, period)


def run(job: Job, period: str) -> bool:
    """Run a job for a period unless somebody has; a failure is noted and tried again later."""
    worker = worker_name()
    with db.transaction() as session:
        if not claim(session, job.name, period, worker):
            return False
    try:
        outcome = job.run()
    except Exception as error:  # whatever a job raises must not end the others
        log.exception("job %s failed for %s", job.name, period)
        with db.transaction() as session:
            fail(session, job.name, period, worker, f"失败：{error}")
        return False
    with db.transaction() as session:
        told = "完成" if outcome is None else str(outcome)
        finish(session, job.name, period, worker, told, job.label)
    return True


def _tick_in(app: Flask) -> None:
    with app.app_context():
        try:
            tick()
            exchange.resume()  # imports whose process was lost
        except Exception:  # the database may be away for a while; the next tick asks again
            log.exception("tick failed")


def start(app: Flask) -> BackgroundScheduler:
    """Start the ticker in a server's worker; it ends with the process."""
    ticker = BackgroundScheduler(timezone=app.config["TIMEZONE"])
    _add(ticker, app)
    ticker.start()
    return ticker


def serve(app: Flask) -> None:
    """Tick until the process is ended: `flask jobs run`."""
    ticker = BlockingScheduler(timezone=app.config["TIMEZONE"])
    _add(ticker, app)
    ticker.start()


def _add(ticker: Any, app: Flask) -> None:
    ticker.add_job(
        _tick_in,
        "interval",
        args=[app],
        seconds=SECONDS,
        jitter=SECONDS // 4,
        coalesce=True,
        max_instances=1,
        next_run_time=datetime.fromtimestamp(now().timestamp() + RELEASE_SECONDS).astimezone(),
    )
