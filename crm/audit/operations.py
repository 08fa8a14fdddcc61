"""Writes the log: numbers the notes of a transaction, chains them, stores them with its commit."""

import logging
from typing import Any

from flask import Flask, current_app
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.audit.models import AuditEntry, AuditHead
from crm.audit.rules import START, chained
from crm.core.bulk import add_rows
from crm.core.db import db
from crm.core.errors import refused
from crm.core.journal import Note, changes_of, record, record_export, take

__all__ = ["changes_of", "init", "record", "record_export", "seal"]

log = logging.getLogger(__name__)
HEAD = 1
_HEAD = AuditHead.__table__
_LOCK_HEAD = select(_HEAD.c.last_id, _HEAD.c.hash).where(_HEAD.c.id == HEAD).with_for_update()
_MOVE_HEAD = (
    update(_HEAD)
    .where(_HEAD.c.id == HEAD)
    .values(last_id=bindparam("to"), hash=bindparam("sealed"))
)


def init(_app: Flask) -> None:
    """Keep what is noted; keep refusals too."""
    if not event.contains(Session, "before_commit", seal):
        event.listen(Session, "before_commit", seal)
    refused.connect(_keep_refusal)


def seal(session: Session) -> None:
    """Write the notes of the transaction at its end.

    The head row is locked only here, last of all, so that the log makes nobody wait for
    anything but another commit.
    """
    if session.in_nested_transaction():
        return  # a savepoint may still be undone by the transaction around it
    notes = take(session)
    if not notes:
        return
    session.flush()
    head = _locked_head(session)
    key = current_app.extensions["audit_key"]
    rows, last_id, last_hash = [], head.last_id, head.hash
    for last_id, note in enumerate(notes, start=head.last_id + 1):
        fields = _fields(last_id, note)
        last_hash = fields["hash"] = chained(key, last_hash, fields)
        rows.append(fields)
    add_rows(session, AuditEntry, rows)
    session.execute(_MOVE_HEAD, {"to": last_id, "sealed": last_hash})


def _locked_head(session: Session) -> Any:
    head = session.execute(_LOCK_HEAD).first()
    if head is None:
        # Two first transactions may meet here: one makes the row, both then read it.
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = dialect.insert(AuditHead).values(id=HEAD, last_id=0, hash=START)
        session.execute(first.on_conflict_do_nothing())
        head = session.execute(_LOCK_HEAD).one()
    return head


def _fields(number: int, note: Note) -> dict[str, Any]:
    return {
        "id": number,
        "at": note.at,
        "actor_id": note.actor_id,
        "actor": note.actor,
        "address": note.address,
        "action": note.action,
        "kind": note.kind,
        "subject_id": note.subject_id,
        "title": note.title,
        "confidential": note.confidential,
        "changes": note.changes,
    }


def _keep_refusal(path: str, status: int, sentence: str) -> None:
    """A refusal is kept in a transaction of its own: the request's has been rolled back."""
    viewer = current_viewer()
    if not viewer.is_authenticated:
        return
    try:
        with db.transaction() as session:
            record(
                session,
                viewer,
                "refused",
                kind="page",
                subject_id=None,
                title=path,
                changes={"状态": [None, str(status)]},
            )
    except Exception:
        log.exception("a refusal could not be kept: %s", path)
