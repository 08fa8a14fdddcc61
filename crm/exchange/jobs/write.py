"""Rows become records, all or none; and a whole run is taken back.

Up to IN_ONE_GO rows are one transaction. A larger run is written CHUNK by CHUNK, so that nobody
waits longer than a moment for the write lock; every row has been checked before, and should one
fail all the same, what was written is taken back. A worker that is lost is followed by another,
which goes on with the rows that have no record yet.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.core.bulk import look_again, set_rows
from crm.core.db import db, now
from crm.core.errors import CrmError, Refused
from crm.exchange.jobs.ahead import Ahead
from crm.exchange.jobs.shared import Job
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.operations.handling import Task
from crm.exchange.operations.runs import Lost, keep_stuck, note, progress, settle
from crm.exchange.queries.runs import KeptRow, not_found_yet, open_rows, written_rows
from crm.exchange.rules.runs import BESIDES, CHUNK, IN_ONE_GO, RunState
from crm.search.models import SearchDocument
from crm.search.operations import refresh

BEYOND = 10**9
MOST_NAMED = 10
HALF_WHY = "系统出错。"
# After so many rows the database looks at the tables again, and whenever they are FOLD as many.
FIRST_LOOK, FOLD = 2_000, 4


def write(job: Job) -> None:
    """Write what the dry run found fine."""
    task = job.task()
    try:
        if job.run.total <= IN_ONE_GO:
            _write_at_once(job, task)
        else:
            _write_in_chunks(job, task)
    except Lost:
        raise  # another worker goes on
    except Exception as error:  # whatever stopped it, nothing half-written may stay unsaid
        try:
            _take_back(job, task)
        except CrmError:
            _leave_half(job, error)
            return
        raise


def _leave_half(job: Job, error: Exception) -> None:
    """What was written cannot be taken back just now: say so, and let it be undone later."""
    why = error.sentence if isinstance(error, CrmError) else HALF_WHY
    with db.transaction() as session:
        message = f"写入中断：{why}已写入的部分有的刚被他人修改，暂未撤回；请稍后整体撤销。"
        settle(session, job.id, job.worker, RunState.DONE, message=message, written_at=now())
        note(session, job.actor, "imported", job.run)


def _write_at_once(job: Job, task: Task) -> None:
    with db.transaction() as session:
        if rows := open_rows(session, job.id, 0, IN_ONE_GO):
            _store(session, job, task, rows)
        _finish(session, job)


def _write_in_chunks(job: Job, task: Task) -> None:
    task.index_now = False
    kind = job.handling.kind
    with Ahead(kind, helped=job.alone) as ahead:
        after = written = 0
        due = FIRST_LOOK
        while rows := _next(job, after):
            with db.transaction() as session:
                numbers = _store(session, job, task, rows)
            ahead.ask(numbers)
            after = rows[-1].number
            written += len(rows)
            if written >= due:
                _look_again(job)
                due *= FOLD
        ahead.finish()
    with db.transaction() as session:
        # Those of a worker that was lost between two transactions.
        while kind and (numbers := not_found_yet(session, job.id, kind, CHUNK)):
            refresh(session, kind, numbers)
        look_again(session, (ImportRow,))
        _finish(session, job)


def _look_again(job: Job) -> None:
    with db.transaction() as session:
        look_again(session, (*job.handling.tables, SearchDocument, ImportRow))


def _next(job: Job, after: int) -> list[KeptRow]:
    """The next rows, and what can be made of them while others write."""
    with db.reading() as session:
        rows = open_rows(session, job.id, after, CHUNK)
    job.handling.prepare(rows)
    return rows


def _finish(session: Session, job: Job) -> None:
    settle(session, job.id, job.worker, RunState.DONE, done=job.run.total, written_at=now())
    note(session, job.actor, "imported", job.run)


def _store(session: Session, job: Job, task: Task, rows: Sequence[KeptRow]) -> list[int]:
    """Write rows; gives the numbers of the records that are new."""
    results = job.handling.write(session, task, rows)
    numbers: list[int] = []
    became: list[dict[str, Any]] = []
    for row, wrote in zip(rows, results, strict=True):
        became.append(
            {"id": row.id, "subject_id": wrote.subject_id, "subject_version": wrote.version}
        )
        if wrote.before is None:
            numbers.append(wrote.subject_id)
        else:
            became[-1]["before"] = wrote.before
    set_rows(session, ImportRow, [one for one in became if "before" not in one])
    set_rows(session, ImportRow, [one for one in became if "before" in one])
    reads = [
        {"id": row.id, "read": {**row.read, BESIDES: wrote.besides}}
        for row, wrote in zip(rows, results, strict=True)
        if wrote.besides is not None
    ]
    set_rows(session, ImportRow, reads)
    progress(session, job.id, job.worker, done=ImportRun.done + len(rows))
    return numbers


def undo(job: Job) -> None:
    """Take the whole run back; refused, with their names, for records changed since."""
    stuck = _stuck(job)
    with db.transaction() as session:
        keep_stuck(session, job.id, {row.id: why for row, why in stuck})
    if stuck:
        names = "、".join(f"“{row.title}”" for row, _why in stuck[:MOST_NAMED])
        more = f"等 {len(stuck):,} 条" if len(stuck) > MOST_NAMED else ""
        raise Refused(f"{names}{more}在导入之后已被修改或使用，不能整体撤销，没有任何内容被更改。")
    _take_back(job, job.task())
    with db.transaction() as session:
        settle(session, job.id, job.worker, RunState.UNDONE, undone_at=now())
        note(session, job.actor, "undone", job.run)


def _stuck(job: Job) -> list[tuple[KeptRow, str]]:
    """The rows whose records cannot be taken back, and why."""
    found: list[tuple[KeptRow, str]] = []
    after = BEYOND
    with db.reading() as session:
        while rows := written_rows(session, job.id, after, CHUNK):
            reasons = job.handling.stuck(session, rows)
            found += [(row, reasons[row.subject_id]) for row in rows if row.subject_id in reasons]
            after = rows[-1].number
    return sorted(found, key=lambda one: one[0].number)


def _take_back(job: Job, task: Task) -> None:
    """Every written row, the last first; nothing for a run of which none is written."""
    while True:
        with db.transaction() as session:
            size = job.run.total if job.run.total <= IN_ONE_GO else CHUNK
            rows = written_rows(session, job.id, BEYOND, max(size, 1))
            if not rows:
                return
            _undo_rows(session, job, task, rows)


def _undo_rows(session: Session, job: Job, task: Task, rows: Sequence[KeptRow]) -> None:
    try:
        job.handling.undo(session, task, rows)
    except CrmError as error:
        raise Refused(f"撤销到一半时有内容刚被修改：{error.sentence}请刷新后再次撤销。") from error
    freed = [{"id": row.id, "subject_id": None, "subject_version": None} for row in rows]
    set_rows(session, ImportRow, freed)
    progress(session, job.id, job.worker, done=ImportRun.done + len(rows))
