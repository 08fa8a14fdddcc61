"""What was done: of one record, and of everybody in scope."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from crm.accounts.queries import Directory, directory, scope
from crm.accounts.rules import Permission, Viewer
from crm.attachments.queries import Shown, shown_of
from crm.core.errors import Forbidden, NotFound, Refused
from crm.core.lists import Listing, Order, Page, among, turned_to
from crm.core.ways import by_key
from crm.leads.models import Activity
from crm.leads.queries.subjects import names, readable_by, url_of
from crm.leads.queries.words import found_in_text
from crm.leads.rules import ActivityKind
from crm.lib.text import truncate
from crm.lib.trees import is_within

NOT_YOURS = "只有登记人，或登记单位及上级单位的负责人可以更正、撤销这次跟进。"
ORDER = Order(Activity.happened_on, date)
MOST_EXPORTED, AT_ONCE = 50_000, 1000


@dataclass(frozen=True)
class ActivityFilter:
    """What the list is narrowed to; `unit` takes the units below in."""

    owner: int | None = None
    unit: int | None = None
    activity: ActivityKind | None = None
    since: date | None = None
    until: date | None = None
    withdrawn: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the viewer may do about something that was logged."""

    correct: bool = False
    reinstate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something that was done; `changed` when it is no more as it was logged.

    Among what was done for another record, `origin` names the one that it was done for.
    """

    id: int
    activity: ActivityKind
    happened_on: date
    summary: str
    people: str
    place: str
    who: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    changed: bool = False
    ways: Ways
    origin: str = ""
    origin_kind: str = ""
    origin_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine(Done):
    """The same with the record that it was done for."""

    kind: str
    unit: str
    subject: str
    url: str


# What is told of an activity wherever it stands.
COLUMNS = (
    Activity.id,
    Activity.activity,
    Activity.happened_on,
    Activity.summary,
    Activity.people,
    Activity.place,
    Activity.owner_id,
    Activity.unit_id,
    Activity.version,
    Activity.withdrawn_at,
    Activity.withdrawn_by_id,
    Activity.withdrawn_reason,
)


def told(session: Session, viewer: Viewer, row: Row[Any], known: Directory) -> Done:
    """A row of COLUMNS as pages show it."""
    return Done(**_told(row, known), ways=_ways(session, viewer, row))


def latest_beside(session: Session, activity: Activity) -> date | None:
    """The last day on which something else was done for the same record."""
    wanted = select(func.max(Activity.happened_on)).where(
        Activity.kind == activity.kind,
        Activity.subject_id == activity.subject_id,
        Activity.id != activity.id,
        Activity.withdrawn_at.is_(None),
    )
    return session.scalar(wanted)


def listed(session: Session, viewer: Viewer, wanted: ActivityFilter) -> Select[Any]:
    """The activities in scope whose record the viewer may read by name."""
    words = found_in_text(session, viewer, wanted.q)
    found = _narrowed(session, viewer, wanted, words.conditions)
    return select(*COLUMNS, Activity.kind, Activity.subject_id).where(*found)


def _narrowed(
    session: Session,
    viewer: Viewer,
    wanted: ActivityFilter,
    words: Sequence[ColumnElement[bool]],
) -> list[ColumnElement[bool]]:
    counts = Activity.withdrawn_at.is_(None)
    found = [*words, scope(viewer, Activity), ~counts if wanted.withdrawn else counts]
    if wanted.owner:
        found.append(Activity.owner_id == wanted.owner)
    if wanted.unit:
        units = directory(session, viewer).below(wanted.unit)
        found.append(among(session, Activity.unit_id, units))
    if wanted.activity:
        found.append(Activity.activity == wanted.activity)
    if wanted.since:
        found.append(Activity.happened_on >= wanted.since)
    if wanted.until:
        found.append(Activity.happened_on <= wanted.until)
    # Last: it costs the most, and is looked at only for rows that are left.
    return [*found, readable_by(viewer, Activity.kind, Activity.subject_id)]


def page_of(session: Session, viewer: Viewer, wanted: ActivityFilter, cursor: str) -> Page:
    """A page of the list, the newest first."""
    words = found_in_text(session, viewer, wanted.q)
    found = _narrowed(session, viewer, wanted, words.conditions)
    keys, counting = select(Activity.id).where(*found), None
    if words.few:
        keys = by_key(keys, Activity)
    elif words.where is not None:
        counting = by_key(select(Activity.id).where(words.where, *found), Activity)
    rows = select(*COLUMNS, Activity.kind, Activity.subject_id)
    listing = Listing(rows, ORDER, Activity.id, keys, gathered=words.few, counting=counting)
    return turned_to(session, listing, cursor)


def exported(session: Session, viewer: Viewer, wanted: ActivityFilter) -> Iterator[ActivityLine]:
    """All that the filter leaves, in the order of the list; Refused beyond MOST_EXPORTED, at the
    row that is too many."""
    query = (
        listed(session, viewer, wanted)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(MOST_EXPORTED + 1)
        .execution_options(yield_per=AT_ONCE)
    )
    count = 0
    for part in session.execute(query).partitions(AT_ONCE):
        count += len(part)
        if count > MOST_EXPORTED:
            raise Refused(f"超过 {MOST_EXPORTED:,} 次，请先缩小筛选范围，再导出。")
        yield from lines(session, viewer, part)


def lines(session: Session, viewer: Viewer, rows: Sequence[Row[Any]]) -> list[ActivityLine]:
    """The rows with the names of their records."""
    subjects = names(session, viewer, {(row.kind, row.subject_id) for row in rows})
    known = directory(session, viewer)
    return [
        ActivityLine(
            **_told(row, known),
            kind=row.kind,
            unit=known.unit(row.unit_id),
            subject=subjects.get((row.kind, row.subject_id), ""),
            url=url_of(row.kind, row.subject_id),
            ways=_ways(session, viewer, row),
        )
        for row in rows
    ]


def _told(row: Row[Any], known: Directory) -> dict[str, Any]:
    return {
        "id": row.id,
        "activity": row.activity,
        "happened_on": row.happened_on,
        "summary": row.summary,
        "people": row.people,
        "place": row.place,
        "who": known.person(row.owner_id),
        "withdrawn_at": row.withdrawn_at,
        "withdrawn_by": known.person(row.withdrawn_by_id),
        "withdrawn_reason": row.withdrawn_reason,
        "changed": row.version > 1 and row.withdrawn_at is None,
    }


def words_of(activity: Activity) -> str:
    """How an activity is named among others of its record: day, kind and how it begins."""
    begins = truncate(" ".join(activity.summary.split()), 40)
    return f"{activity.happened_on} {activity.activity.label}：{begins}"


def _ways(session: Session, viewer: Viewer, row: Any) -> Ways:
    manages = _manages(session, viewer, row)
    if row.withdrawn_at is not None:
        return Ways(reinstate=manages)
    return Ways(correct=manages or (viewer.may(Permission.LOG) and row.owner_id == viewer.id))


def _manages(session: Session, viewer: Viewer, row: Any) -> bool:
    """Whether the viewer heads the unit in which it was logged, or one above it."""
    unit = directory(session, viewer).units.get(row.unit_id)
    return (
        viewer.may(Permission.MANAGE)
        and unit is not None
        and is_within(unit.path, viewer.unit_path)
    )


def get_activity(session: Session, viewer: Viewer, number: int, *, lock: bool = False) -> Activity:
    """Something that was done for a record that the viewer knows by name; NotFound otherwise.

    With `lock` it is read anew, and nobody else can change it until the transaction ends.
    """
    wanted = select(Activity).where(
        Activity.id == number, readable_by(viewer, Activity.kind, Activity.subject_id)
    )
    if lock:
        wanted = wanted.with_for_update(of=Activity).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_to_correct(
    session: Session, viewer: Viewer, number: int, *, lock: bool = False
) -> Activity:
    """The same for whoever logged it and for the managers of that unit and above; Forbidden for
    the others."""
    found = get_activity(session, viewer, number, lock=lock)
    if not (found.owner_id == viewer.id or _manages(session, viewer, found)):
        raise Forbidden(NOT_YOURS)
    return found


def get_to_reinstate(session: Session, viewer: Viewer, number: int) -> Activity:
    """The same for the managers alone."""
    found = get_activity(session, viewer, number)
    if not _manages(session, viewer, found):
        raise Forbidden("恢复已撤销的跟进，由登记单位或上级单位的负责人进行。")
    return found


def files_of(session: Session, rows: Iterable[Any]) -> dict[int, list[Shown]]:
    """Photographs and papers of activities, by activity."""
    return shown_of(session, "activity", [row.id for row in rows])
