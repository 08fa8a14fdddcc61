"""What was done: of one record, and of everybody in scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.attachments.models import Attachment
from crm.attachments.queries import of_subjects
from crm.core.errors import NotFound
from crm.core.lists import Order, Page, page
from crm.leads.models import Activity
from crm.leads.queries.subjects import names, readable_by, url_of
from crm.leads.rules import ActivityKind

ORDER = Order(Activity.happened_on, date)


@dataclass(frozen=True)
class ActivityFilter:
    """What the list is narrowed to."""

    owner: int | None = None
    activity: ActivityKind | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """Something that was done, with the record that it was done for."""

    id: int
    activity: ActivityKind
    happened_on: date
    summary: str
    people: str
    place: str
    who: str
    unit: str
    subject: str
    url: str


def activities_of(session: Session, kind: str, subject_id: int, limit: int) -> list[Row[Any]]:
    """What was done for a record that the viewer knows by name, newest first."""
    wanted = (
        select(
            Activity.id,
            Activity.activity,
            Activity.happened_on,
            Activity.summary,
            Activity.people,
            Activity.place,
            User.name.label("who"),
        )
        .join(User, User.id == Activity.owner_id)
        .where(Activity.kind == kind, Activity.subject_id == subject_id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    return list(session.execute(wanted))


def count_activities(session: Session, kind: str, subject_id: int) -> int:
    """How often something was done for a record."""
    wanted = select(func.count(Activity.id)).where(
        Activity.kind == kind, Activity.subject_id == subject_id
    )
    return session.scalar(wanted) or 0


def listed(viewer: Viewer, wanted: ActivityFilter) -> Select[Any]:
    """The activities in scope whose record the viewer may read by name."""
    return (
        select(
            Activity.id,
            Activity.kind,
            Activity.subject_id,
            Activity.activity,
            Activity.happened_on,
            Activity.summary,
            Activity.people,
            Activity.place,
            User.name.label("who"),
            OrgUnit.name.label("unit"),
        )
        .join(User, User.id == Activity.owner_id)
        .join(OrgUnit, OrgUnit.id == Activity.unit_id)
        .where(*_narrowed(viewer, wanted))
    )


def _narrowed(viewer: Viewer, wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    found = [scope(viewer, Activity)]
    if wanted.owner:
        found.append(Activity.owner_id == wanted.owner)
    if wanted.activity:
        found.append(Activity.activity == wanted.activity)
    if wanted.since:
        found.append(Activity.happened_on >= wanted.since)
    if wanted.until:
        found.append(Activity.happened_on <= wanted.until)
    # Last: it costs the most, and is looked at only for rows that are left.
    found.append(readable_by(viewer, Activity.kind, Activity.subject_id))
    return found


def page_of(session: Session, viewer: Viewer, wanted: ActivityFilter, cursor: str) -> Page:
    """A page of the list, the newest first."""
    keys = select(Activity.id).where(*_narrowed(viewer, wanted))
    return page(session, listed(viewer, wanted), ORDER, Activity.id, cursor, keys=keys)


def lines(session: Session, viewer: Viewer, rows: list[Row[Any]]) -> list[ActivityLine]:
    """The rows with the names of their records."""
    known = names(session, viewer, {(row.kind, row.subject_id) for row in rows})
    return [
        ActivityLine(
            id=row.id,
            activity=row.activity,
            happened_on=row.happened_on,
            summary=row.summary,
            people=row.people,
            place=row.place,
            who=row.who,
            unit=row.unit,
            subject=known.get((row.kind, row.subject_id), ""),
            url=url_of(row.kind, row.subject_id),
        )
        for row in rows
    ]


def get_activity(session: Session, viewer: Viewer, number: int) -> Activity:
    """Something that was done for a record that the viewer knows by name; NotFound otherwise."""
    wanted = select(Activity).where(
        Activity.id == number, readable_by(viewer, Activity.kind, Activity.subject_id)
    )
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def files_of(session: Session, rows: Iterable[Any]) -> dict[int, list[Attachment]]:
    """Photographs and papers of activities, by activity."""
    return of_subjects(session, "activity", [row.id for row in rows])
