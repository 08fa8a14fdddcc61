"""The database: the declarative base, and sessions that end in one commit.

A request has one session. GET and HEAD read; every other method, and a view marked `@writes`,
writes; `crm.core.web` commits it once, after an answer below 400. Jobs and commands use
`db.transaction()`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import g
from sqlalchemy import Connection, Engine, Integer, MetaData, Row, SelectBase, event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
)
from sqlalchemy.orm.session import UOWTransaction

from crm.core.engines import make_engine, make_reader
from crm.core.errors import Conflict, ReadOnly
from crm.core.types import Key, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


class Model(DeclarativeBase):
    """Base of all tables; every one has a whole number as its key."""

    metadata = MetaData(naming_convention=NAMES)

    id: Mapped[int] = mapped_column(Key, primary_key=True)


class Timestamped:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, info={"noise": True}, sort_order=90
    )
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, onupdate=now, info={"noise": True}, sort_order=91
    )


class Versioned(Timestamped):
    """A record that people edit: who saves on top of an unseen change is told."""

    version: Mapped[int] = mapped_column(Integer, info={"noise": True}, sort_order=92)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def must_be(self, seen: int | None) -> None:
        """Raise Conflict when somebody has saved since the version that a form was made from."""
        if seen is not None and seen != self.version:
            raise Conflict


class Database:
    """Hands out sessions over an engine that writes and one that only reads."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self.reader: Engine | None = None
        self._pinned: Connection | None = None

    def connect(self, url: str) -> None:
        """Set the engines; called once by `create_app`."""
        self.engine = make_engine(url)
        self.reader = make_reader(self.engine)

    @property
    def engines(self) -> list[Engine]:
        """Both, or the one that does both."""
        return [one for one in dict.fromkeys((self.engine, self.reader)) if one is not None]

    def dispose(self) -> None:
        """Close all connections that lie idle."""
        for engine in self.engines:
            engine.dispose()

    @property
    def session(self) -> Session:
        """The request's session, begun at its first use."""
        session = g.get("session")
        if session is None:
            session = g.session = self.open(writes=g.get("writes", False))
            session.info.update(g.get("revisions", {}))
        return session

    def learn(self, *numbers: int) -> None:
        """What is kept of which revision the request may use (see `crm.core.kept`)."""
        g.revisions = {"revision": numbers[0], "numbers": numbers}
        if "session" in g:
            g.session.info.update(g.revisions)

    def open(self, *, writes: bool) -> Session:
        """A session that reads, or one that may write; to be closed by the caller."""
        # A session ends with its commit: what it has read may be looked at afterwards.
        if self._pinned is not None:
            session = Session(
                self._pinned, join_transaction_mode="create_savepoint", expire_on_commit=False
            )
        else:
            if self.engine is None or self.reader is None:
                raise RuntimeError("create_app connects the database first")
            engine = self.engine.execution_options(writes=True) if writes else self.reader
            session = Session(engine, expire_on_commit=False)
        session.info["writes"] = writes
        return session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session of its own, committed at the end of the block."""
        with self.open(writes=True) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A reading session of its own, in which everything is of one instant."""
        with self.open(writes=False) as session:
            if session.get_bind().dialect.name == "postgresql" and self._pinned is None:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def pinned(self, connection: Connection) -> Iterator[None]:
        """Run all sessions inside one connection's open transaction; for tests."""
        self._pinned = connection
        try:
            yield
        finally:
            self._pinned = None


db = Database()
NO_VALUES: Mapping[str, Any] = {}


def read(
    session: Session, wanted: SelectBase, values: Mapping[str, Any] = NO_VALUES
) -> Sequence[Row[Any]]:
    """The rows of a selection of columns, without objects.

    A session that only reads has nothing to flush first: its connection is asked past what the
    session does for objects, which is a third of the time that such a statement takes.
    """
    if session.info.get("writes", True) or not wanted.is_select:
        return session.execute(wanted, values).all()
    return session.connection().execute(wanted, values).all()


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if not session.info.get("writes", True):
        raise ReadOnly("本次请求只能读取，没有任何内容被更改。")


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    changes = state.is_insert or state.is_update or state.is_delete
    if changes and not state.session.info.get("writes", True):
        raise ReadOnly("本次请求只能读取，没有任何内容被更改。")
