"""Anchors: number and hash of the log's end, kept outside of the database, and the check."""

import json
import os
from pathlib import Path

from flask import current_app

from crm.audit.queries import Report, head, verify
from crm.core.db import db, now

ANCHORS = "audit-anchors.jsonl"


def anchor() -> None:
    """Keep the present end of the log outside of the database; run daily."""
    with db.reading() as session:
        number, hashed = head(session)
    if number:
        _keep(number, hashed)


def check() -> Report:
    """Check the whole log against itself and its anchors; when fine, keep another anchor."""
    with db.reading() as session:
        report = verify(session, current_app.extensions["audit_key"], anchors())
    if report.fine and report.entries:
        _keep(report.entries, report.last_hash)
    return report


def anchors() -> list[tuple[int, str]]:
    """The anchors that have been kept, oldest first."""
    path = _path()
    if not path.exists():
        return []
    kept = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return [(one["id"], one["hash"]) for one in kept]


def _path() -> Path:
    return current_app.config["SETTINGS"].instance_dir / ANCHORS


def _keep(number: int, hashed: str) -> None:
    if (number, hashed) in anchors():
        return
    with _path().open("a") as file:
        file.write(json.dumps({"at": now().isoformat(), "id": number, "hash": hashed}) + "\n")
        file.flush()
        os.fsync(file.fileno())
