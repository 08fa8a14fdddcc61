"""The dry run: every row is read and judged, and kept with what is to become of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from crm.core.bulk import add_rows, look_again
from crm.core.db import db, now
from crm.exchange.jobs.shared import Job, chunks
from crm.exchange.models import ImportRow
from crm.exchange.operations.handling import Judged
from crm.exchange.operations.runs import progress, settle
from crm.exchange.queries.choices import choices
from crm.exchange.rules.columns import Column, column_of
from crm.exchange.rules.heads import is_foot, unit_in
from crm.exchange.rules.reading import Context, ReadRow, read_row
from crm.exchange.rules.runs import CHUNK, RETURNED, RunState
from crm.lib.cells import text_of
from crm.lib.table_files import TableRefused

LONGEST_REASON = 2000


def check(job: Job) -> None:
    """Read the file from its head on. What an earlier check has found is replaced."""
    table, task = job.table(), job.task()
    with db.transaction() as session:
        session.execute(delete(ImportRow).where(ImportRow.run_id == job.id))
        progress(session, job.id, job.worker, done=0, total=table.count(job.run.sheet), counts={})
        context = _context(session, job)
    counts: Counter[str] = Counter()
    below = (one for one in table.rows(job.run.sheet) if one[0] > job.run.head_row)
    body = (one for one in below if not is_foot(one[1]))
    for part in chunks(body, CHUNK):
        rows = [read_row(context, number, row) for number, row in part]
        with db.reading() as session:
            verdicts = job.handling.judge(session, task, rows)
        counts.update(verdict.outcome.value for verdict in verdicts)
        stored = _stored(job, part, rows, verdicts)
        with db.transaction() as session:
            add_rows(session, ImportRow, stored)
            progress(session, job.id, job.worker, done=part[-1][0], counts=dict(counts))
    if not counts:
        raise TableRefused("表头下面没有数据行。")
    with db.transaction() as session:
        look_again(session, (ImportRow,))
        settle(session, job.id, job.worker, RunState.CHECKED, checked_at=now())


def _context(session: Session, job: Job) -> Context:
    columns: dict[int, Column] = {}
    units = {}
    for place, key in job.run.mapping.items():
        column = column_of(job.run.kind, key)
        if column is None:
            continue
        columns[int(place)] = column
        unit = unit_in(job.run.titles[int(place)])
        if unit is not None:
            units[key] = unit
    return Context(columns, units, choices(session, job.actor), job.task().on)


def _stored(
    job: Job,
    part: Sequence[tuple[int, list[Any]]],
    rows: Sequence[ReadRow],
    verdicts: Sequence[Judged],
) -> list[dict[str, Any]]:
    title = job.handling.title
    return [
        {
            "run_id": job.id,
            "number": row.number,
            "outcome": verdict.outcome,
            "title": title(row)[:200],
            "reason": verdict.reason[:LONGEST_REASON],
            "read": row.values,
            "cells": [text_of(cell)[:LONGEST_REASON] for cell in cells]
            if verdict.outcome in RETURNED
            else [],
            "seen_id": verdict.seen[0] if verdict.seen else None,
            "seen_version": verdict.seen[1] if verdict.seen else None,
        }
        for (_number, cells), row, verdict in zip(part, rows, verdicts, strict=True)
    ]
