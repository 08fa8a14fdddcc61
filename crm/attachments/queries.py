"""Reads of attachments. Whether somebody may see them is decided by the record they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.attachments.models import Attachment
from crm.core.errors import NotFound
from crm.core.storage import storage
from crm.lib.thumbnails import MEDIA_TYPES

_OF_RECORD = (
    select(Attachment, User.name.label("uploaded_by"))
    .join(User, User.id == Attachment.uploaded_by_id)
    .where(
        Attachment.kind == bindparam("kind"),
        Attachment.subject_id == bindparam("of"),
        Attachment.removed_at.is_(None),
    )
    .order_by(Attachment.id)
)
_OF_RECORDS = (
    select(Attachment)
    .where(
        Attachment.kind == bindparam("kind"),
        Attachment.subject_id.in_(bindparam("of", expanding=True)),
        Attachment.removed_at.is_(None),
    )
    .order_by(Attachment.id)
)


def with_files(kind: str, number: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the record with that number has some; for selections of records."""
    its = (Attachment.kind == kind) & (Attachment.subject_id == number)
    return select(Attachment.id).where(its, Attachment.removed_at.is_(None)).exists()


def of_subject(session: Session, kind: str, subject_id: int) -> list[Row[tuple[Attachment, str]]]:
    """A record's attachments with the names of who uploaded them, oldest first.

    The caller has fetched the record through its permission.
    """
    return list(session.execute(_OF_RECORD, {"kind": kind, "of": subject_id}))


def of_subjects(session: Session, kind: str, ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The attachments of several records at once, by record."""
    numbers = list(ids)
    if not numbers:
        return {}
    found: dict[int, list[Attachment]] = {}
    for attachment in session.scalars(_OF_RECORDS, {"kind": kind, "of": numbers}):
        found.setdefault(attachment.subject_id, []).append(attachment)
    return found


def get_of(session: Session, kind: str, subject_id: int, number: int) -> Attachment:
    """One attachment of a record; NotFound when it belongs to another or was removed."""
    found = session.get(Attachment, number)
    if found is None or found.removed_at or (found.kind, found.subject_id) != (kind, subject_id):
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a page names it, and whether it has a small picture to show."""

    id: int
    name: str
    small: bool


def shown_of(session: Session, kind: str, ids: Iterable[int]) -> dict[int, list[Shown]]:
    """The attachments of several records at once, by record, as a page shows them."""
    return {
        number: [Shown(one.id, one.name, has_small(one)) for one in files]
        for number, files in of_subjects(session, kind, ids).items()
    }


def has_small(attachment: Attachment) -> bool:
    """Whether a small picture of it lies in the storage."""
    if attachment.media_type not in MEDIA_TYPES:
        return False
    path = storage().small(attachment.storage_key)
    return path.is_file() and path.stat().st_size > 0


def photographs_of_activities(session: Session) -> list[str]:
    """The storage keys of all photographs that stand with what was done, the latest first."""
    wanted = select(Attachment.storage_key).where(
        Attachment.kind == "activity",
        Attachment.media_type.in_(MEDIA_TYPES),
        Attachment.removed_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(Attachment.id.desc())))


def keys_in_use(session: Session) -> set[str]:
    """The storage keys that some row names, removed ones too: nothing is deleted."""
    return set(session.scalars(select(Attachment.storage_key)))
