"""Documents of the search index, made while the next rows are written.

Making them takes as long as all the rest of writing a lead. A helper process makes those of the
rows that have just been committed, and they are stored along with the next ones.
"""

from collections import deque
from collections.abc import Collection
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Self

from crm.core.db import db
from crm.search.operations import documents_of
from crm.search.rules import Kind

MOST_WAITING = 3
Made = list[dict[str, Any]]


class Ahead:
    """Asked for the documents of records; `helped` by a process that is forked from this one."""

    def __init__(self, kind: Kind, *, helped: bool) -> None:
        self.kind, self.helped = kind, helped
        self._waiting: deque[Future[Made] | Made] = deque()
        self._helper: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.helped:
            fork = get_context("fork")
            self._helper = ProcessPoolExecutor(1, fork, initializer=_let_connections_be)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._helper is not None:
            self._helper.shutdown(cancel_futures=True)

    def ask(self, numbers: Collection[int]) -> None:
        """Have the documents of committed records made."""
        if self._helper is None:
            self._waiting.append(_make(self.kind, numbers))
        else:
            self._waiting.append(self._helper.submit(_make, self.kind, list(numbers)))

    def take(self, *, everything: bool = False) -> Made:
        """What has been made meanwhile; waits when too much is outstanding, or for `everything`."""
        found: Made = []
        while self._waiting:
            first = self._waiting[0]
            late = everything or len(self._waiting) > MOST_WAITING
            if isinstance(first, Future):
                if not (late or first.done()):
                    break
                found += first.result()
            else:
                found += first
            self._waiting.popleft()
        return found


def _let_connections_be() -> None:
    """The parent's connections are not the child's to use or to close."""
    for engine in db.engines:
        engine.dispose(close=False)


def _make(kind: Kind, numbers: Collection[int]) -> Made:
    with db.reading() as session:
        return documents_of(session, kind, numbers)
