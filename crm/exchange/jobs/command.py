"""Files brought in and taken away from the command line, by the same rules as on the pages."""

import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import find_user, viewer_for
from crm.accounts.rules import Permission, Role, Viewer
from crm.attachments.operations import receive
from crm.audit.operations import record_export
from crm.chains.queries import labels
from crm.companies.queries.lists import CompanyFilter
from crm.companies.views import export as companies
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.exchange.jobs.shared import today
from crm.exchange.jobs.work import work
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.operations.runs import ask_to_write, begin
from crm.exchange.rules.runs import RETURNED, ImportKind, RunState, counts_in_words
from crm.leads.queries.lists import LeadFilter, exported
from crm.leads.queries.rows import row_of
from crm.leads.rules import LeadSort
from crm.leads.views import export as leads
from crm.lib.sheets import workbook
from crm.projects.queries.filters import ProjectFilter
from crm.projects.queries.listing import every
from crm.projects.views import listing as projects

MOST_TOLD, POLL_SECONDS = 20, 2
Teller = Callable[[str], None]
TITLES = {"leads": "线索", "projects": "项目", "companies": "企业", "contacts": "联系人"}
EXPORTS = tuple(TITLES)
KINDS = {"leads": "lead", "projects": "project", "companies": "company", "contacts": "contact"}


def bring_in_file(path: Path, kind: ImportKind, username: str, say: Teller, *, dry: bool) -> None:
    """Check a file and, unless it is a dry run, write it. Refused when nothing was written."""
    with path.open("rb") as stream:
        received = receive(FileStorage(stream, filename=path.name))
    with db.transaction() as session:
        actor = importer(session, username)
        number = begin(session, actor, kind, received).id
    _work(number, say)
    run = _tell(number, say)
    if run.state is RunState.MAPPING:
        raise Refused("有的列认不出来：请在网页上指明列的对应，或照模板改列名。")
    if run.state is not RunState.CHECKED:
        raise Refused(run.message)
    if dry:
        return
    with db.transaction() as session:
        ask_to_write(session, session.get_one(ImportRun, number))
    _work(number, say)
    with db.reading() as session:
        run = session.get_one(ImportRun, number)
    if run.state is not RunState.DONE:
        raise Refused(run.message)
    say(f"已导入 {run.total:,} 条，编号 {number}。")


def _work(number: int, say: Teller) -> None:
    """Work at a run; on a terminal say every few seconds how far it is."""
    over, app = threading.Event(), current_app._get_current_object()
    if sys.stderr.isatty():
        threading.Thread(target=_watch, args=(app, number, say, over), daemon=True).start()
    try:
        work(number)
    finally:
        over.set()


def _watch(app: Flask, number: int, say: Teller, over: threading.Event) -> None:
    wanted = select(ImportRun.state, ImportRun.done, ImportRun.total)
    while not over.wait(POLL_SECONDS):
        with app.app_context(), db.reading() as session:
            state, done, total = session.execute(wanted.where(ImportRun.id == number)).one()
        say(f"{state.label} {done:,} / {total:,}")


def importer(session: Session, username: str) -> Viewer:
    """The person in whose name records come in: the one named, or the first manager."""
    if username:
        user = find_user(session, username)
    else:
        wanted = (
            select(User)
            .join(OrgUnit, OrgUnit.id == User.unit_id)
            .where(User.role == Role.MANAGER, User.active)
            .order_by(OrgUnit.path, User.id)
        )
        user = session.scalars(wanted).first()
    viewer = user and viewer_for(session, user.id)
    if viewer is None:
        raise NotFound("没有这个账号，或还没有负责人账号：请用 --user 指明以谁的名义导入。")
    if not viewer.may(Permission.LOG):
        raise Refused(f"{viewer.name}的角色不能登记记录，请用 --user 另指一人。")
    return viewer


def _tell(number: int, say: Teller) -> ImportRun:
    with db.reading() as session:
        run = session.get_one(ImportRun, number)
        wanted = (
            select(ImportRow)
            .where(ImportRow.run_id == number, ImportRow.outcome.in_(RETURNED))
            .order_by(ImportRow.number)
        )
        for row in session.scalars(wanted.limit(MOST_TOLD)):
            say(f"第 {row.number} 行{row.outcome.label}：{row.reason}")
    if run.counts:
        say(counts_in_words(run.counts))
    return run


def take_away(what: str, username: str, out: Path) -> int:
    """Everything of a kind that a person may see, as a workbook; gives the number of rows."""
    with db.reading() as session:
        viewer = _person(session, username)
        sheet, rows = _sheet(session, viewer, what)
        kept = list(rows)
        out.write_bytes(workbook(TITLES[what], sheet, kept))
    title, terms = f"{TITLES[what]}列表", "无（命令行）"
    with db.transaction() as session:
        record_export(session, viewer, KINDS[what], title, terms, len(kept))
    return len(kept)


def _person(session: Session, username: str) -> Viewer:
    user = find_user(session, username)
    viewer = user and viewer_for(session, user.id)
    if viewer is None:
        raise NotFound(f"没有登录名为 {username} 的在用账号。")
    if not viewer.may(Permission.READ):
        raise Refused(f"{viewer.name}的角色不能查看业务数据。")
    return viewer


def _sheet(session: Session, viewer: Viewer, what: str) -> tuple[Any, Iterable[Any]]:
    words = labels(session, viewer)
    if what == "leads":
        on = today()
        found = exported(session, viewer, LeadFilter(), on, LeadSort.UPDATED)
        return leads.SHEET, (leads.cells(row_of(row, on, words)) for row in found)
    if what == "projects":
        by = ProjectFilter.read({})
        found = every(session, viewer, by, None, projects.MOST_EXPORTED)
        return projects.SHEET, (projects.cells(row) for row in found)
    if what == "companies":
        return companies.SHEET, companies.company_cells(session, viewer, CompanyFilter(), words)
    return companies.PEOPLE, companies.contact_cells(session, viewer, CompanyFilter())
