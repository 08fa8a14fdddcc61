"""What every test can ask for: a database rolled back after it, the cast, a fixed clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from hypothesis import settings
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from config import Settings
from crm.app import create_app
from crm.core import kept, migrate
from crm.core.db import db
from crm.core.engines import make_engine, make_reader
from tests.chromium import chromium  # noqa: F401  a fixture
from tests.client import Browser
from tests.engines import ENGINES, Databases, folder_for_files, lighten_savepoints
from tests.factories.accounts import Cast, find_cast, keys_of, make_cast
from tests.running import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401
from tests.skipping import pytest_runtest_makereport, pytest_terminal_summary  # noqa: F401  hooks

# A busy machine is no fault of the rule: examples are counted, not timed.
settings.register_profile("lianzhao", deadline=None, database=None)
settings.load_profile("lianzhao")

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


@dataclass(frozen=True)
class Store:
    """A migrated database; `cast` are the keys of the people who stand in it."""

    engine: Engine
    reader: Engine
    cast: dict[str, int] = field(default_factory=dict)

    def enter(self) -> None:
        """Make it that of the application; `db` knows one at a time."""
        db.engine, db.reader = self.engine, self.reader


@dataclass(frozen=True)
class Installed:
    """An application with an empty database and one in which the cast has been committed."""

    app: Flask
    empty: Store
    peopled: Store


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=(*ENGINES, "both"),
        default="sqlite",
        help="the database that the tests run on",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        names = ENGINES if chosen == "both" else (chosen,)
        metafunc.parametrize("engine_name", names, scope="session")


@pytest.fixture(scope="session")
def every_database(worker_id: str) -> Iterator[Callable[[str], Databases]]:
    """Gives the databases of an engine. They live as long as the run, for the engines alternate
    from file to file and a server takes seconds to start."""
    started: dict[str, Databases] = {}

    def of(engine: str) -> Databases:
        if engine not in started:
            started[engine] = Databases(engine, folder, worker_id)
        return started[engine]

    with folder_for_files() as folder:
        yield of
        for databases in started.values():
            databases.stop()


@pytest.fixture(scope="session")
def databases(engine_name: str, every_database: Callable[[str], Databases]) -> Databases:
    return every_database(engine_name)


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


@pytest.fixture(scope="session")
def installed(every_database: Callable[[str], Databases]) -> Iterator[dict[str, Installed]]:
    """The applications of the run, one for each engine."""
    found: dict[str, Installed] = {}
    yield found
    for one in found.values():
        for store in (one.empty, one.peopled):
            store.enter()
            db.dispose()


def install(databases: Databases, folder: Path) -> Installed:
    """The application and its databases: migrated once, then copied from what nobody opens."""
    made = create_app(settings_for(databases.create("blank"), folder))
    migrate.upgrade(db.engine)
    db.dispose()

    def store(name: str) -> Store:
        engine = make_engine(databases.create(name, template="blank"))
        lighten_savepoints(engine)
        return Store(engine, make_reader(engine))

    empty, peopled = store("crm"), store("peopled")
    peopled.enter()
    with time_machine.travel(NOW, tick=False), db.transaction() as session:
        peopled.cast.update(keys_of(make_cast(session)))
    return Installed(made, empty, peopled)


@pytest.fixture(scope="session")
def app(
    databases: Databases,
    installed: dict[str, Installed],
    tmp_path_factory: pytest.TempPathFactory,
) -> Flask:
    """The application, migrated once per run and engine."""
    if databases.engine not in installed:
        installed[databases.engine] = install(databases, tmp_path_factory.mktemp("instance"))
    one = installed[databases.engine]
    one.empty.enter()
    return one.app


@pytest.fixture
def session(
    app: Flask,
    databases: Databases,
    installed: dict[str, Installed],
    request: pytest.FixtureRequest,
) -> Iterator[Session]:
    """A session for a test's own rows; everything is rolled back after the test.

    The requests of the test run on the same connection and see what it has flushed. A test that
    asks for the cast finds it there, which takes a sixth of the time of making it.
    """
    kept.forget()  # what another test has read was rolled back
    one = installed[databases.engine]
    (one.peopled if "cast" in request.fixturenames else one.empty).enter()
    engine = db.engine.execution_options(writes=True)
    with app.app_context(), engine.connect() as connection:
        transaction = connection.begin()
        with db.pinned(connection), db.open(writes=True) as session:
            yield session
        transaction.rollback()
    one.empty.enter()


@pytest.fixture
def own_app(
    app: Flask, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application on an empty database of its own, really committed.

    For tests of commands, jobs, threads and several processes. `db` belongs to it until the end.
    """
    shared = Store(db.engine, db.reader)
    name = f"own_{abs(hash(request.node.nodeid)) % 10**8}"
    own = create_app(settings_for(databases.create(name, template="blank"), tmp_path))
    kept.forget()  # what was read of the shared database
    yield own
    kept.forget()
    db.dispose()
    shared.enter()
    databases.drop(name)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Friday 20 November 2026, ten in the morning; stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(session: Session, databases: Databases, installed: dict[str, Installed]) -> Cast:
    peopled = installed[databases.engine].peopled
    return find_cast(session, peopled.cast) if db.engine is peopled.engine else make_cast(session)


@pytest.fixture
def browser(app: Flask, session: Session) -> Callable[..., Browser]:
    """Opens a browser: `browser(user)` signed in, `browser()` not."""
    return lambda user=None: Browser(app, session, user)


@pytest.fixture
def guest(browser: Callable[..., Browser]) -> Browser:
    """Somebody who has not signed in."""
    return browser()


@pytest.fixture
def staff(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.staff)


@pytest.fixture
def colleague(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.colleague)


@pytest.fixture
def manager(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.manager)


@pytest.fixture
def outsider(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.outsider)


@pytest.fixture
def leader(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.leader)


@pytest.fixture
def admin(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.admin)


@pytest.fixture
def security(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.security)


@pytest.fixture
def auditor(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.auditor)


@pytest.fixture
def count_queries(session: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as queries:` collects the statements sent meanwhile, by a worker that
    knows all names and no figure."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(HOUSEKEEPING):
                sent.append(statement)

        session.commit()
        kept.forget()
        kept.fetch(session)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect
