"""Engines for SQLite and PostgreSQL that behave alike.

SQLite: WAL with synchronous=FULL, foreign keys on, and transactions begun by us: a writing one
waits for the fair write lock and starts with BEGIN IMMEDIATE, because a deferred transaction
that turns to writing fails at once when somebody else wrote meanwhile (SQLITE_BUSY_SNAPSHOT),
whatever the busy timeout. PostgreSQL: timeouts that its defaults leave open.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from crm.core.locks import WriteLock

POSTGRESQL_SETTINGS = (
    "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
    " -c timezone=UTC -c jit=off"
)
# A connection that lay idle for longer is tried before it is handed out.
IDLE_SECONDS = 2.0


def make_engine(url: str) -> Engine:
    """An engine for one of the two databases; connections say `writes=True` to write."""
    return _sqlite(url) if url.startswith("sqlite") else _postgresql(url)


def make_reader(engine: Engine) -> Engine:
    """An engine for those who only read the database of another one.

    PostgreSQL refuses them to write, and is spared a transaction around statements that each see
    what was committed when they began anyway. On SQLite it is the same engine.
    """
    if engine.dialect.name == "sqlite":
        return engine
    url = engine.url.render_as_string(hide_password=False)
    return _postgresql(url, " -c default_transaction_read_only=on", isolation_level="AUTOCOMMIT")


def _postgresql(url: str, settings: str = "", **options: Any) -> Engine:
    engine = create_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_use_lifo=True,
        connect_args={"options": POSTGRESQL_SETTINGS + settings, "prepare_threshold": 2},
        **options,
    )
    event.listen(engine, "checkin", _lay_down)
    event.listen(engine, "checkout", lambda *found: _try(engine, *found))
    return engine


def _lay_down(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["idle_since"] = time.monotonic()


def _try(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Replace a connection whose server has gone meanwhile."""
    since = record.info.get("idle_since")
    if since is None or time.monotonic() - since < IDLE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-2000",
    "temp_store=MEMORY",
)


class _Compiler(SQLiteCompiler):
    """Writes hints (`INDEXED BY …`) behind a table's name; SQLAlchemy's own leaves them out."""

    def get_from_hint_text(self, _table: FromClause, text: str | None) -> str | None:
        return text


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": 10, "check_same_thread": False}, pool_use_lifo=True
    )
    engine.dialect.statement_compiler = _Compiler
    database = engine.url.database
    if not database or database == ":memory:":
        raise ValueError("SQLite needs a file: several processes share it")
    lock = WriteLock(Path(database).with_suffix(".write-lock"))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: _begin(connection, lock))
    event.listen(engine, "commit", _commit)
    event.listen(engine, "rollback", _rollback)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection, lock: WriteLock) -> None:
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    lock.acquire()
    connection.info["write_lock"] = lock
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _let_go(connection)
        raise


def _commit(connection: Connection) -> None:
    # The event comes before the commit itself: commit here, so that the lock outlives it.
    try:
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        _rollback(connection)  # SQLAlchemy takes it for ended and would send nothing more
        raise
    _let_go(connection)


def _rollback(connection: Connection) -> None:
    try:
        # A full disk has rolled the transaction back already; then there is none to end.
        if connection.connection.dbapi_connection.in_transaction:
            connection.exec_driver_sql("ROLLBACK")
    finally:
        _let_go(connection)


def _let_go(connection: Connection) -> None:
    lock = connection.info.pop("write_lock", None)
    if lock is not None:
        lock.release()
