"""Counts the statements of a request, in this process: the answers themselves say nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from crm.core.db import db
from tests.bench.measure import Ask
from tests.bench.visitor import Visitor

HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


def statements_of(app: Flask, visitor: Visitor, ask: Ask, expected: int) -> list[str] | None:
    """The statements of the second request of two: the first may fill what is kept.

    None when the answer here is another one than the server's.
    """
    status = 0
    for _ in range(2):
        with _noted() as sent:
            status = _open(app, visitor, ask)
    return sent if status == expected else None


def _open(app: Flask, visitor: Visitor, ask: Ask) -> int:
    request = ask(visitor)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    answer = app.test_client(use_cookies=False).open(
        request.path,
        method=request.method,
        data=request.fields,
        headers={"Cookie": cookies},
        base_url=f"http://127.0.0.1:{visitor.port}",
    )
    return answer.status_code


@contextmanager
def _noted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            sent.append(statement)

    for engine in db.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in db.engines:
            event.remove(engine, "before_cursor_execute", note)
