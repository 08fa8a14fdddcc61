"""Steps of a run: begun, its columns matched, asked to be written or undone, claimed, settled."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.operations import Received, attach
from crm.audit.operations import record
from crm.core.bulk import set_rows
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.lists import among
from crm.exchange.models import ImportLayout, ImportRow, ImportRun
from crm.exchange.queries.runs import layout_of, left_behind
from crm.exchange.rules.heads import Head, missing
from crm.exchange.rules.runs import (
    BEFORE,
    CHUNK,
    LEASE,
    RECHECKED,
    STUCK,
    ImportKind,
    RunState,
    counts_in_words,
    may_undo,
)

KIND = "import"


class Lost(Exception):
    """Another worker has taken the run over."""


def begin(session: Session, actor: Viewer, kind: ImportKind, received: Received) -> ImportRun:
    """A run about a file that was received; nothing has been read yet."""
    run = ImportRun(
        kind=kind,
        state=RunState.READING,
        file_name=received.name,
        storage_key=received.stored.key,
        owner_id=actor.id,
        unit_id=actor.unit_id,
    )
    session.add(run)
    session.flush()
    attach(session, actor, KIND, run.id, received, title=run.file_name)
    return run


def keep_head(run: ImportRun, sheet: str, head: Head, mapping: dict[int, str]) -> None:
    """What was seen of the table: where its head stands, its columns, which of ours they are."""
    run.sheet, run.head_row = sheet, head.number
    run.titles = list(head.titles)
    run.samples = [list(row) for row in head.samples]
    run.mapping = {str(place): key for place, key in mapping.items()}


def match_columns(session: Session, actor: Viewer, run: ImportRun, mapping: dict[int, str]) -> None:
    """Take the columns as matched and check the file; the unit's next such table is matched so."""
    if run.state not in RECHECKED or not run.titles:
        raise Refused(f"这次导入{run.state.label}，不能再改列的对应。请刷新页面。")
    lacking = missing(run.kind, mapping)
    if lacking:
        raise Refused(f"还缺：{'、'.join(lacking)}。请指明表里哪一列是它。")
    if len(set(mapping.values())) < len(mapping):
        raise Refused("有两列对应到同一项，请只保留一列。")
    run.mapping = {str(place): key for place, key in mapping.items()}
    signature = Head(run.head_row, tuple(run.titles), ()).signature
    layout = layout_of(session, actor.unit_id, run.kind, signature)
    if layout is None:
        layout = ImportLayout(unit_id=actor.unit_id, kind=run.kind, signature=signature)
        session.add(layout)
    layout.mapping = run.mapping
    _go(run, RunState.CHECKING)
    session.flush()


def ask_to_write(session: Session, run: ImportRun) -> None:
    """Have the rows written that the dry run found fine."""
    if run.state is not RunState.CHECKED:
        raise Refused(f"这次导入{run.state.label}，不能写入。请刷新页面。")
    total = run.counts.get("new", 0) + run.counts.get("changed", 0)
    if not total:
        raise Refused("没有可以导入的行。请改正后重新上传。")
    _go(run, RunState.WRITING)
    run.total = total
    session.flush()


def ask_to_undo(session: Session, run: ImportRun) -> None:
    """Have a written run taken back as a whole."""
    days = (now() - run.written_at).days if run.written_at else 0
    if not may_undo(run.state, days):
        raise Refused("只有最近 30 天内导入完成的内容可以整体撤销。")
    total = run.total
    _go(run, RunState.UNDOING)
    run.total = total
    session.flush()


def _go(run: ImportRun, state: RunState) -> None:
    run.state, run.message, run.done, run.total = state, "", 0, 0
    run.claimed_by, run.lease_until = "", None


def claim(session: Session, run_id: int, worker: str) -> ImportRun | None:
    """Take a run at which nobody works; exactly one of those who try at once gets it."""
    at = now()
    taken = session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, left_behind(at))
        .values(claimed_by=worker, lease_until=at + LEASE)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return None
    return session.get(ImportRun, run_id, populate_existing=True)


def progress(session: Session, run_id: int, worker: str, **values: Any) -> None:
    """Say how far the work is, and hold the run for a while longer. Raises Lost."""
    held = session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.claimed_by == worker)
        .values(lease_until=now() + LEASE, updated_at=now(), **values)
        .execution_options(synchronize_session=False)
    )
    if held.rowcount != 1:
        raise Lost


def settle(session: Session, run_id: int, worker: str, state: RunState, **values: Any) -> None:
    """The end of a phase; the run is free for the next one. Raises Lost."""
    values["message"] = values.get("message", "")[:1000]
    progress(session, run_id, worker, state=state, **values)
    session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(claimed_by="", lease_until=None)
        .execution_options(synchronize_session=False)
    )


def note(session: Session, actor: Viewer, action: str, run: ImportRun) -> None:
    """Keep in the log what a run has done as a whole."""
    record(
        session,
        actor,
        action,
        kind=KIND,
        subject_id=run.id,
        title=f"{run.kind.label} {run.file_name}",
        changes={"结果": [None, counts_in_words(run.counts)]},
    )


def keep_stuck(session: Session, run_id: int, reasons: dict[int, str]) -> None:
    """Say at each row why it stops the undoing; what was said before comes behind.

    What an earlier attempt has said is taken off first.
    """
    said = select(ImportRow.id, ImportRow.reason).where(ImportRow.run_id == run_id)
    before = session.execute(said.where(ImportRow.reason.startswith(STUCK))).all()
    set_rows(
        session,
        ImportRow,
        [{"id": row.id, "reason": row.reason.partition(BEFORE)[2]} for row in before],
    )
    numbers = sorted(reasons)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        rows = session.execute(said.where(among(session, ImportRow.id, part))).all()
        set_rows(
            session,
            ImportRow,
            [
                {"id": row.id, "reason": f"{STUCK}{reasons[row.id]}{BEFORE}{row.reason}"[:2000]}
                for row in rows
            ],
        )


def forget_rows(session: Session, before: datetime) -> int:
    """Delete the rows of runs that nobody undoes any more; gives the number of runs."""
    kept = select(ImportRow.run_id).distinct()
    old = select(ImportRun.id).where(ImportRun.updated_at < before, ImportRun.id.in_(kept))
    numbers = list(session.scalars(old))
    session.execute(delete(ImportRow).where(ImportRow.run_id.in_(numbers)))
    return len(numbers)
