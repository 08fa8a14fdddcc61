"""The first look at a file: where its table stands and which of our columns it has."""

from itertools import islice

from crm.core.db import db
from crm.exchange.jobs.shared import Job
from crm.exchange.models import ImportRun
from crm.exchange.operations.runs import keep_head, settle
from crm.exchange.queries.runs import layout_of
from crm.exchange.rules.heads import MOST_ABOVE, SAMPLES, Head, find_head, is_plain, match, propose
from crm.exchange.rules.runs import ImportKind, RunState
from crm.lib.table_files import TableFile, TableRefused

EMPTY = "表里没有内容。请确认数据在可见的工作表中，第一行是列名。"
NO_ROWS = "表里只有表头，没有数据行。"
MOST_SHEETS = 10


def look(job: Job) -> None:
    """Find the head; go on at once when every column is known, by name or from last time."""
    sheet, head = _best(job.table(), job.run.kind)
    proposed = propose(job.run.kind, head.titles)
    with db.transaction() as session:
        run = session.get(ImportRun, job.id)
        assert run is not None  # noqa: S101  claimed a moment ago
        known = layout_of(session, job.actor.unit_id, run.kind, head.signature)
        mapping = {int(place): key for place, key in known.mapping.items()} if known else proposed
        keep_head(run, sheet, head, mapping)
        session.flush()
        ready = known is not None or is_plain(run.kind, head.titles, mapping)
        settle(session, job.id, job.worker, RunState.CHECKING if ready else RunState.MAPPING)


def _best(table: TableFile, kind: ImportKind) -> tuple[str, Head]:
    """The sheet whose head names most of what we know; the first one among equals."""
    best: tuple[int, str, Head] | None = None
    for sheet in table.sheets[:MOST_SHEETS] or ("",):
        rows = list(islice(table.rows(sheet), MOST_ABOVE + SAMPLES + 1))
        head = find_head(kind, rows)
        if head is None:
            continue
        known = sum(match(kind, title) is not None for title in head.titles)
        if best is None or known > best[0]:
            best = (known, sheet, head)
    if best is None:
        raise TableRefused(EMPTY)
    if not best[2].samples:
        raise TableRefused(NO_ROWS)
    return best[1], best[2]
