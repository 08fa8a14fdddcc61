"""One set of records for a whole file of tests; every request is undone at once."""

import hashlib
from collections.abc import Collection, Iterator
from contextvars import Context
from typing import Any

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection, Table, select
from werkzeug.test import TestResponse

from crm.core import kept
from crm.core.db import Model, db
from tests.access.world import World, make_world
from tests.client import RAW_TOKEN
from tests.conftest import NOW
from tests.factories.accounts import make_session

# What every answer carries, whatever it is.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}
POLICY = (
    "default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
)  # fmt: skip
DOWNLOAD = "default-src 'none'; sandbox"


def missing_headers(answer: TestResponse) -> list[str]:
    """The headers that an answer lacks, or that allow too much."""
    found = [name for name, value in HEADERS.items() if value not in answer.headers.get(name, "")]
    policy = answer.headers.get("Content-Security-Policy", "")
    if policy != DOWNLOAD:
        found += [part for part in POLICY if part not in policy]
    if "unsafe" in policy or "http" in policy or "*" in policy:
        found.append(policy)
    if not answer.request.path.startswith("/static/"):
        # A small picture may be kept, by the browser of who asked for it alone.
        kept = "private" if answer.request.path.endswith("/small") else "no-store"
        kept = kept if answer.status_code == 200 else "no-store"
        found += [] if kept in answer.headers.get("Cache-Control", "") else ["Cache-Control"]
    return found


class Doors:
    """Sends requests as anybody; what a request has written is gone when its answer is there.

    The pages are not examined here (tests/page_rules.py): that would take most of the time.
    """

    def __init__(self, app: Flask, connection: Connection, world: World) -> None:
        self.app, self.connection, self.world = app, connection, world
        self.client = app.test_client(use_cookies=False)
        self.cookies: dict[str, str] = {}
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN)

    def sign_in(self, actor: str, key: str | None) -> None:
        """Keep the cookie of somebody's browser."""
        values = {"csrf_token": RAW_TOKEN} | ({"_user_id": key} if key else {})
        signer = self.app.session_interface.get_signing_serializer(self.app)
        self.cookies[actor] = f"session={signer.dumps(values)}"

    def ask(
        self,
        actor: str,
        method: str,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        token: bool | str = True,
        undo: bool = True,
        **options: Any,
    ) -> TestResponse:
        """The answer to one request."""
        if method != "GET":
            sent = self.token if token is True else token
            data = {**({"csrf_token": sent} if sent else {}), **(data or {})}
        headers = {"Cookie": self.cookies[actor], **options.pop("headers", {})}
        if not undo:
            return self.raw(method, url, data=data, headers=headers, **options)
        savepoint = self.connection.begin_nested()
        try:
            return self.raw(method, url, data=data, headers=headers, **options)
        finally:
            savepoint.rollback()

    def raw(self, method: str, url: str, **options: Any) -> TestResponse:
        """The answer to a request that is sent as it is; what it writes stays."""
        answer = Context().run(self.client.open, url, method=method, **options)
        answer.get_data()
        assert missing_headers(answer) == [], f"{method} {url}: {answer.status}"
        return answer

    def checksum(self, leave_out: Collection[str] = ()) -> dict[str, str]:
        """A hash of everything that each table holds."""
        return {
            table.name: self._hash(table)
            for table in Model.metadata.sorted_tables
            if table.name not in leave_out
        }

    def _hash(self, table: Table) -> str:
        rows = self.connection.execute(select(table).order_by(*table.primary_key.columns))
        return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


@pytest.fixture(scope="module")
def doors(app: Flask) -> Iterator[Doors]:
    """The way to ask; the records are made once per file."""
    kept.forget()  # what another test has read was rolled back
    engine = db.engine.execution_options(writes=True)
    with time_machine.travel(NOW, tick=False), app.app_context(), engine.connect() as connection:
        transaction = connection.begin()
        with db.pinned(connection):
            with db.open(writes=True) as session:
                world = make_world(session)
                keys = {name: make_session(session, user) for name, user in world.people.items()}
                session.commit()
            doors = Doors(app, connection, world)
            for name, key in {"guest": None, **keys}.items():
                doors.sign_in(name, key)
            yield doors
        transaction.rollback()


@pytest.fixture(scope="module")
def world(doors: Doors) -> World:
    """Who is there and what."""
    return doors.world
