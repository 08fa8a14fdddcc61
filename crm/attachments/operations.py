"""Writes of attachments: first the file is stored and looked at, then its row is made."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, g
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from crm.accounts.rules import Viewer
from crm.attachments.models import Attachment
from crm.attachments.rules import LIMIT, size_in_words
from crm.core.aside import aside
from crm.core.db import now
from crm.core.downloads import download, picture
from crm.core.errors import NotFound, Refused
from crm.core.journal import record
from crm.core.storage import Stored, storage
from crm.lib.media import MediaError, sniff_file
from crm.lib.text import clean_filename
from crm.lib.thumbnails import MEDIA_TYPES, make_small
from crm.lib.zips import ZipRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """A file that lies in the storage and was found harmless; nothing names it yet."""

    name: str
    stored: Stored
    media_type: str


def receive(file: FileStorage | None, field: str = "file") -> Received:
    """Store an uploaded file and look into it; Refused with a sentence when it is not taken.

    To be called before the request first touches `db.session`: a large file takes its time, and
    nobody else could write meanwhile. What is refused, or never gets a row, is cleaned away.
    """
    own = g.get("session")
    if own is not None and own.info["writes"] and own.in_transaction():
        raise RuntimeError("a file is received before the writing transaction begins")
    if file is None or not file.filename:
        raise Refused("请选择一个文件。", field)
    name = clean_filename(file.filename)
    try:
        kind = sniff_file(file.stream, name)
        file.stream.seek(0)
        stored = storage().save(file.stream, LIMIT)
    except (MediaError, ZipRefused) as error:
        raise Refused(f"{error}。", field) from error
    except Refused as error:
        raise Refused(error.sentence, field) from error
    return Received(name, stored, kind.mime)


def receive_all(files: Iterable[FileStorage], field: str) -> list[Received]:
    """Several files, with the small pictures of those that are photographs."""
    received = [receive(file, field) for file in files]
    make_small_of([one.stored.key for one in received if one.media_type in MEDIA_TYPES])
    return received


def make_small_of(keys: Sequence[str]) -> None:
    """Make the small pictures of stored photographs; one that has none is shown by its name."""
    paths = [(str(storage().path(key)), str(storage().small(key))) for key in keys]
    try:
        if paths:
            aside(make_small, paths)
    except (RuntimeError, OSError) as error:
        log.warning("no small pictures of %d files: %s", len(paths), error)


def again(attachment: Attachment) -> Received:
    """The same file once more, for another record: a copy under a key of its own.

    To be called, as `receive`, before the request writes.
    """
    with storage().path(attachment.storage_key).open("rb") as stream:
        return Received(attachment.name, storage().save(stream, LIMIT), attachment.media_type)


def attach(
    session: Session,
    actor: Viewer,
    kind: str,
    subject_id: int,
    received: Received,
    *,
    title: str,
    confidential: bool = False,
) -> Attachment:
    """Give a received file to a record; `title` names the record in the audit log.

    The trace stands with the record, so that its timeline shows it.
    """
    row = Attachment(
        kind=kind,
        subject_id=subject_id,
        name=received.name,
        storage_key=received.stored.key,
        size=received.stored.size,
        sha256=received.stored.sha256,
        media_type=received.media_type,
        uploaded_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "uploaded", row, title, confidential, new=True)
    return row


def remove(
    session: Session,
    actor: Viewer,
    attachment: Attachment,
    reason: str,
    *,
    title: str,
    confidential: bool = False,
) -> None:
    """Take an attachment off its record; the file and the row stay, with the reason."""
    if not reason:
        raise Refused("请写明移除的原因。", "reason")
    attachment.removed_at = now()
    attachment.removed_reason = reason[:200]
    session.flush()
    _note(session, actor, "removed", attachment, title, confidential, reason=reason)


def send(
    session: Session,
    actor: Viewer,
    attachment: Attachment,
    *,
    title: str,
    confidential: bool = False,
    shown: bool = False,
) -> Response:
    """The download, which the audit log keeps: the view is marked `@writes`.

    A file to save; only a photograph is shown by the browser in place, when that was asked for.
    """
    path = storage().path(attachment.storage_key)
    if not path.is_file():
        raise NotFound("文件不在存储中，请联系系统管理员从备份恢复。")
    _note(session, actor, "downloaded", attachment, title, confidential)
    shown = shown and attachment.media_type in MEDIA_TYPES
    return download(path, attachment.name, attachment.media_type, shown=shown)


def send_small(attachment: Attachment) -> Response:
    """The small picture of a photograph, which is no download: the log keeps nothing of it."""
    path = storage().small(attachment.storage_key)
    if not path.is_file() or not path.stat().st_size:
        raise NotFound
    return picture(path, "image/jpeg")


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    attachment: Attachment,
    title: str,
    confidential: bool,
    *,
    new: bool = False,
    reason: str = "",
) -> None:
    told = f"{attachment.name}（{size_in_words(attachment.size)}）"
    changes: dict[str, list[str | None]] = {"文件": [None, told]}
    if new:
        changes["SHA-256"] = [None, attachment.sha256]
    if reason:
        changes["原因"] = [None, reason]
    record(
        session,
        actor,
        action,
        kind=attachment.kind,
        subject_id=attachment.subject_id,
        title=title,
        changes=changes,
        confidential=confidential,
    )
