"""The search index of what a run writes, kept beside the writing.

Indexing takes longer than all the rest of writing a lead. A helper process indexes the rows that
have just been committed, in transactions of its own, while the next ones are prepared.
"""

from collections import deque
from collections.abc import Collection
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Self

from sqlalchemy.exc import IntegrityError

from crm.core.db import db
from crm.search.operations import documents_of, keep, refresh
from crm.search.rules import Kind

# So many parts may wait to be indexed; then the writing waits.
MOST_WAITING = 4


class Ahead:
    """Asked to index records; `helped` by a process that is forked from this one. Without a kind
    there is nothing to index."""

    def __init__(self, kind: Kind | None, *, helped: bool) -> None:
        self.kind, self.helped = kind, helped and kind is not None
        self._waiting: deque[Future[None]] = deque()
        self._helper: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.helped:
            fork = get_context("fork")
            self._helper = ProcessPoolExecutor(1, fork, initializer=_let_connections_be)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._helper is not None:
            # Whoever takes back what was written must find the helper at rest.
            self._helper.shutdown(cancel_futures=True)

    def ask(self, numbers: Collection[int]) -> None:
        """Have committed records indexed; waits when too much is outstanding."""
        if self.kind is None:
            return
        if self._helper is None:
            _index(self.kind, numbers)
            return
        self._waiting.append(self._helper.submit(_index, self.kind, list(numbers)))
        while len(self._waiting) > MOST_WAITING:
            self._waiting.popleft().result()

    def finish(self) -> None:
        """Wait until everything is indexed."""
        while self._waiting:
            self._waiting.popleft().result()


def _let_connections_be() -> None:
    """The parent's connections are not the child's to use or to close."""
    for engine in db.engines:
        engine.dispose(close=False)


def _index(kind: Kind, numbers: Collection[int]) -> None:
    """Index new records; whoever has changed one meanwhile has indexed it himself."""
    with db.reading() as session:
        made = documents_of(session, kind, numbers)
    try:
        with db.transaction() as session:
            keep(session, kind, made)
    except IntegrityError:  # in this very moment
        with db.transaction() as session:
            refresh(session, kind, numbers)
