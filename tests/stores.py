"""What the tests of a run share: an application, and migrated databases to begin from."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Settings
from crm.app import create_app
from crm.cli import SEEDS
from crm.core import kept, migrate
from crm.core.db import db
from crm.core.engines import make_engine, make_reader
from crm.exchange.seeds.counts import Counts
from crm.exchange.seeds.load import load
from tests.engines import Databases, lighten_savepoints
from tests.factories.accounts import keys_of, make_cast

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# When the seeds were loaded: before what the tests, and the machine's own clock, take for today.
OPENED = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# Two that nobody opens, to be copied: migrated, and with the repository's seeds in it.
BLANK, PLANTED = "blank", "planted"


@dataclass(frozen=True)
class Store:
    """A migrated database; `cast` are the keys of the people who stand in it."""

    engine: Engine
    reader: Engine
    cast: dict[str, int] = field(default_factory=dict)

    def enter(self) -> None:
        """Make it that of the application; `db` knows one at a time."""
        db.engine, db.reader = self.engine, self.reader

    @contextmanager
    def rolled_back(self, app: Flask) -> Iterator[Session]:
        """A session of the application; what it and the requests meanwhile write is undone."""
        kept.forget()  # what another test has read was rolled back
        self.enter()
        engine = self.engine.execution_options(writes=True)
        with app.app_context(), engine.connect() as connection:
            transaction = connection.begin()
            with db.pinned(connection), db.open(writes=True) as session:
                yield session
            transaction.rollback()


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of an installation that lives in a temporary folder."""
    return Settings(
        database_url=url,
        secret_key="a secret of the tests, which protects nothing" * 2,
        instance_dir=folder,
        storage_dir=folder / "attachments",
        base_url="http://localhost",
        timezone="Asia/Shanghai",
        brief_fonts=None,
        scheduler="off",
        session_idle_minutes=30,
        testing=True,
    )


class Installed:
    """An application of one engine, migrated once; what else is asked for is made at first use."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self.app = create_app(settings_for(databases.create(BLANK), folder))
        migrate.upgrade(db.engine)
        db.dispose()
        self.empty = self._copy("crm", BLANK)

    def store(self, asked: Collection[str]) -> Store:
        """The database that has what a test asks for."""
        if "seeds" in asked:
            return self.seeded
        return self.peopled if "cast" in asked else self.empty

    @cached_property
    def peopled(self) -> Store:
        """With the cast."""
        made = self._copy("peopled", BLANK)
        made.enter()
        with time_machine.travel(NOW, tick=False), db.transaction() as session:
            made.cast.update(keys_of(make_cast(session)))
        return made

    @cached_property
    def planted(self) -> Counts:
        """Makes the one with the seeds, to be copied; gives what loading has read and made."""
        made = self._copy(PLANTED, BLANK)
        made.enter()
        opened = time_machine.travel(OPENED, tick=False)
        with opened, self.app.app_context(), db.transaction() as session:
            counts = load(session, SEEDS)
        db.dispose()
        self.empty.enter()
        return counts

    @cached_property
    def seeded(self) -> Store:
        """With the seeds."""
        assert self.planted
        return self._copy("seeded", PLANTED)

    def cast_in(self, engine: Engine | None) -> dict[str, int]:
        """The keys of the cast, if that database has it."""
        made = self.__dict__.get("peopled")
        return made.cast if made is not None and made.engine is engine else {}

    def close(self) -> None:
        """Let go of all connections."""
        for store in (self.empty, self.__dict__.get("peopled"), self.__dict__.get("seeded")):
            if store is not None:
                store.enter()
                db.dispose()

    def _copy(self, name: str, template: str) -> Store:
        engine = make_engine(self._databases.create(name, template=template))
        lighten_savepoints(engine)
        return Store(engine, make_reader(engine))
