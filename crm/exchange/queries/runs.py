"""Runs of imports: whose they are, what stands in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Permission, Viewer
from crm.core.errors import NotFound
from crm.core.lists import Order, Page, page
from crm.exchange.models import ImportLayout, ImportRow, ImportRun
from crm.exchange.rules.runs import STUCK, WORKING, WRITTEN, ImportKind, Outcome
from crm.search.models import SearchDocument
from crm.search.rules import Kind

ORDER = Order(ImportRun.id, int)
BY_NUMBER = Order(ImportRow.number, int, descending=False)


def visible_to(viewer: Viewer) -> Select[tuple[ImportRun]]:
    """One's own runs: a file may hold what nobody else may see."""
    may = viewer.may(Permission.LOG)
    return select(ImportRun).where(ImportRun.owner_id == (viewer.id if may else None))


def get_for(session: Session, viewer: Viewer, run_id: int, *, lock: bool = False) -> ImportRun:
    """One of the viewer's own runs; NotFound for any other."""
    wanted = visible_to(viewer).where(ImportRun.id == run_id)
    if lock:
        wanted = wanted.with_for_update()
    run = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if run is None:
        raise NotFound
    return run


def page_of(session: Session, viewer: Viewer, cursor: str) -> Page:
    """A page of the viewer's runs, the latest first."""
    wanted = visible_to(viewer).with_only_columns(
        ImportRun.id,
        ImportRun.kind,
        ImportRun.state,
        ImportRun.file_name,
        ImportRun.counts,
        ImportRun.created_at,
        ImportRun.message,
    )
    return page(session, wanted, ORDER, ImportRun.id, cursor)


def rows_of(
    session: Session, run: ImportRun, outcome: Outcome | None, cursor: str, *, stuck: bool = False
) -> Page:
    """A page of a run's rows as the dry run judged them; the caller has fetched the run.

    With `stuck` those that stop the undoing.
    """
    wanted = select(
        ImportRow.id,
        ImportRow.number,
        ImportRow.outcome,
        ImportRow.title,
        ImportRow.reason,
        ImportRow.seen_id,
        ImportRow.subject_id,
    ).where(ImportRow.run_id == run.id)
    if outcome is not None:
        wanted = wanted.where(ImportRow.outcome == outcome)
    if stuck:
        wanted = wanted.where(ImportRow.reason.startswith(STUCK))
    return page(session, wanted, BY_NUMBER, ImportRow.id, cursor)


def returned_rows(session: Session, run: ImportRun, outcomes: Sequence[Outcome]) -> Any:
    """The rows that come back as a file: number, outcome, reason and cells, as a stream."""
    wanted = (
        select(ImportRow.number, ImportRow.outcome, ImportRow.reason, ImportRow.cells)
        .where(ImportRow.run_id == run.id, ImportRow.outcome.in_(outcomes))
        .order_by(ImportRow.number)
        .execution_options(yield_per=1000)
    )
    return session.execute(wanted)


def layout_of(
    session: Session, unit_id: int, kind: ImportKind, signature: str
) -> ImportLayout | None:
    """How the unit has matched a table with these columns before, if it has."""
    wanted = select(ImportLayout).where(
        ImportLayout.unit_id == unit_id,
        ImportLayout.kind == kind,
        ImportLayout.signature == signature,
    )
    return session.scalars(wanted).one_or_none()


class KeptRow(NamedTuple):
    """What writing a row and taking it back needs to know of it."""

    id: int
    number: int
    outcome: Outcome
    title: str
    read: dict[str, Any]
    seen_id: int | None
    seen_version: int | None
    subject_id: int | None
    subject_version: int | None
    before: dict[str, Any] | None


KEPT = tuple(getattr(ImportRow, name) for name in KeptRow._fields)


def open_rows(session: Session, run_id: int, after: int, most: int) -> list[KeptRow]:
    """The next rows to be written, behind a number."""
    wanted = (
        select(*KEPT)
        .where(
            ImportRow.run_id == run_id,
            ImportRow.outcome.in_(WRITTEN),
            ImportRow.subject_id.is_(None),
            ImportRow.number > after,
        )
        .order_by(ImportRow.number)
        .limit(most)
    )
    return [KeptRow._make(row) for row in session.execute(wanted)]


def written_rows(session: Session, run_id: int, after: int, most: int) -> list[KeptRow]:
    """The rows that were written, the last first, before a number."""
    wanted = (
        select(*KEPT)
        .where(
            ImportRow.run_id == run_id, ImportRow.subject_id.is_not(None), ImportRow.number < after
        )
        .order_by(ImportRow.number.desc())
        .limit(most)
    )
    return [KeptRow._make(row) for row in session.execute(wanted)]


def left_behind(at: datetime) -> ColumnElement[bool]:
    """Runs at which somebody should be working and nobody is."""
    alone = or_(ImportRun.lease_until.is_(None), ImportRun.lease_until < at)
    return and_(ImportRun.state.in_(WORKING), alone)


def not_found_yet(session: Session, run_id: int, kind: Kind, most: int) -> list[int]:
    """Records that a run has made and the search index does not know."""
    known = (
        select(SearchDocument.id)
        .where(
            SearchDocument.kind == kind.value,
            SearchDocument.subject_id == ImportRow.subject_id,
        )
        .exists()
    )
    wanted = (
        select(ImportRow.subject_id)
        .where(ImportRow.run_id == run_id, ImportRow.subject_id.is_not(None), ~known)
        .limit(most)
    )
    return [number for number in session.scalars(wanted) if number is not None]
