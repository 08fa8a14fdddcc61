"""What is kept of what was done, for each kind of record, where much is logged at once."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.companies.models import Company
from crm.companies.queries import visible_to as companies_visible_to
from crm.core.journal import Changes
from crm.core.lists import among
from crm.leads.models import Activity, Lead
from crm.leads.operations.activities import NOT_OPEN, keep_up
from crm.leads.queries.access import NOT_YOURS, known_to, may_edit, visible_to
from crm.leads.queries.rows import title_for_all
from crm.leads.queries.subjects import NO_COMPANY, SUBJECTS
from crm.leads.queries.terms import granted
from crm.leads.rules import ActivityValues, LeadState, revives

LAPSED = "这条线索的首报保护已于 {} 期满，导入不会使它重新受保护。仍要跟进，请在线索页面登记。"
Key = tuple[str, int]


@dataclass(frozen=True)
class Book:
    """How much is logged at once for a kind of record.

    `last` is the column that keeps the last day, '' where there is none. `known` selects the
    records that the viewer knows by name, with what `barred` asks to say why he may not log for
    one ('' when he may). `keep_up` lets the record say what follows; without it a next step
    becomes a to-do. `lapses` says why something done on a day must not be brought in.
    """

    last: str
    known: Callable[[Viewer], Select[Any]]
    title: Callable[[Any], str]
    barred: Callable[[Viewer, Any], str]
    keep_up: Callable[[Session, Any, ActivityValues, date], None] | None = None
    lapses: Callable[[Session, Any, date, date], str] = lambda *_asked: ""


_books: dict[str, Book] = {}


def keeps(kind: str, book: Book) -> None:
    """Say how it is done for a kind; called when a package loads."""
    _books[kind] = book


def book_of(kind: str) -> Book:
    """How it is done for a kind."""
    return _books[kind]


def known_among(
    session: Session, viewer: Viewer, kind: str, which: ColumnElement[bool], *, lock: bool = False
) -> Sequence[Any]:
    """Those of the records that the viewer knows by name; with `lock` nobody else can change them
    until the transaction ends."""
    model = SUBJECTS[kind].model
    wanted = book_of(kind).known(viewer).where(which).order_by(model.id)
    if lock:
        wanted = wanted.with_for_update(of=model).execution_options(populate_existing=True)
    return session.scalars(wanted).all()


def by_kind(keys: Collection[Key]) -> Iterator[tuple[str, list[int]]]:
    """The numbers of each kind, both in a fixed order: so everybody locks in the same one."""
    for kind in SUBJECTS:
        if numbers := sorted(number for of, number in keys if of == kind):
            yield kind, numbers


def last_days(session: Session, keys: Collection[Key]) -> dict[Key, date]:
    """The last day on which something was done, of the records of which there is one."""
    found: dict[Key, date] = {}
    for kind, numbers in by_kind(keys):
        wanted = (
            select(Activity.subject_id, func.max(Activity.happened_on))
            .where(
                Activity.kind == kind,
                among(session, Activity.subject_id, numbers),
                Activity.withdrawn_at.is_(None),
            )
            .group_by(Activity.subject_id)
        )
        found |= {(kind, number): day for number, day in session.execute(wanted)}
    return found


def standing(kind: str, about: Any) -> dict[str, Any]:
    """What a record says of its activities, as JSON holds it."""
    book = book_of(kind)
    if book.keep_up is None:
        return {}
    last = getattr(about, book.last)
    day = about.next_step_on
    step = [about.next_step, day.isoformat() if day else None]
    return {"last": last.isoformat() if last else None, "step": step}


def day_of(text: str | None) -> date | None:
    """A day as `standing` writes it."""
    return date.fromisoformat(text) if text else None


def later_of(*days: date | None) -> date | None:
    """The last of the days that there are."""
    return max((day for day in days if day is not None), default=None)


def note(
    session: Session, actor: Viewer, action: str, key: Key, about: Any, changes: Changes
) -> None:
    """Keep in a record's log what was done about its activities."""
    record(
        session,
        actor,
        action,
        kind=key[0],
        subject_id=key[1],
        title=book_of(key[0]).title(about),
        changes=changes,
        confidential=about.confidential,
    )


def _leads(viewer: Viewer) -> Select[Any]:
    wanted = visible_to(viewer).where(known_to(viewer))
    return wanted.join(Lead.unit).options(contains_eager(Lead.unit))


def _lead_barred(viewer: Viewer, lead: Lead) -> str:
    if not may_edit(viewer, lead):
        return NOT_YOURS
    return "" if lead.state is LeadState.OPEN else NOT_OPEN.format(lead.state.label)


def _lead_lapses(session: Session, lead: Lead, day: date, on: date) -> str:
    then = granted(session, lead.protected_from, later_of(lead.last_followed_on, day)).falls_on
    return LAPSED.format(lead.falls_on) if revives(lead.falls_on, then, on) else ""


def _company_title(company: Company) -> str:
    return NO_COMPANY if company.confidential else company.name


keeps(
    "lead",
    Book("last_followed_on", _leads, title_for_all, _lead_barred, keep_up, _lead_lapses),
)
keeps("company", Book("", companies_visible_to, _company_title, lambda *_asked: ""))
