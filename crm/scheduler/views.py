"""The page of jobs for administrators."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db, now
from crm.core.errors import NotFound
from crm.core.journal import record
from crm.core.web import insist_on_token, render, requires
from crm.scheduler.jobs import JOBS, run
from crm.scheduler.operations import again
from crm.scheduler.queries import last_runs
from crm.scheduler.rules import due_period, next_due

blueprint = Blueprint("scheduler", __name__, url_prefix="/admin/jobs")


@blueprint.get("")
@requires(Permission.CONFIGURE)
def index() -> str:
    """Every job with its hour, and what ran lately."""
    local = now().astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    runs = last_runs(db.session)
    latest: dict[str, Any] = {}
    for one in runs:
        latest.setdefault(one.job, one)
    rows = [(job, next_due(job.hour, local), latest.get(job.name)) for job in JOBS]
    names = {job.name: job.label for job in JOBS}
    return render("scheduler/index.html", rows=rows, runs=runs, names=names)


@blueprint.post("/<name>/run")
@requires(Permission.CONFIGURE)
def run_now(name: str) -> Any:
    """Run a job now for the period at hand, again if it ran."""
    insist_on_token()
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise NotFound
    local = now().astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    period = due_period(job.hour, local) or f"{local:%Y-%m-%d}"
    with db.transaction() as session:
        again(session, job.name, period)
        record(session, current_viewer(), "ran", kind="job", subject_id=None, title=job.label)
    done = run(job, period)
    flash(
        f"“{job.label}”{'已运行' if done else '没有运行成功，原因见下表'}。",
        "success" if done else "error",
    )
    return redirect(url_for("scheduler.index"))
