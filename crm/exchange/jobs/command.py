"""A file brought in from the command line: the same run as on the pages, waited for."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import find_user, viewer_of
from crm.accounts.rules import Permission, Role, Viewer
from crm.attachments.operations import receive
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.exchange.jobs.work import work
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.operations.runs import ask_to_write, begin
from crm.exchange.rules.runs import RETURNED, ImportKind, RunState, counts_in_words

MOST_TOLD = 20


def bring_in_file(
    path: Path, kind: ImportKind, username: str, say: Callable[[str], None], *, dry: bool
) -> None:
    """Check a file and, unless it is a dry run, write it. Refused when nothing was written."""
    with path.open("rb") as stream:
        received = receive(FileStorage(stream, filename=path.name))
    with db.transaction() as session:
        actor = importer(session, username)
        number = begin(session, actor, kind, received).id
    work(number)
    run = _tell(number, say)
    if run.state is RunState.MAPPING:
        raise Refused("有的列认不出来：请在网页上指明列的对应，或照模板改列名。")
    if run.state is not RunState.CHECKED:
        raise Refused(run.message)
    if dry:
        return
    with db.transaction() as session:
        ask_to_write(session, session.get_one(ImportRun, number))
    work(number)
    with db.reading() as session:
        run = session.get_one(ImportRun, number)
    if run.state is not RunState.DONE:
        raise Refused(run.message)
    say(f"已导入 {run.total:,} 条，编号 {number}。")


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
    viewer = user and viewer_of(session, user.id)
    if viewer is None:
        raise NotFound("没有这个账号，或还没有负责人账号：请用 --user 指明以谁的名义导入。")
    if not viewer.may(Permission.LOG):
        raise Refused(f"{viewer.name}的角色不能登记记录，请用 --user 另指一人。")
    return viewer


def _tell(number: int, say: Callable[[str], None]) -> ImportRun:
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
